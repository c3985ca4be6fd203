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

const views: Readonly<Record<Status, StatusView>> = {
  red: viewed('red', 'Red', '■'),
  yellow: viewed('yellow', 'Yellow', '◆'),
  green: viewed('green', 'Green', '●'),
  unknown: viewed('unknown', 'Unknown', '○'),
}

export function statusView(status: Status): StatusView {
  return views[status]
}

/** `■ Red`, in running text, on one line. */
export function statusWords(status: Status): string {
  const { shape, word } = views[status]
  return `${shape}\u00a0${word}`
}

function viewed(status: Status, word: string, shape: string): StatusView {
  return {
    word,
    shape,
    red: status === 'red',
    yellow: status === 'yellow',
    green: status === 'green',
    unknown: status === 'unknown',
  }
}
