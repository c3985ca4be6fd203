import { capitalised } from '../../report/capital.js'
import type {
  OpenDecisionMakerChange,
  OverdueAction,
  PulseDisagreement,
  SingleThreadedAccount,
  UnattendedAccount,
  ValueRow,
} from '../../report/digest/attention.js'
import type { Status } from '../../report/health.js'
import type { Pulse } from '../../report/snapshot.js'
import { actionParts } from './action.js'
import { accountsWorth, type List, listOf, moreRevenue } from './list.js'
import { nameOf, phrase, sentence, unbroken } from './phrase.js'
import { accountRow, type Row } from './row.js'
import type { Sheet } from './sheet.js'
import { statusWords } from './status.js'

export function overdueActions(items: readonly OverdueAction[], sheet: Sheet): List | null {
  return attentionList(items, sheet, (one) => {
    const { action, actionBy } = actionParts(one, sheet)
    const figure = sheet.format.counted(one.daysOverdue, 'day')
    return { figure, figureNote: 'overdue', facts: worth(one, sheet), action, actionBy }
  })
}

/** The same in the mail of the one who owns them all, whose name they need not read on each. */
export function ownOverdue(items: readonly OverdueAction[], sheet: Sheet): List | null {
  const list = overdueActions(items, sheet)
  if (list === null) return null
  return { ...list, rows: list.rows.map((row) => ({ ...row, owner: '', contact: '' })) }
}

export function unattended(items: readonly UnattendedAccount[], sheet: Sheet): List | null {
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
  sheet: Sheet,
): List | null {
  const { format, monday } = sheet
  return attentionList(items, sheet, (one) => {
    const who = one.decisionMaker === null ? 'Somebody new' : nameOf(one.decisionMaker)
    const since = unbroken(format.day(one.changedOn, monday))
    return {
      figure: format.counted(one.weeksOpen, 'week'),
      figureNote: 'open',
      facts: worth(one, sheet),
      reason: `${who} took over on ${since}; nobody has met them yet.`,
    }
  })
}

export function singleThreaded(items: readonly SingleThreadedAccount[], sheet: Sheet): List | null {
  return attentionList(items, sheet, ({ group }) => ({
    reason: `In touch with ${group} alone.`,
  }))
}

export function valueDelivered(items: readonly ValueRow[], sheet: Sheet): List | null {
  return attentionList(items, sheet, ({ category, text }) => ({
    reason: `${category === null ? '' : `${capitalised(category)}: `}${sentence(phrase(text, 240))}`,
  }))
}

export function pulseDisagreements(items: readonly PulseDisagreement[], sheet: Sheet): List | null {
  return attentionList(items, sheet, ({ pulse, status }) => ({
    reason: `The manager says ${statusWords(pulse)}, ${mood(pulse, status)} than the figures.`,
  }))
}

function mood(pulse: Pulse, status: Status | null): string {
  const order: readonly (Status | null)[] = ['red', 'yellow', 'green']
  return order.indexOf(pulse) > order.indexOf(status) ? 'more hopeful' : 'more worried'
}

function attentionList<Item extends Parameters<typeof accountRow>[0]>(
  items: readonly Item[],
  sheet: Sheet,
  parts: (item: Item) => Partial<Row>,
): List | null {
  return listOf(
    {
      items,
      cap: sheet.caps.rows,
      caption: accountsWorth(items, sheet),
      row: (item) => ({ ...accountRow(item, sheet), ...parts(item) }),
    },
    (rest) => moreRevenue(rest, sheet),
  )
}

function worth({ revenue }: { readonly revenue: number }, { format }: Sheet): string {
  return unbroken(`${format.money(revenue)} a year`)
}
