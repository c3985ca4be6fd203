import type { Status } from '../../report/health.js'

/** Status as word and shape; the templates add the colour. Arrows are for movement alone. */
export interface StatusView {
  readonly word: string
  readonly shape: string
  readonly red: boolean
  readonly yellow: boolean
  readonly green: boolean
  readonly unknown: boolean
}

const words: Readonly<Record<Status, { readonly word: string; readonly shape: string }>> = {
  red: { word: 'Red', shape: '■' },
  yellow: { word: 'Yellow', shape: '◆' },
  green: { word: 'Green', shape: '●' },
  unknown: { word: 'Unknown', shape: '○' },
}

export function statusView(status: Status): StatusView {
  return {
    ...words[status],
    red: status === 'red',
    yellow: status === 'yellow',
    green: status === 'green',
    unknown: status === 'unknown',
  }
}

/** `■ Red`, in running text. */
export function statusWords(status: Status): string {
  const { shape, word } = words[status]
  return `${shape} ${word}`
}
