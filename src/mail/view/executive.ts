import { capitalised } from '../../characters.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type {
  NearExit,
  OpenDecisionMakerChange,
  OverdueAction,
  PulseDisagreement,
  SingleThreadedAccount,
  UnattendedAccount,
  ValueRow,
} from '../../report/digest/attention.js'
import type { DigestBody, ExecutiveDigest } from '../../report/digest/digest.js'
import { hasCrossed, tallyOf } from '../headline.js'
import { contractSections, leavingList, lossCaveat, lossWords } from './contracts.js'
import { bridge, byNotice, statusTrendView, top20View } from './figures.js'
import type { MailLayout } from './frame.js'
import {
  accountsWorth,
  actionParts,
  againstPulse,
  alertsOf,
  dedupeAccounts,
  type List,
  listOf,
  moreRevenue,
  ownerParts,
  type Row,
  rowView,
  statusWords,
  type TellOnce,
} from './list.js'
import { isQuietSlide, moreMoved, movementRow, notDesired, unchanged } from './movement-row.js'
import { annotated, cleanText, sentence, unbroken } from './phrase.js'
import { type ProposedSection, type Section, sectionsOf } from './section.js'
import { missingReports, silentAccounts } from './silence.js'
import { type Tiles, tiles } from './tiles.js'

/** An executive's digest, laid out; in the order in which it wants a decision. */
export interface ExecutiveView {
  readonly tiles: Tiles
  readonly sections: readonly Section[]
}

export function executiveView(digest: ExecutiveDigest, sheet: MailLayout): ExecutiveView {
  const { movements, revenueAtRisk, actions, participation, top20, region } = digest
  const { quiet } = tallyOf(digest)
  const singleThreaded = quiet ? [] : digest.singleThreaded
  // A quiet week has it only for an alarm.
  const largest = top20.alarm || !quiet ? top20View(top20, region, sheet) : null
  // Who is leaving has a list of its own, with the day.
  const staying = digest.nearExit.filter(({ leaving }) => leaving === null)
  // Asked list by list in the order of the mail: what is told of an account stands in the first.
  const once = dedupeAccounts(alertsOf({ ...digest, singleThreaded }, sheet))
  const sections = sectionsOf([
    { title: 'Leaving', list: once(leavingList(digest, sheet)) },
    ...movers(digest, once, sheet),
    ...contractSections(digest, sheet),
    { title: 'Near exit', list: once(nearExitList(staying, movements, sheet)) },
    { title: 'Overdue', list: once(overdueActionsList(actions.overdue, sheet)) },
    { title: 'No open action', list: once(unattendedList(actions.unattended, sheet)) },
    {
      title: 'Decision-maker changes',
      list: once(decisionMakerChanges(digest.decisionMakerChanges, sheet)),
    },
    {
      title: 'Pulse against status',
      list: once(pulseDisagreementsList(digest.pulseDisagreements, sheet)),
    },
    { title: 'Reports missing', list: missingReports(participation, sheet) },
    { title: 'Not reported on', list: silentAccounts(movements, sheet) },
    { title: 'Last 12 weeks', statusTrend: statusTrendView(digest, sheet) },
    { title: 'Revenue at risk', bridge: bridge(revenueAtRisk, sheet) },
    { title: '', figures: byNotice(revenueAtRisk, sheet) },
    { title: 'Top 20', top20: largest?.words ?? null },
    { title: '', list: once(largest?.list ?? null) },
    { title: 'Single-threaded', list: once(singleThreadedList(singleThreaded, sheet)) },
    {
      title: 'Done for customers',
      list: valueDeliveredList(digest.valueDelivered, sheet),
    },
    { title: 'Unchanged', folded: unchanged(movements, sheet) },
    { title: 'Not desired', folded: notDesired(digest.notDesired, sheet) },
  ])
  return { tiles: tiles(digest, sheet), sections }
}

/**
 * The ticker: who moved, apart by direction; those that crossed are flat, and yet in another status.
 * `once` is handed each list, in their order.
 */
