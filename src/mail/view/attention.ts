import { capitalised } from '../../characters.js'
import type {
  OpenDecisionMakerChange,
  OverdueAction,
  PulseDisagreement,
  SingleThreadedAccount,
  UnattendedAccount,
  ValueRow,
} from '../../report/digest/attention.js'
import { actionParts } from './action.js'
import { accountsWorth, type List, listOf, moreRevenue } from './list.js'
import { annotated, cleanText, sentence, unbroken } from './phrase.js'
import { type Row, rowView } from './row.js'
import type { MailLayout } from './sheet.js'
import { statusWords } from './status.js'

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
  return attentionList(items, sheet, ({ name, pulse, status }) => ({
    brief: annotated(
      name,
      `manager ${statusWords(pulse)}, figures ${statusWords(status ?? 'unknown')}`,
    ),
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
