import { palette } from '../../palette.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { Status } from '../../report/health.js'

/** One week of an account: its letter, and the colours that say the same. */
export interface Square {
  readonly letter: string
  /** As `#rrggbb`. */
  readonly fill: string
  /** Whether the letter is dark; else it is white. */
  readonly isDark: boolean
}

const { red, yellow, green, carriedRed, carriedYellow, carriedGreen, none } = palette.square

const unknown: Square = { letter: '·', fill: none, isDark: true }

const reported: Readonly<Record<Status, Square>> = {
  red: { letter: 'R', fill: red, isDark: false },
  yellow: { letter: 'Y', fill: yellow, isDark: true },
  green: { letter: 'G', fill: green, isDark: false },
  unknown,
}

const carried: Readonly<Record<Status, Square>> = {
  red: { letter: 'R', fill: carriedRed, isDark: true },
  yellow: { letter: 'Y', fill: carriedYellow, isDark: true },
  green: { letter: 'G', fill: carriedGreen, isDark: true },
  unknown,
}

/**
 * An account's last weeks in order of time, the reported one last: what was reported in a week, paler
 * what it carried from an earlier one, and a dot where nothing is known.
 */
export function squaresOf(
  { statusTrend, trend, leaving }: Pick<AccountMovement, 'statusTrend' | 'trend' | 'leaving'>,
  weeks: number,
): Square[] {
  const start = Math.max(0, statusTrend.length - weeks)
  return statusTrend.slice(start).map((status, index) => {
    if (status === null) return unknown
    const isSaid = trend[start + index] !== null || (leaving !== null && status === 'red')
    return (isSaid ? reported : carried)[status]
  })
}

/** `RRryy·`, for text: a small letter is one that was carried. */
export function lettersOf(squares: readonly Square[]): string {
  return squares
    .map(({ letter, fill }) => (carriedFills.has(fill) ? letter.toLowerCase() : letter))
    .join('')
}

const carriedFills: ReadonlySet<string> = new Set([carriedRed, carriedYellow, carriedGreen])

/** A piece of the bar that shows revenue by status, as wide as its share. */
export interface BarPart extends Omit<Square, 'letter'> {
  /** How many accounts; with the status where there is room for the word. */
  readonly label: string
  /** In whole percent; the parts add up to 100. */
  readonly percent: string
}

/** The colours of a status in the bar. */
export function barColours(status: Status): Omit<Square, 'letter'> {
  const { fill, isDark } = reported[status]
  return { fill, isDark }
}
