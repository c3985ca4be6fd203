import type { Bands } from '../report/digest/digest.js'
import type { Status } from '../report/health.js'
import { type Drawing, drawing, type Point, polyline, px } from './drawing.js'
import { ink, statusColours } from './palette.js'
import { statusMark } from './status-mark.js'

const size = { width: 120, height: 36 }

/** Room for the mark of the last point, wherever that lies. */
const inset = { left: 2, right: 7, top: 6, bottom: 6 }

/** How far beyond the bands the picture reaches, in points of health. */
const margin = 5

/**
 * Health by week, in points; a week without a snapshot is a gap in the line. Dotted lines show
 * where red ends and green begins; they lie at the same height in all pictures unless an account
 * leaves their surroundings, so that accounts can be compared. The last point has the mark of its
 * status. Null where there are not two points to draw a line between.
 */
export function sparkline(trend: readonly (number | null)[], bands: Bands): Drawing | null {
  const known = trend.filter((health) => health !== null)
  const last = known.at(-1)
  if (known.length < 2 || last === undefined) return null
  const height = heights(known, bands)
  const step = (size.width - inset.left - inset.right) / (trend.length - 1)
  const points = trend.map((health, week) =>
    health === null ? null : { x: inset.left + week * step, y: height(health) },
  )
  const end = points.findLast((point) => point !== null)
  return drawing(size, [
    bound(height(bands.redBelow), 'red'),
    bound(height(bands.greenFrom), 'green'),
    ...lines(runs(points)),
    end === undefined ? '' : statusMark(statusAt(last, bands), end, 8),
  ])
}

function heights(known: readonly number[], { redBelow, greenFrom }: Bands) {
  const low = Math.max(0, Math.min(redBelow - margin, ...known))
  const high = Math.min(100, Math.max(greenFrom + margin, ...known))
  const scale = (size.height - inset.top - inset.bottom) / (high - low)
  return (health: number) => size.height - inset.bottom - (health - low) * scale
}

function bound(y: number, status: Status): string {
  const dots = `stroke="${statusColours[status]}" stroke-dasharray="1 3" stroke-opacity=".8"`
  return `<path d="M0 ${px(y)}h${size.width}" ${dots}/>`
}

/** The points that follow each other without a gap. */
function runs(points: readonly (Point | null)[]): Point[][] {
  const found: Point[][] = [[]]
  for (const point of points) {
    if (point === null) found.push([])
    else found.at(-1)?.push(point)
  }
  return found.filter((run) => run.length > 0)
}

/** A point between two gaps is a dot: round ends make one of a line without length. */
function lines(runs: readonly (readonly Point[])[]): string[] {
  const dots = runs.filter((run) => run.length === 1)
  const paths = runs.filter((run) => run.length > 1)
  return [
    stroked(paths.map(polyline).join(''), 2),
    stroked(dots.map((dot) => `${polyline(dot)}h0`).join(''), 4),
  ]
}

function stroked(path: string, width: number): string {
  const pen = `stroke="${ink}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"`
  return path === '' ? '' : `<path d="${path}" fill="none" ${pen}/>`
}

function statusAt(health: number, { redBelow, greenFrom }: Bands): Status {
  if (health < redBelow) return 'red'
  return health >= greenFrom ? 'green' : 'yellow'
}
