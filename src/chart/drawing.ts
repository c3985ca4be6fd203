import { palette } from '../palette.js'
import type { Status } from '../report/health.js'

/** A picture before it is painted: SVG without any text, and its size in CSS pixels. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly svg: string
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** Later shapes cover earlier ones. The same shapes give the same text. */
export function drawing({ width, height }: Size, shapes: readonly string[]): Drawing {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`
  return { width, height, svg: `${open}${shapes.join('')}</svg>` }
}

/** A coordinate to the hundredth: finer than any screen, and short. */
export function px(value: number): string {
  return `${Math.round(value * 100) / 100}`
}

/** The nearest edge of a painted pixel, of which a CSS pixel has two: what lies on one is sharp. */
export function snapped(value: number): number {
  return Math.round(value * 2) / 2
}

export interface Box extends Size {
  readonly left: number
  readonly top: number
}

export function filled(box: Box, colour: string): string {
  return rectangle(box, `fill="${colour}"`)
}

/** As large as a filled one: the line runs inside the edge. */
export function hollow({ left, top, width, height }: Box, colour: string): string {
  const middle = { left: left + 1, top: top + 1, width: width - 2, height: height - 2 }
  return rectangle(middle, `fill="none" stroke="${colour}" stroke-width="2"`)
}

function rectangle({ left, top, width, height }: Box, paint: string): string {
  const place = `x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}"`
  return `<rect ${place} rx="2" ${paint}/>`
}

/** Straight lines from point to point. */
export function polyline(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('')
}

/** What pictures are drawn in. */
export const { ink, ...statusColours }: Readonly<Record<Status | 'ink', string>> = palette.picture

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
