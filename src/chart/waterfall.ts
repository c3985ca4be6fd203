import type { Format } from '../format.js'
import type { RiskSummary } from '../report/digest/summary.js'
import { type BridgePart, bridgeParts, bridgeSigns } from '../report/revenue-at-risk.js'
import {
  type Box,
  type Drawing,
  drawing,
  filled,
  hollow,
  ink,
  px,
  snapped,
  statusColours,
} from './drawing.js'

const size = { width: 560, height: 160 }

/** Where the columns stand; above them is room for an arrow. */
const plot = { top: 20, bottom: 158 }
const widest = 64
const gap = 16

/** From one level of revenue at risk to another. */
interface Column {
  readonly kind: 'total' | 'more' | 'less'
  readonly from: number
  readonly to: number
}

/**
 * Revenue at risk last week, what was added and taken away, and this week, from left to right.
 * Totals stand on the ground; what was added is filled, what was taken away is hollow, and an arrow
 * says which way. Null where nothing moved.
 */
export function waterfall(risk: RiskSummary): Drawing | null {
  const columns = columnsOf(risk)
  if (columns.length < 3) return null
  const highest = Math.max(...columns.map(({ to }) => to))
  const height = (amount: number) =>
    snapped(plot.bottom - (amount / highest) * (plot.bottom - plot.top))
  const slot = size.width / columns.length
  const width = snapped(Math.min(widest, slot - gap))
  const left = (index: number) => snapped((index + 0.5) * slot - width / 2)
  return drawing(size, [
    ...columns.slice(1).map((_, index) => {
      const level = height(columns[index]?.to ?? 0)
      return connector(level, left(index) + width, left(index + 1))
    }),
    ...columns.map(({ kind, from, to }, index) => {
      const [top, bottom] = [height(Math.max(from, to)), height(Math.min(from, to))]
      return column(kind, { left: left(index), top, width, height: bottom - top })
    }),
  ])
}

function columnsOf(risk: RiskSummary): Column[] {
  let level = risk.previous
  const steps = riskSteps(risk).map(({ amount }): Column => {
    const from = level
    level += amount
    return { kind: amount > 0 ? 'more' : 'less', from, to: level }
  })
  const total = (to: number): Column => ({ kind: 'total', from: 0, to })
  return [total(risk.previous), ...steps, total(risk.total)]
}

/** However small an amount is, its column can be seen. */
function column(kind: Column['kind'], { left, top, width, height }: Box): string {
  const shown = Math.max(3, height)
  const box = { left, top: top + height - shown, width, height: shown }
  if (kind === 'total') return filled(box, statusColours.red)
  const middle = left + width / 2
  return kind === 'more'
    ? filled(box, ink) + arrow(middle, top - 15, 10)
    : hollow(box, ink) + arrow(middle, top - 5, -10)
}

/** A triangle whose tip lies at `y` and whose base lies `reach` below it, or above. */
function arrow(x: number, y: number, reach: number): string {
  return `<path d="M${px(x)} ${px(y)}l7 ${reach}h-14z" fill="${ink}"/>`
}

/** Leads the eye from one column's level to the next column. */
function connector(y: number, from: number, to: number): string {
  const dots = `stroke="${ink}" stroke-width="1.5" stroke-dasharray="2 3"`
  return `<path d="M${px(from)} ${px(y)}H${px(to)}" ${dots}/>`
}

/**
 * What the waterfall shows: `Revenue at risk from $1,200 to $2,100: $1,400 moved into red, …`.
 * Empty where nothing moved.
 */
export function waterfallWords(risk: RiskSummary, { exactMoney }: Format): string {
  const steps = riskSteps(risk)
  if (steps.length === 0) return ''
  const { previous, total } = risk
  const money = exactMoney([previous, total, ...steps.map(({ amount }) => amount)])
  const told = steps.map(({ part, amount }) => `${shownIn(part, amount, money)} ${words[part]}`)
  return `Revenue at risk from ${money(previous)} to ${money(total)}: ${told.join(', ')}`
}

/** Rates go both ways; of all else the words say which. */
function shownIn(part: BridgePart, amount: number, money: (amount: number) => string): string {
  return part === 'exchange' ? money(amount) : money(Math.abs(amount))
}

const words: Readonly<Record<BridgePart, string>> = {
  movedIn: 'moved into red',
  movedOut: 'moved out of red',
  new: 'new in red',
  lost: 'lost from red',
  becameKnown: 'became known as red',
  becameUnknown: 'was red and became unknown',
  grown: 'grown in red',
  cut: 'cut in red',
  desiredAgain: 'red and desired again',
  noLongerDesired: 'red and no longer desired',
  exchange: 'by exchange rates',
}

/** One part of the bridge; what was taken away is below zero. */
export interface RiskStep {
  readonly part: BridgePart
  readonly amount: number
}

/**
 * The steps that there were, in the bridge's order: with last week's total, they give this week's.
 */
function riskSteps({ bridge }: RiskSummary): RiskStep[] {
  return bridgeParts
    .map((part) => ({ part, amount: bridgeSigns[part] * bridge[part] }))
    .filter(({ amount }) => amount !== 0)
}