function movers(
  { contracts, movements }: Pick<DigestBody, 'contracts' | 'movements'>,
  once: TellOnce,
  sheet: MailLayout,
): ProposedSection[] {
  const { falls, movers } = sheet.caps
  const list = (counts: (one: AccountMovement) => boolean, cap = movers) =>
    once(moverList(movements.filter(counts), cap, (one) => rowOf(one, sheet), sheet))
  const lost = movements.filter(({ movement }) => movement === 'lost')
  const lostRow = (one: AccountMovement) => ({
    ...rowOf(one, sheet),
    caveat: lossCaveat(contracts, one.accountId, sheet),
  })
  return [
    {
      title: 'Lost',
      list: once(
        listOf(
          { items: lost, cap: movers, caption: accountsWorth(lost, sheet), row: lostRow },
          (rest) => moreMoved(rest, sheet, (one) => lossWords(contracts, one, sheet)),
        ),
      ),
    },
    { title: 'Down', list: list(({ movement }) => movement === 'down', falls) },
    { title: 'Changed status', list: list(hasCrossed) },
    { title: 'Up', list: list(({ movement }) => movement === 'up') },
    { title: 'Sliding', list: list(isQuietSlide) },
    { title: 'New', list: list(({ movement }) => movement === 'new') },
  ]
}

function moverList(
  items: readonly AccountMovement[],
  cap: number,
  row: (one: AccountMovement) => Row,
  sheet: MailLayout,
): List | null {
  return listOf({ items, cap, caption: accountsWorth(items, sheet), row }, (rest) =>
    moreMoved(rest, sheet),
  )
}

/** Red accounts, in the order in which their customers could leave. */
function nearExitList(
  items: readonly NearExit[],
  movements: readonly AccountMovement[],
  sheet: MailLayout,
): List | null {
  const byId = new Map(movements.map((one) => [one.accountId, one]))
  const row = (one: NearExit) => nearExitRow(one, byId.get(one.accountId), sheet)
  return listOf(
    { items, cap: sheet.caps.rows, caption: accountsWorth(items, sheet), row },
    (rest) => moreRevenue(rest, sheet),
  )
}

function nearExitRow(one: NearExit, movement: AccountMovement | undefined, sheet: MailLayout): Row {
  const { format, monday } = sheet
  return {
    ...(movement === undefined ? rowView(one, sheet) : rowOf(movement, sheet)),
    figure: format.day(one.earliestExit, monday),
    figureNote: noticeWords(one.noticeDays, sheet),
    facts: unbroken(`${format.money(one.revenue)} a year`),
  }
}

function rowOf(movement: AccountMovement, sheet: MailLayout): Row {
  const { accountManager, accountManagerAddress } = movement
  return {
    ...movementRow(movement, sheet),
    ...ownerParts(accountManager, accountManagerAddress),
  }
}

function noticeWords(days: number, { format }: MailLayout): string {
  return days === 1 ? '1 day’s notice' : `${format.count(days)} days’ notice`
}

export function overdueActionsList(
  items: readonly OverdueAction[],
  sheet: MailLayout,
): List | null {
  return attentionList(items, sheet, (one) => {
    const { action, actionBy } = actionParts(one, sheet)
    const figure = sheet.format.counted(one.daysOverdue, 'day')
    const brief = annotated(one.name, figure)
    return { brief, figure, figureNote: 'overdue', facts: worth(one, sheet), action, actionBy }
  })
}

export function unattendedList(
  items: readonly UnattendedAccount[],
  sheet: MailLayout,
): List | null {
  const { format, monday } = sheet
  return attentionList(items, sheet, ({ name, revenue, status, earliestExit }) => ({
    brief: annotated(name, format.money(revenue)),
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
    const brief = annotated(one.name, `${figure} open`)
    return { brief, figure, figureNote: 'open', facts: worth(one, sheet) }
  })
}

export function singleThreadedList(
  items: readonly SingleThreadedAccount[],
  sheet: MailLayout,
): List | null {
  return attentionList(items, sheet, ({ name, group }) => ({ brief: annotated(name, group) }))
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
  return attentionList(items, sheet, (one) => ({
    brief: annotated(one.name, `manager ${statusWords(one.pulse)}, ${againstPulse(one)}`),
  }))
}

function attentionList<Item extends Parameters<typeof rowView>[0]>(
  items: readonly Item[],
  sheet: MailLayout,
  parts: (item: Item) => Partial<Row>,
): List | null {
  return listOf(
    {
      items,
      cap: sheet.caps.rows,
      caption: accountsWorth(items, sheet),
      row: (item) => ({ ...rowView(item, sheet), ...parts(item) }),
    },
    (rest) => moreRevenue(rest, sheet),
  )
}

function worth({ revenue }: { readonly revenue: number }, { format }: MailLayout): string {
  return unbroken(`${format.money(revenue)} a year`)
}
