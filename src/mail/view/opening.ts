import { capitalised } from '../../characters.js'
import type { DigestBody } from '../../report/digest/digest.js'
import type { PortfolioSummary } from '../../report/digest/summary.js'
import { type Status, statuses } from '../../report/health.js'
import { alarmNews, isFirstReport, namedInHeadline } from '../news.js'
import type { MailLayout } from './frame.js'
import { type BarPart, barColours } from './squares.js'
import { type Tone, tones } from './ticker.js'
import { percentOf, retentionOver } from './tiles.js'

/** What stands under the headline: what must be known first, the figures, and the bar. */
export interface Opening {
  /** A sentence each, in bold. */
  readonly notices: readonly string[]
  readonly figures: readonly Fragment[]
  /** The same in plain words. */
  readonly told: string
  readonly bar: StatusBar | null
}

/** A piece of a line. */
export interface Fragment extends Tone {
  readonly text: string
  /** Whether it is a figure, set in bold. */
  readonly isFigure: boolean
}

export function opening(digest: DigestBody, layout: MailLayout): Opening {
  const { format } = layout
  const { laterReport, participation } = digest
  const late =
    laterReport === null
      ? ''
      : `This report is late: the one about ${format.shortWeek(laterReport)} was made before it.`
  // Without news, the headline itself says so.
  const silent =
    participation.updated === 0 &&
    participation.active > 0 &&
    namedInHeadline(digest, format).size > 0
      ? 'Nobody reported on any account this week.'
      : ''
  const figures = figuresOf(digest, layout)
  return {
    notices: [alarmNews(digest, format), late, silent, ageOfPulls(digest, layout)].filter(
      (one) => one !== '',
    ),
    figures,
    told: inWords(figures),
    bar: statusBar(digest.portfolio, layout),
  }
}

/** How old it is, where nothing newer could be pulled: executives decide by it. */
function ageOfPulls({ role, oldPulls, monday }: DigestBody, { format }: MailLayout): string {
  if (role !== 'executive' || oldPulls.length === 0) return ''
  const parts = oldPulls.map(({ of, since }) => `${names[of]} as of ${format.day(since, monday)}`)
  return `${capitalised(parts.join(' and '))}: nothing newer has come since.`
}

const names = { accounts: 'contracts are', snapshots: 'scores are' } as const

/** The figures as one sentence of plain words, for what has no colours. */
export function figuresInWords(digest: DigestBody, layout: MailLayout): string {
  return inWords(figuresOf(digest, layout))
}

function inWords(figures: readonly Fragment[]): string {
  return figures
    .map(({ text }) => text)
    .join('')
    .trimEnd()
}

function figuresOf(digest: DigestBody, layout: MailLayout): Fragment[] {
  return [
    ...keptFragments(digest, layout),
    ...riskFragments(digest, layout),
    ...healthFragments(digest, layout),
  ]
}

function words(text: string): Fragment {
  return { text, isFigure: false, ...tones.plain }
}

function figure(text: string, tone: Tone = tones.plain): Fragment {
  return { text, isFigure: true, ...tone }
}

function keptFragments({ retention, portfolio }: DigestBody, layout: MailLayout): Fragment[] {
  const { gross } = retention.revenue
  if (gross === null) return []
  const over = retentionOver(retention, portfolio.accounts, layout)
  return [figure(percentOf(gross, layout)), words(` kept ${over}, goal 100%. `)]
}

function riskFragments(digest: DigestBody, { format }: MailLayout): Fragment[] {
  const { total, change } = digest.revenueAtRisk
  const all = Object.values(digest.portfolio.byStatus).reduce(
    (sum, { revenue }) => sum + revenue,
    0,
  )
  const risk =
    total === 0
      ? [words('Nothing is at risk')]
      : [figure(`${format.money(total)} of ${format.money(all)}`), words(' at risk')]
  if (isFirstReport(digest)) return [...risk, words('. ')]
  if (change === 0) return [...risk, words(total === 0 ? '. ' : ', as before. ')]
  const amount = format.money(Math.abs(change))
  if (change > 0) return [...risk, words(', '), figure(`▲ ${amount} more`, tones.bad), words('. ')]
  const why = lessBecause(digest.revenueAtRisk)
  return [
    ...risk,
    words(', '),
    figure(`▼ ${amount} less`, why === '' ? tones.good : tones.plain),
    words(`${why}. `),
  ]
}

