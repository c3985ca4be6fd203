import type { Top20Row, Top20Watch } from '../../report/digest/summary.js'
import { type List, listOf, moreRevenue } from './list.js'
import { ownerNamed } from './owner.js'
import { annotated, cleanText, nameOf, unbroken } from './phrase.js'
import { blankRow, type Row } from './row.js'
import type { MailLayout } from './sheet.js'
import { statusView } from './status.js'

export interface Top20View {
  readonly words: Top20Words
  /** Those that were lost or are red. */
  readonly list: List | null
}

export interface Top20Words {
  readonly sentence: string
  /** Empty unless enough of the largest were lost within a year. */
  readonly alarm: string
}

/** Null where none of the reader's accounts is among the largest. */
export function top20View(
  top20: Top20Watch,
  region: string | null,
  sheet: MailLayout,
): Top20View | null {
  const { accounts, lost, alarm } = top20
  if (accounts.length === 0) return null
  const items = accounts.filter(({ lostOn, status }) => lostOn !== null || status === 'red')
  const { format } = sheet
  const where = region === null ? '' : ` in ${cleanText(region, 40)}`
  return {
    words: {
      sentence: accounts.length === 1 ? aloneSaid(top20, where) : said(top20, where),
      alarm: alarm ? `Alarm: ${format.count(lost)} of the largest lost within a year.` : '',
    },
    list: listOf(
      {
        items,
        cap: sheet.caps.rows,
        caption: 'Lost or red, the largest first.',
        row: (one) => top20Row(one, sheet),
      },
      (rest) => moreRevenue(rest, sheet),
    ),
  }
}

function said({ accounts: { length }, lost, red }: Top20Watch, where: string): string {
  const those = where === '' ? `${length} largest accounts` : `${length} top-20 accounts${where}`
  return `Of the ${those}, ${of(lost, 'was', 'were')} lost within 52 weeks and ${of(red, 'is', 'are')} red now.`
}

function aloneSaid({ lost, red }: Top20Watch, where: string): string {
  const one = where === '' ? 'The only account' : `The only one of the top 20${where}`
  if (lost > 0) return `${one} was lost within 52 weeks.`
  return red > 0 ? `${one} is red now.` : `${one} is neither lost nor red.`
}

function of(count: number, one: string, many: string): string {
  if (count === 0) return `none ${one}`
  return `${count} ${count === 1 ? one : many}`
}

function top20Row(one: Top20Row, { format, monday }: MailLayout): Row {
  const lost = one.lostOn === null ? '' : `lost ${unbroken(format.day(one.lostOn, monday))}`
  const figure = format.money(one.revenue)
  return {
    ...blankRow,
    accountId: one.accountId,
    brief: annotated(one.name, lost === '' ? figure : `${figure}, ${lost}`),
    name: nameOf(one.name),
    status: one.lostOn !== null || one.status === null ? null : statusView(one.status),
    figure,
    ...ownerNamed(one.accountManager),
    facts: lost,
  }
}
