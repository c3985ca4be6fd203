import type { Format, Manner } from '../../format.js'
import { words } from '../../mail/view/contracts.js'
import type { NoticeAnswer, TenderAnswer } from '../../report/contract/notice.js'
import type { Amount, TermsDifference } from '../../report/contract/terms.js'
import type { ContractChangeRow } from '../../report/digest/contracts.js'
import { toMoney } from '../../report/money.js'
import { editionMonday, type Week } from '../../report/week.js'
import type { ExplainedContract, ExplainedVersion } from '../../run/explain-contract.js'
import { printable } from '../terminal.js'
import { differenceText } from './account-news.js'

/** How a contract is written. */
interface Writing {
  /** The reported week. */
  readonly week: Week
  /** In the reporting currency. */
  readonly format: Format
  readonly manner: Manner
}

/** A contract's history for the terminal, and what the report before and this one tell of it. */
export function contractText(contract: ExplainedContract, writing: Writing): string[] {
  const { versions, notices, tenders } = contract
  const lines = [
    ...versionLines(versions, writing),
    ...answerLine('Notice', notices, noticeText),
    ...answerLine('Tender', tenders, tenderText),
    beforeText(contract, writing),
    ...changeLines(contract.changes, writing),
    ...standingLines(contract, writing.format),
  ]
  return ['', 'Contract:', ...lines.map((line) => `  ${printable(line)}`)]
}

/** Those that say what the one before said, in one line: files go on listing an account. */
function versionLines(versions: readonly ExplainedVersion[], writing: Writing): string[] {
  const lines: string[] = []
  let alike: ExplainedVersion[] = []
  const fold = () => {
    const last = alike.at(-1)
    if (last === undefined) return
    const more = `${writing.format.count(alike.length)} more, until ${last.asOf}`
    lines.push(`${more}, ${alike.length === 1 ? 'says' : 'say'} the same.`)
    alike = []
  }
  for (const version of versions) {
    if (version.differences.length === 0 && !version.counts && version.inTime) alike.push(version)
    else {
      fold()
      lines.push(versionText(version, writing))
    }
  }
  fold()
  return lines
}

function versionText(version: ExplainedVersion, { week, manner }: Writing): string {
  const { asOf, recordedAt, recordedBy, differences, counts, inTime } = version
  const said = differences.map((one) => differenceText(one, manner)).join('; ')
  const counting = counts ? ` Counts on ${editionMonday(week)}.` : ''
  const late = inTime ? '' : ' Recorded since; does not count here.'
  return `from ${asOf}, recorded ${recordedAt} by ${recordedBy}: ${said || 'nothing new'}.${counting}${late}`
}

/** What a snapshot says again is said once. */
function answerLine<Answer extends { readonly week: Week }>(
  about: string,
  answers: readonly Answer[],
  text: (answer: Answer) => string,
): string[] {
  const news = answers.filter((one, index) => {
    const before = answers[index - 1]
    return before === undefined || text(before) !== text(one)
  })
  if (news.length === 0) return []
  return [`${about}, by snapshots: ${news.map((one) => `${one.week} ${text(one)}`).join('; ')}.`]
}

function noticeText({ noticeGivenOn, lastDay }: NoticeAnswer): string {
  if (noticeGivenOn === null) return 'no notice'
  return `given on ${noticeGivenOn}, last day ${lastDay ?? 'by the notice days'}`
}

function tenderText({ tender, competitor }: TenderAnswer): string {
  if (!tender) return 'no others asked'
  return competitor === null ? 'others asked' : `others asked: ${competitor}`
}

function beforeText(
  { reportBefore, before, lastToldAs }: ExplainedContract,
  { format }: Writing,
): string {
  if (reportBefore === null) return 'No report before this one to compare with.'
  const report = `The report of ${reportBefore} told`
  if (before === null) {
    return `${report} nothing of it${lastToldAs === null ? '' : `; the latest that did told it as ${lastToldAs}`}.`
  }
  if (before.kind === 'lost') return `${report} it as lost.`
  const { revenue, desired, accountManager, lastDay, inTender } = before
  const parts = [
    `${exact(toMoney(revenue), format)} a year`,
    desired ? 'desired' : 'not desired',
    `${accountManager.name} <${accountManager.address}>`,
    ...(lastDay === null ? [] : [`last day ${lastDay}`]),
    ...(inTender ? ['in tender'] : []),
  ]
  return `${report}: ${parts.join(', ')}.`
}

function changeLines(changes: readonly ContractChangeRow[], writing: Writing): string[] {
  if (changes.length === 0) return ['This report tells no change of it.']
  return changes.map((change) => `This report tells: ${changeText(change, writing)}.`)
}

/** `cut by $50,000, from $100,000 to $50,000, on 2026-11-02, learned this week (why)`. */
function changeText(change: ContractChangeRow, { format }: Writing): string {
  const { kind, amount, before, after, on, learnedLate, reason, inBridge } = change
  const value = (one: number | string) => (typeof one === 'number' ? exact(one, format) : one)
  const isBoth = before !== null && after !== null
  const by = isBoth ? 'by ' : ''
  return [
    `${words[kind]}${amount === null ? '' : ` ${by}${exact(amount, format)}`}`,
    ...(isBoth ? [`from ${value(before)} to ${value(after)}`] : []),
    ...(kind === 'notice-given' && after !== null ? [`last day ${value(after)}`] : []),
    `on ${on}`,
    ...(learnedLate ? ['learned this week'] : []),
    ...(amount === null || inBridge ? [] : ['in no sum']),
  ]
    .join(', ')
    .concat(reason === null ? '' : ` (${reason})`)
}

function standingLines({ leaving, inTender }: ExplainedContract, format: Format): string[] {
  const lines: string[] = []
  if (leaving !== null) {
    const { lastDay, daysLeft, noticeGivenOn } = leaving
    const given = noticeGivenOn === null ? '' : `, notice given on ${noticeGivenOn}`
    lines.push(`Leaving: last day ${lastDay}, ${format.counted(daysLeft, 'day')} left${given}.`)
  }
  if (inTender !== null) {
    const { since, competitor } = inTender
    lines.push(`In tender since ${since}${competitor === null ? '' : `, asked: ${competitor}`}.`)
  }
  return lines
}

function exact(amount: number, { exactMoney }: Format): string {
  return exactMoney([amount])(amount)
}

/** A contract's history as data: money as a number, in the currency beside it. */
export function contractJson(contract: ExplainedContract) {
  const { versions, before, ...rest } = contract
  return { versions: versions.map(versionJson), before: before && beforeJson(before), ...rest }
}

function versionJson({ accountId: _, annualRevenue, differences, ...version }: ExplainedVersion) {
  return { ...version, annualRevenue: toMoney(annualRevenue), changes: differences.map(changeJson) }
}

function beforeJson({ revenue, today, ...before }: NonNullable<ExplainedContract['before']>) {
  return { ...before, revenue: toMoney(revenue), today: today === null ? null : toMoney(today) }
}

function changeJson(difference: TermsDifference) {
  switch (difference.kind) {
    case 'added':
      return { ...difference, revenue: amountJson(difference.revenue) }
    case 'grown':
    case 'cut':
    case 'another-currency': {
      const { kind, before, after } = difference
      return { kind, before: amountJson(before), after: amountJson(after) }
    }
    default:
      return difference
  }
}

function amountJson({ amount, currency }: Amount) {
  return { amount: toMoney(amount), currency }
}
