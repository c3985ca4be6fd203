import { palette } from '../../palette.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { Status } from '../../report/health.js'

/** One week of an account: its letter, and the colours that say the same. */
export interface Square {
  readonly letter: string
  /** The same for text, where a small one was carried. */
  readonly inText: string
  /** The class that keeps the letter's colour on a dark page: white or dark. */
  readonly tone: 'w' | 'k'
  /** As a style: ground and letter; white ones have their colour from the table. */
  readonly paint: string
}

const { dark, none, ...fills } = palette.square

const unknown: Square = { letter: '·', inText: '·', ...inked(none) }

const reported: Readonly<Record<Status, Square>> = {
  red: { letter: 'R', inText: 'R', ...filled(fills.red) },
  yellow: { letter: 'Y', inText: 'Y', ...inked(fills.yellow) },
  green: { letter: 'G', inText: 'G', ...filled(fills.green) },
  unknown,
}

const carried: Readonly<Record<Status, Square>> = {
  red: { letter: 'R', inText: 'r', ...inked(fills.carriedRed) },
  yellow: { letter: 'Y', inText: 'y', ...inked(fills.carriedYellow) },
  green: { letter: 'G', inText: 'g', ...inked(fills.carriedGreen) },
  unknown,
}

type Colours = Pick<Square, 'tone' | 'paint'>

function filled(ground: string): Colours {
  return { tone: 'w', paint: `background:${ground}` }
}

function inked(ground: string): Colours {
  return { tone: 'k', paint: `background:${ground};color:${dark}` }
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
  return squares.map(({ inText }) => inText).join('')
}

/** A piece of the bar that shows revenue by status, as wide as its share. */
export interface BarPart extends Colours {
  /** How many accounts; with the status where there is room for the word. */
  readonly label: string
  /** In whole percent; the parts add up to 100. */
  readonly percent: string
}

/** The colours of a status in the bar. */
export function barColours(status: Status): Colours {
  const { tone, paint } = reported[status]
  return { tone, paint }
}
