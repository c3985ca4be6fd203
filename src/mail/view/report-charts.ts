import type { DigestBody } from '../../report/digest/digest.js'
import { knownWeeks, type TrendWeek } from '../../report/digest/portfolio-trend.js'
import type { RiskSummary } from '../../report/digest/summary.js'
import { type Status, statuses } from '../../report/health.js'
import { firstDay } from '../../report/week.js'
import { bridgeSteps } from './figures.js'
import type { MailLayout } from './frame.js'
import { statusView } from './list.js'

/** Revenue by status, a column for each week, with its scale, its dates and its figures. */
export interface StatusChart {
  /** What it shows, in a sentence. */
  readonly caption: string
  /** The scale, from its top down; the last one is 0. */
  readonly scale: readonly string[]
  /** The blocks, in a box of 1200 × 1000: 100 for each week. */
  readonly blocks: readonly Block[]
  readonly weeks: readonly WeekOfStatuses[]
  readonly statuses: readonly {
    readonly tone: Status
    readonly shape: string
    readonly word: string
  }[]
}

interface Block {
  readonly tone: Status
  readonly x: string
  readonly y: string
  readonly width: string
  readonly height: string
}

interface WeekOfStatuses {
  /** `Nov 16`: the day on which it began. */
  readonly day: string
  readonly week: string
  readonly cells: readonly { readonly accounts: string; readonly revenue: string }[]
}

const chartHeight = 1000
const weekWidth = 100
const gap = 22

/** However little revenue a status has, its block can be seen. */
const thinnest = 8

/** Null where fewer than two weeks are known. */
export function statusChart(
  { portfolioTrend }: Pick<DigestBody, 'portfolioTrend'>,
  { format, monday }: MailLayout,
): StatusChart | null {
  const shown = knownWeeks(portfolioTrend)
  const [first] = shown
  const last = shown.at(-1)
  if (first === undefined || last === undefined) return null
  const scale = scaleFor(Math.max(...shown.map(revenueOf)))
  const highest = scale[0] ?? 1
  return {
    caption: `Revenue by status, week by week, from ${format.week(first.week)} to ${format.week(last.week)}.`,
    scale: scale.map((amount) => format.money(amount)),
    blocks: shown.flatMap((week, index) => blocksOf(week, index, highest)),
    weeks: shown.map((one) => ({
      day: format.day(firstDay(one.week), monday).replace(/^\p{L}+\.?,? /u, ''),
      week: format.shortWeek(one.week),
      cells: statuses.map((status) => ({
        accounts: format.count(one.byStatus[status].accounts),
        revenue: format.money(one.byStatus[status].revenue),
      })),
    })),
    statuses: statuses.map((status) => {
      const { shape, word } = statusView(status)
      return { tone: status, shape, word }
    }),
  }
}

function revenueOf({ byStatus }: TrendWeek): number {
  return statuses.reduce((sum, status) => sum + byStatus[status].revenue, 0)
}

/** From the ground up, in the order of the statuses: red can be read off the scale. */
function blocksOf({ byStatus }: TrendWeek, index: number, highest: number): Block[] {
  let bottom = chartHeight
  return statuses
    .filter((status) => byStatus[status].revenue > 0)
    .map((status) => {
      const height = Math.max(thinnest, (byStatus[status].revenue / highest) * chartHeight)
      bottom -= height
      return {
        tone: status,
        x: short(index * weekWidth + gap / 2),
        y: short(bottom),
        width: short(weekWidth - gap),
        height: short(height),
      }
    })
}

/** Round amounts at even distances from the first that is not exceeded down to 0. */
export function scaleFor(most: number): number[] {
  if (most <= 0) return [1, 0]
  const rough = most / 4
  const unit = 10 ** Math.floor(Math.log10(rough))
  const step = unit * ([1, 2, 2.5, 5, 10].find((times) => times * unit >= rough) ?? 10)
  const steps = Math.ceil(most / step)
  return Array.from({ length: steps + 1 }, (_, index) => (steps - index) * step)
}

/** From revenue at risk in one week to that in the next, a line for each step. */
export interface RiskChart {
  readonly caption: string
  /** The ends of the scale that the bars are drawn to. */
  readonly from: string
  readonly to: string
  readonly lines: readonly RiskLine[]
}

interface RiskLine {
  readonly label: string
  readonly figure: string
  /** A total stands on the ground; what is added is filled, what is taken away is hollow. */
  readonly kind: 'total' | 'more' | 'less'
  readonly total: boolean
  /** In a box that is 1000 wide. */
  readonly x: string
  readonly width: string
}

/** Null where nothing is at risk and nothing was. */
export function riskChart(risk: RiskSummary, digest: Pick<DigestBody, 'week'>, sheet: MailLayout) {
  const { previous, total } = risk
  if (previous === 0 && total === 0) return null
  const { format, previousWeek } = sheet
  const steps = bridgeSteps(risk)
  const money = format.exactMoney([previous, total, ...steps.map(({ amount }) => amount)])
  let level = previous
  const moves = steps.map(({ label, amount }) => {
    const from = level
    level += amount
    return { label, amount, from, to: level }
  })
  const [highest = 1] = scaleFor(Math.max(previous, total, ...moves.map(({ to }) => to)))
  const bar = (from: number, to: number): Pick<RiskLine, 'x' | 'width'> => {
    const width = Math.max(6, (Math.abs(to - from) / highest) * 1000)
    return {
      x: short(Math.min((Math.min(from, to) / highest) * 1000, 1000 - width)),
      width: short(width),
    }
  }
  const whole = (label: string, amount: number): RiskLine => ({
    label,
    figure: money(amount),
    kind: 'total',
    total: true,
    ...(amount === 0 ? { x: '0', width: '0' } : bar(0, amount)),
  })
  const chart: RiskChart = {
    caption: `How revenue at risk came from that of ${format.shortWeek(previousWeek)} to that of ${format.week(digest.week)}.`,
    from: format.money(0),
    to: format.money(highest),
    lines: [
      whole(`At risk ${format.shortWeek(previousWeek)}`, previous),
      ...moves.map(
        ({ label, amount, from, to }): RiskLine => ({
          label,
          figure: amount > 0 ? `+${money(amount)}` : money(amount),
          kind: amount > 0 ? 'more' : 'less',
          total: false,
          ...bar(from, to),
        }),
      ),
      whole(`At risk ${format.shortWeek(digest.week)}`, total),
    ],
  }
  return chart
}

/** A coordinate to the tenth: finer than any screen, and short. */
function short(value: number): string {
  return `${Math.round(value * 10) / 10}`
}
