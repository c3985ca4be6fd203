import { type Format, formatOf, type Manner } from '../../format.js'
import type { AccountManager } from '../../report/account.js'
import { type Amount, type TermsDifference, termsDifferences } from '../../report/contract/terms.js'
import { toMoney } from '../../report/money.js'
import type { Day } from '../../report/week.js'
import type { AccountNews, NamedAccount } from '../../store/account-news.js'
import type { RepeatedRows } from '../../store/staging.js'

type DatedNews = AccountNews & { readonly asOf: Day }

/**
 * A sentence for each account that an import changed, and how many more there are. Where there were no
 * accounts before, all are new, and nothing has to be said of each.
 */
export function changeTexts(news: DatedNews, manner: Manner): string[] {
  const { changes, added, changed, asOf, isFirst } = news
  if (isFirst) return []
  const texts = changes.map(({ before, after, ...account }) => {
    const differences = termsDifferences(before, after, asOf)
    return `${accountText(account)}: ${differences.map((one) => differenceText(one, manner)).join('; ')}.`
  })
  return [...texts, ...moreText(added + changed - texts.length, manner)]
}

function moreText(more: number, manner: Manner): string[] {
  return more > 0 ? [`and ${formatOf(manner).count(more)} more.`] : []
}

function accountText({ accountId, name }: NamedAccount): string {
  return `${accountId} ${name}`
}

/** One difference in words, as `cut from $5,000 to $3,000`. */
export function differenceText(difference: TermsDifference, manner: Manner): string {
  switch (difference.kind) {
    case 'added':
      return `added, ${amountText(difference.revenue, manner)}`
    case 'ended':
      return `ended on ${difference.on}${because(difference.reason)}`
    case 'notice-given':
      return `notice given, last day ${difference.lastDay}`
    case 'notice-withdrawn':
      return `notice withdrawn, the last day was to be ${difference.lastDay}`
    case 'last-day-moved':
      return `last day moved from ${difference.before} to ${difference.after}`
    case 'back':
      return `back, had ended on ${difference.endedOn}`
    case 'no-longer-desired':
      return `no longer desired${because(difference.reason)}`
    case 'desired-again':
      return 'desired again'
    case 'grown':
    case 'cut':
    case 'another-currency': {
      const word = difference.kind === 'another-currency' ? 'in another currency,' : difference.kind
      return `${word} ${amountsText(difference.before, difference.after, manner)}`
    }
    case 'handed-over':
      return `handed over from ${ownerText(difference.before)} to ${ownerText(difference.after)}`
    case 'manager-corrected':
      return `account manager written ${ownerText(difference.after)}, was ${ownerText(difference.before)}`
    case 'renamed':
      return `renamed, was ${difference.before}`
    case 'out-to-tender':
      return 'out to tender'
    case 'tender-closed':
      return 'tender closed'
    case 'other':
      return `${difference.column} ${cellText(difference.after)}, was ${cellText(difference.before)}`
  }
}

function because(reason: string | null): string {
  return reason === null ? '' : ` (${reason})`
}

function amountText({ amount, currency }: Amount, { locale }: Manner): string {
  const money = toMoney(amount)
  return formatOf({ locale, currency }).exactMoney([money])(money)
}

/** Two that are compared have decimals both or neither. */
function amountsText(before: Amount, after: Amount, { locale }: Manner): string {
  const all = [toMoney(before.amount), toMoney(after.amount)]
  const [from, to] = [before, after].map(({ amount, currency }) =>
    formatOf({ locale, currency }).exactMoney(all)(toMoney(amount)),
  )
  return `from ${from} to ${to}`
}

function ownerText({ name, address }: AccountManager): string {
  return `${name} <${address}>`
}

function cellText(cell: string | number | null): string {
  return cell === null ? 'nothing' : String(cell)
}

/** What else of the file and beside it somebody should look at. */
export function newsWarnings(news: DatedNews, format: Format): string[] {
  const { missing, later, ended, asOf } = news
  const counted = (count: number) => format.counted(count, 'account')
  return [
    ...(missing.count === 0
      ? []
      : [
          `The file lacks ${counted(missing.count)} active on ${asOf}: ` +
            `${listText(missing, format, accountText)}. Where they have ended, say so in ended_on; ` +
            'where the file is the whole list, import it with --complete.',
        ]),
    ...(later.count === 0
      ? []
      : [
          `Of ${counted(later.count)} a version with a later day goes on counting from that day: ` +
            `${listText(later, format, (one) => `${accountText(one)} (${one.asOf})`)}.`,
        ]),
    ...(ended.count === 0
      ? []
      : [
          `${counted(ended.count)} of the file ${ended.count === 1 ? 'has' : 'have'} ended, and the ` +
            `file has no ended_on that says otherwise: ` +
            `${listText(ended, format, (one) => `${accountText(one)} (${one.endedOn})`)}. Whichever ` +
            'is back needs an empty ended_on.',
        ]),
  ]
}

function listText<Account extends NamedAccount>(
  { first, count }: RepeatedRows<Account>,
  format: Format,
  text: (account: Account) => string,
): string {
  const more = count - first.length
  return `${first.map(text).join(', ')}${more > 0 ? ` and ${format.count(more)} more` : ''}`
}