/**
 * Less at risk is good only as far as accounts got better: else what took it away, as
 * `: lost, unreported`; empty where getting better did most of it.
 */
function lessBecause({ bridge }: DigestBody['revenueAtRisk']): string {
  const { movedOut, lost, becameUnknown, noLongerDesired, cut, exchange } = bridge
  const gone = [
    { amount: lost, word: 'lost' },
    { amount: noLongerDesired, word: 'not desired' },
    { amount: becameUnknown, word: 'unreported' },
    { amount: cut, word: 'cut' },
    { amount: Math.max(0, -exchange), word: 'exchange rates' },
  ].filter(({ amount }) => amount > 0)
  const sum = gone.reduce((total, { amount }) => total + amount, 0)
  if (movedOut > 0 && movedOut >= sum) return ''
  const told = gone.toSorted((a, b) => b.amount - a.amount).map(({ word }) => word)
  return told.length === 0 ? '' : `: ${told.slice(0, 3).join(', ')}`
}

function healthFragments({ portfolio }: DigestBody, { format }: MailLayout): Fragment[] {
  const { health, likeForLike } = portfolio
  if (health === null) return []
  const now = [words('Health '), figure(format.points(health))]
  if (likeForLike === null || likeForLike === 0) return [...now, words('.')]
  const tone = likeForLike > 0 ? tones.good : tones.bad
  const arrow = likeForLike > 0 ? '▲' : '▼'
  return [...now, words(', '), figure(`${arrow} ${format.change(likeForLike)}`, tone), words('.')]
}

/** Accounts by status, each part as wide as its share of the revenue. */
export interface StatusBar {
  readonly parts: readonly BarPart[]
  /** The same in words: `4 red, 6 yellow, 11 green, 2 unknown`. */
  readonly told: string
}

/** Null where there is no revenue to divide. */
export function statusBar(
  { byStatus }: PortfolioSummary,
  { format }: MailLayout,
): StatusBar | null {
  const shown = statuses.filter((status) => byStatus[status].accounts > 0)
  const revenue = shown.reduce((sum, status) => sum + byStatus[status].revenue, 0)
  if (revenue === 0) return null
  const percents = percentsOf(shown.map((status) => byStatus[status].revenue))
  const worded = (status: Status) => `${format.count(byStatus[status].accounts)} ${status}`
  return {
    parts: shown.map((status, index) => {
      const percent = percents[index] ?? 0
      const hasRoom = percent >= wordRoom[status]
      return {
        ...barColours(status),
        label: hasRoom ? worded(status) : format.count(byStatus[status].accounts),
        percent: String(percent),
      }
    }),
    told: statuses
      .filter((status) => byStatus[status].accounts > 0)
      .map(worded)
      .join(', '),
  }
}

/** The percent of a phone's width that a count and the word take. */
const wordRoom = { red: 15, yellow: 20, green: 19, unknown: 26 } as const

/** Room for a count of two digits. */
const leastPercent = 7

/** At least room for a figure each, so that none disappears; what is over comes off the largest. */
function percentsOf(revenues: readonly number[]): number[] {
  const total = revenues.reduce((sum, revenue) => sum + revenue, 0)
  const percents = revenues.map((revenue) =>
    Math.max(leastPercent, Math.floor((revenue / total) * 100)),
  )
  const left = 100 - percents.reduce((sum, percent) => sum + percent, 0)
  const largest = revenues.indexOf(Math.max(...revenues))
  return percents.map((percent, index) => (index === largest ? percent + left : percent))
}
