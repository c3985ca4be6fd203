import type { TrendWeek } from '../report/digest/portfolio-trend.js'
import { type Status, statuses } from '../report/health.js'
import { type Drawing, drawing, px } from './drawing.js'
import { statusColours } from './palette.js'
import { statusMark } from './status-mark.js'

const size = { width: 560, height: 160 }

/** Where the columns stand; to the right of them is room for the marks. */
const plot = { left: 0, right: 528, top: 4, bottom: 156 }
const gap = 6
const mark = 14

/** Revenue of one status in one week: from `top` down to `bottom`, in CSS pixels. */
interface Band {
  readonly status: Status
  readonly top: number
  readonly bottom: number
}

/**
 * Revenue by status, a column for each week, all to one scale: red stands on the ground, so that its
 * height can be read. The mark of each status stands beside the last column. Weeks before anything
 * was known are left blank. Null where fewer than two weeks are left, or there is no revenue.
 */
export function statusBands(trend: readonly TrendWeek[]): Drawing | null {
  const start = trend.findIndex(isKnown)
  const shown = start < 0 ? [] : trend.slice(start)
  const highest = Math.max(0, ...shown.map(revenueOf))
  if (shown.length < 2 || highest === 0) return null
  const scale = (plot.bottom - plot.top) / highest
  const step = (plot.right - plot.left + gap) / trend.length
  const columns = shown.map((week) => bandsOf(week, scale))
  return drawing(size, [
    ...columns.flatMap((bands, index) => {
      const x = plot.left + (start + index) * step
      return bands.map((band) => block(band, x, step - gap))
    }),
    ...marks(columns.at(-1) ?? []),
  ])
}

function isKnown({ byStatus }: TrendWeek): boolean {
  return byStatus.red.revenue + byStatus.yellow.revenue + byStatus.green.revenue > 0
}

function revenueOf({ byStatus }: TrendWeek): number {
  return statuses.reduce((sum, status) => sum + byStatus[status].revenue, 0)
}

/** From the ground up, in the order of the statuses; what has no revenue has no band. */
function bandsOf({ byStatus }: TrendWeek, scale: number): Band[] {
  let bottom = plot.bottom
  return statuses
    .filter((status) => byStatus[status].revenue > 0)
    .map((status) => {
      const top = bottom - byStatus[status].revenue * scale
      const band = { status, top, bottom }
      bottom = top
      return band
    })
}

/** A line of the page shows between two bands, and no band is too thin to be seen. */
function block({ status, top, bottom }: Band, x: number, width: number): string {
  const height = Math.max(1.5, bottom - top - 2)
  const colour = statusColours[status]
  const place = (inset: number) =>
    `x="${px(x + inset)}" y="${px(bottom - height + inset)}" width="${px(width - 2 * inset)}" height="${px(height - 2 * inset)}"`
  if (status !== 'unknown' || height < 5) return `<rect ${place(0)} fill="${colour}"/>`
  return `<rect ${place(1)} fill="none" stroke="${colour}" stroke-width="2"/>`
}

/** Beside the middle of its band, or above the mark below it where the bands are thin. */
function marks(bands: readonly Band[]): string[] {
  let free = plot.bottom
  return bands.map(({ status, top, bottom }) => {
    const y = Math.min((top + bottom) / 2, free - mark / 2)
    free = y - mark / 2 - 3
    return statusMark(status, { x: size.width - mark / 2 - 2, y }, mark)
  })
}
