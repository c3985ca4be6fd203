import { capitalised } from '../../characters.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type {
  OpenDecisionMakerChange,
  OverdueAction,
  PulseDisagreement,
  SingleThreadedAccount,
  UnattendedAccount,
  ValueRow,
} from '../../report/digest/attention.js'
import type { DigestBody } from '../../report/digest/digest.js'
import { lossCaveat } from './contracts.js'
import type { MailLayout } from './frame.js'
import {
  accountsWorth,
  actionParts,
  type List,
  ownerParts,
  type Row,
  rowView,
  wholeList,
} from './list.js'
import { hasCrossed, isQuietSlide, movementRow } from './movement-row.js'
import { cleanText, sentence, unbroken } from './phrase.js'
import type { ProposedSection } from './section.js'

/**
 * The ticker: who moved, apart by direction; those that crossed are flat, and yet in another status.
 */
export function movers(
  { contracts, movements }: Pick<DigestBody, 'contracts' | 'movements'>,
  sheet: MailLayout,
): ProposedSection[] {
  const list = (counts: (one: AccountMovement) => boolean) => {
    const items = movements.filter(counts)
    return wholeList(items, accountsWorth(items, sheet), (one) => rowOf(one, sheet))
  }
  const lost = movements.filter(({ movement }) => movement === 'lost')
  const lostRow = (one: AccountMovement) => ({
    ...rowOf(one, sheet),
    caveat: lossCaveat(contracts, one.accountId, sheet),
  })
  return [
    { title: 'Lost', list: wholeList(lost, accountsWorth(lost, sheet), lostRow) },
    { title: 'Down', list: list(({ movement }) => movement === 'down') },
    { title: 'Changed status', list: list(hasCrossed) },
    { title: 'Up', list: list(({ movement }) => movement === 'up') },
    { title: 'Sliding', list: list(isQuietSlide) },
    { title: 'New', list: list(({ movement }) => movement === 'new') },
  ]
}

function rowOf(movement: AccountMovement, sheet: MailLayout): Row {
  const { accountManager, accountManagerAddress } = movement
  return {
    ...movementRow(movement, sheet),
    ...ownerParts(accountManager, accountManagerAddress),
  }
}

export function overdueActionsList(
  items: readonly OverdueAction[],
  sheet: MailLayout,
): List | null {
  return attentionList(items, sheet, (one) => {
    const { action, actionBy } = actionParts(one, sheet)
    const figure = sheet.format.counted(one.daysOverdue, 'day')
    return { figure, figureNote: 'overdue', facts: worth(one, sheet), action, actionBy }
  })
}

export function unattendedList(
  items: readonly UnattendedAccount[],
  sheet: MailLayout,
): List | null {
  const { format, monday } = sheet
  return attentionList(items, sheet, ({ status, earliestExit }) => ({
    facts:
      status === 'red' && earliestExit !== null
        ? `can leave from ${unbroken(format.day(earliestExit, monday))}`
        : '',
  }))
}

export function decisionMakerChanges(
  items: readonly OpenDecisionMakerChange[],
  sheet: MailLayout,
): List | null {
  return attentionList(items, sheet, (one) => {
    const figure = sheet.format.counted(one.weeksOpen, 'week')
    return { figure, figureNote: 'open', facts: worth(one, sheet) }
  })
}

export function singleThreadedList(
  items: readonly SingleThreadedAccount[],
  sheet: MailLayout,
): List | null {
  return attentionList(items, sheet)
}

export function valueDeliveredList(items: readonly ValueRow[], sheet: MailLayout): List | null {
  return attentionList(items, sheet, ({ category, text }) => ({
    reason: `${category === null ? '' : `${capitalised(category)}: `}${sentence(cleanText(text, 240))}`,
  }))
}

export function pulseDisagreementsList(
  items: readonly PulseDisagreement[],
  sheet: MailLayout,
): List | null {
  return attentionList(items, sheet)
}

function attentionList<Item extends Parameters<typeof rowView>[0]>(
  items: readonly Item[],
  sheet: MailLayout,
  parts: (item: Item) => Partial<Row> = () => ({}),
): List | null {
  return wholeList(items, accountsWorth(items, sheet), (item) => ({
    ...rowView(item, sheet),
    ...parts(item),
  }))
}

function worth({ revenue }: { readonly revenue: number }, { format }: MailLayout): string {
  return unbroken(`${format.money(revenue)} a year`)
}

/** Accounts for which nothing was done for weeks, though they are large or green. */
export function takenForGrantedList(
  items: DigestBody['earned']['takenForGranted'],
  sheet: MailLayout,
): List | null {
  const { format } = sheet
  return attentionList(items, sheet, ({ health, weeksSinceValue: weeks, revenue }) => ({
    figure: weeks === null ? 'Never' : format.counted(weeks, 'week'),
    figureNote: weeks === null ? 'anything done' : 'ago',
    facts: [
      unbroken(`${format.money(revenue)} a year`),
      health === null ? '' : `health ${format.points(health)}`,
    ]
      .filter((part) => part !== '')
      .join(', '),
  }))
}
