import { palette } from '../../palette.js'
import type { Status } from '../../report/health.js'

/** Status as word, shape and colour. Arrows are for movement alone. */
export interface StatusView {
  readonly word: string
  readonly shape: string
  /** The class that gives it its colour on a dark page. */
  readonly tone: 'r' | 'y' | 'g' | 'm'
  /** On a white page, as `#rrggbb`. */
  readonly colour: string
}

const { red, yellow, green, muted } = palette.light

const views: Readonly<Record<Status, StatusView>> = {
  red: { word: 'Red', shape: '■', tone: 'r', colour: red },
  yellow: { word: 'Yellow', shape: '◆', tone: 'y', colour: yellow },
  green: { word: 'Green', shape: '●', tone: 'g', colour: green },
  unknown: { word: 'Unknown', shape: '○', tone: 'm', colour: muted },
}

export function statusView(status: Status): StatusView {
  return views[status]
}

/** `■ Red`, in running text, on one line. */
export function statusWords(status: Status): string {
  const { shape, word } = views[status]
  return `${shape}\u00a0${word}`
}
