import type { RiskSummary } from '../report/digest/summary.js'
import { type Drawing, drawing, px } from './drawing.js'
import { ink, statusColours } from './palette.js'
import { riskSteps } from './risk-step.js'

const size = { width: 560, height: 160 }

/** Where the columns stand; above them is room for an arrow. */
const plot = { top: 18, bottom: 158 }
const widest = 80
const gap = 12

/** From one level of revenue at risk to another. */
interface Column {
  readonly kind: 'total' | 'more' | 'less'
  readonly from: number
  readonly to: number
}

/**
 * Revenue at risk last week, what was added and taken away, and this week, from left to right. Totals
 * stand on the ground; what was added is filled, what was taken away is hollow, and an arrow says
 * which way. Null where nothing moved.
 */
export function waterfall(risk: RiskSummary): Drawing | null {
  const columns = columnsOf(risk)
  if (columns.length < 3) return null
  const highest = Math.max(...columns.map(({ to }) => to))
  const height = (amount: number) => plot.bottom - (amount / highest) * (plot.bottom - plot.top)
  const slot = size.width / columns.length
  const width = Math.min(widest, slot - gap)
  const left = (index: number) => (index + 0.5) * slot - width / 2
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

interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** However small an amount is, its column can be seen. */
function column(kind: Column['kind'], { left, top, width, height }: Box): string {
  const box = { left, top, width, height: Math.max(3, height) }
  if (kind === 'total') return `<rect ${sides(box, 0)} fill="${statusColours.red}"/>`
  const middle = left + width / 2
  if (kind === 'more') {
    return `<rect ${sides(box, 0)} fill="${ink}"/>${arrow(middle, top - 13, 8)}`
  }
  const pen = `fill="none" stroke="${ink}" stroke-width="2"`
  return `<rect ${sides(box, 1)} ${pen}/>${arrow(middle, top - 5, -8)}`
}

function sides({ left, top, width, height }: Box, inset: number): string {
  const [x, y] = [px(left + inset), px(top + inset)]
  return `x="${x}" y="${y}" width="${px(width - 2 * inset)}" height="${px(height - 2 * inset)}"`
}

/** A triangle whose tip lies at `y` and whose base lies `reach` below it, or above. */
function arrow(x: number, y: number, reach: number): string {
  return `<path d="M${px(x)} ${px(y)}l6 ${reach}h-12z" fill="${ink}"/>`
}

/** Leads the eye from one column's level to the next column. */
function connector(y: number, from: number, to: number): string {
  const dots = `stroke="${ink}" stroke-width="1.5" stroke-dasharray="2 3"`
  return `<path d="M${px(from)} ${px(y)}H${px(to)}" ${dots}/>`
}
