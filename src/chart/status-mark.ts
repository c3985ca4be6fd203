import type { Status } from '../report/health.js'
import { type Point, polyline, px } from './drawing.js'
import { statusColours } from './palette.js'

/** The shape that stands for a status everywhere: ■ red, ◆ yellow, ● green, ○ unknown. */
export function statusMark(status: Status, { x, y }: Point, size: number): string {
  const half = size / 2
  const fill = `fill="${statusColours[status]}"`
  switch (status) {
    case 'red':
      return `<path d="M${px(x - half)} ${px(y - half)}h${px(size)}v${px(size)}h${px(-size)}z" ${fill}/>`
    case 'yellow':
      return `<path d="${polyline(corners({ x, y }, half * 1.3))}z" ${fill}/>`
    case 'green':
      return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(half * 1.1)}" ${fill}/>`
    case 'unknown':
      return ring({ x, y }, half)
  }
}

function corners({ x, y }: Point, reach: number): Point[] {
  return [
    { x: x - reach, y },
    { x, y: y - reach },
    { x: x + reach, y },
    { x, y: y + reach },
  ]
}

function ring({ x, y }: Point, half: number): string {
  const stroke = `stroke="${statusColours.unknown}" stroke-width="2"`
  return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(half - 1)}" fill="none" ${stroke}/>`
}
