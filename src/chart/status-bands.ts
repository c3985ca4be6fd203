import type { Format } from '../format.js'
import { knownWeeks, type TrendWeek } from '../report/digest/portfolio-trend.js'
import { type Status, statuses } from '../report/health.js'
import {
  type Drawing,
  drawing,
  filled,
  hollow,
  snapped,
  statusColours,
  statusMark,
} from './drawing.js'

const size = { width: 560, height: 160 }

/** Where the columns stand; to the right of them is room for the marks. */
const plot = { left: 0, right: 526, top: 2, bottom: 158 }
const gap = 14
const mark = 16

/** However little revenue a status has, its band can be seen. */
const thinnest = 4

/** Revenue of one status in one week: from `top` down to `bottom`, in CSS pixels. */
interface Band {
  readonly status: Status
  readonly top: number
  readonly bottom: number
}

/**
 * Revenue by status, a column for each week, all to one scale: red stands on the ground, so that
 * its height can be read. The mark of each status stands beside the last column. Weeks before
 * anything was known are left blank. Null where fewer than two weeks are left, or there is no
 * revenue.
 */
export function statusBands(trend: readonly TrendWeek[]): Drawing | null {
  const shown = knownWeeks(trend)
  if (shown.length === 0) return null
  const highest = Math.max(...shown.map(revenueOf))
  const scale = (plot.bottom - plot.top - statuses.length * thinnest) / highest
  const step = (plot.right - plot.left + gap) / trend.length
  const columns = shown.map((week) => bandsOf(week, scale))
  return drawing(size, [
    ...columns.flatMap((bands, index) => {
      const x = plot.left + (trend.length - shown.length + index) * step
      return bands.map((band) => block(band, x, step - gap))
    }),
    ...marks(columns.at(-1) ?? []),
  ])
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
      const top = bottom - Math.max(thinnest, byStatus[status].revenue * scale)
      const band = { status, top, bottom }
      bottom = top
      return band
    })
}

/** The page shows between two bands. What nothing is known of is hollow. */
function block({ status, top, bottom }: Band, left: number, width: number): string {
  const height = snapped(bottom) - snapped(top) - 2
  const box = { left, top: snapped(bottom) - height, width, height }
  const draw = status === 'unknown' && height > 4 ? hollow : filled
  return draw(box, statusColours[status])
}

/** Beside the middle of its band, as far as the other marks leave it room. */
function marks(bands: readonly Band[]): string[] {
  const apart = mark + 6
  const x = size.width - apart / 2
  let lowest = size.height - apart / 2
  return bands.map(({ status, top, bottom }, index) => {
    const highest = (bands.length - 1 - index + 0.5) * apart
    const y = Math.max(highest, Math.min((top + bottom) / 2, lowest))
    lowest = y - apart
    return statusMark(status, { x, y }, mark)
  })
}

/**
 * What the status bands show: `Revenue by status in 12 weeks: red $1.2M to $2.1M, most now; yellow
 * …`. Empty where there is no picture. A status without revenue in any of the weeks is left out.
 */
export function statusBandsWords(trend: readonly TrendWeek[], format: Format): string {
  const shown = knownWeeks(trend)
  if (shown.length === 0) return ''
  const told = statuses.map((status) => course(status, shown, format)).filter((one) => one !== '')
  return `Revenue by status in ${format.counted(shown.length, 'week')}: ${told.join('; ')}`
}

function course(status: Status, shown: readonly TrendWeek[], { money }: Format): string {
  const [first = 0, ...coming] = shown.map(({ byStatus }) => byStatus[status].revenue)
  const last = coming.at(-1) ?? first
  const most = Math.max(first, ...coming)
  if (most === 0) return ''
  if (coming.every((revenue) => revenue === first)) return `${status} ${money(first)} all through`
  const ends = [money(first), money(last)]
  const course =
    ends[0] === ends[1] ? `${status} ${ends[0]} at both ends` : `${status} ${ends.join(' to ')}`
  if (most === first) return course
  return `${course}, ${most === last ? 'most now' : `at most ${money(most)}`}`
}
