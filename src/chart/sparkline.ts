import type { Format } from '../format.js'
import type { Bands } from '../report/digest/digest.js'
import type { Status } from '../report/health.js'
import {
  type Drawing,
  drawing,
  ink,
  type Point,
  polyline,
  px,
  statusColours,
  statusMark,
} from './drawing.js'

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

/**
 * What a sparkline shows: `62.0 to 48.0 in 12 weeks, lowest now`. Empty where there is no
 * sparkline. `now` is said of the reported week alone.
 */
export function sparklineWords(trend: readonly (number | null)[], format: Format): string {
  const [first, ...coming] = trend.filter((health) => health !== null)
  const last = coming.at(-1)
  if (first === undefined || last === undefined) return ''
  const begin = trend.findIndex((health) => health !== null)
  const end = trend.findLastIndex((health) => health !== null)
  const weeks = format.counted(end - begin + 1, 'week')
  const still = [first, ...coming].every((health) => health === first)
  return [
    still
      ? `${format.points(first)} all through ${weeks}`
      : `${format.points(first)} to ${format.points(last)} in ${weeks}`,
    ...(still ? [] : extremes([first, ...coming], end === trend.length - 1, format)),
    gaps(end - begin - coming.length, format),
    silence(trend.length - 1 - end, format),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/**
 * What is worth a word: that the end is an extreme, or else what lies further out than both ends.
 */
function extremes(known: readonly number[], current: boolean, { points }: Format): string[] {
  const outer = [
    { word: 'lowest', extreme: Math.min(...known) },
    { word: 'highest', extreme: Math.max(...known) },
  ].filter(({ extreme }) => extreme !== known[0])
  const reached = outer.find(({ extreme }) => isNew(known, extreme))
  if (reached !== undefined) return [`${reached.word} ${current ? 'now' : 'at the end'}`]
  return outer
    .filter(({ extreme }) => extreme !== known.at(-1))
    .map(({ word, extreme }) => `${word} ${points(extreme)}`)
}

/** Whether the line came to it at the end, and not before. */
function isNew(known: readonly number[], extreme: number): boolean {
  return known.slice(known.indexOf(extreme)).every((health) => health === extreme)
}

function gaps(weeks: number, { counted }: Format): string {
  return weeks === 0 ? '' : `${counted(weeks, 'week')} missing`
}

function silence(weeks: number, { counted }: Format): string {
  return weeks === 0 ? '' : `nothing for ${counted(weeks, 'week')} since`
}
