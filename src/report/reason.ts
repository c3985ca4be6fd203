import type { Contributions } from './contribution.js'
import type { Movement } from './movement.js'
import type { Tenths } from './policy.js'
import { type Driver, drivers, type Scored } from './snapshot.js'

/** What a reason is put into words from; `before` and `changes` are null where nothing was compared. */
export interface Grounds {
  readonly movement: Movement
  readonly now: Scored | null
  readonly before: Scored | null
  readonly changes: Contributions | null
  readonly weeksSinceUpdate: number | null
  readonly endReason: string | null
}

/** Why an account stands where it does, in words, without the manager's note. */
export function reasonOf(grounds: Grounds): string {
  switch (grounds.movement) {
    case 'lost':
      return grounds.endReason === null ? 'Contract ended' : `Contract ended: ${grounds.endReason}`
    case 'new':
      return 'First report'
    case 'stale':
    case 'unknown':
      return silence(grounds.weeksSinceUpdate)
    default:
      return compared(grounds)
  }
}

/** The driver that did most in the direction of the movement; when flat, in either direction. */
export function mainDriver(changes: Contributions, movement: Movement): Driver | null {
  const sign = { up: 1, down: -1 }[movement as string]
  const did = (driver: Driver) =>
    sign === undefined ? Math.abs(changes[driver]) : sign * changes[driver]
  const most = drivers.reduce((best, driver) => (did(driver) > did(best) ? driver : best))
  return did(most) > 0 ? most : null
}

function compared({ movement, now, before, changes }: Grounds): string {
  if (changes === null || now === null || before === null) return 'Health stated by another system'
  const driver = mainDriver(changes, movement)
  if (driver === null) return 'No driver moved health'
  return inWords(driver, changes[driver], [now.scores[driver], before.scores[driver]])
}

/**
 * A driver can raise health with a lower score where others are no longer scored, and the other way
 * round: then its share is the reason, not its score.
 */
function inWords(
  driver: Driver,
  change: Tenths,
  [score, previous]: readonly [now: number | null, before: number | null],
): string {
  const name = capitalised(driver)
  if (score === null) return `${name} no longer scored`
  if (previous === null) return `${name} newly scored, ${shown(score)}`
  if (Math.sign(score - previous) === Math.sign(change)) {
    return `${name} ${change < 0 ? 'fell' : 'rose'} from ${shown(previous)} to ${shown(score)}`
  }
  const scored =
    score === previous ? `still ${shown(score)}` : `${shown(score)} after ${shown(previous)}`
  return `${name} weighs ${change < 0 ? 'less' : 'more'}, ${scored}`
}

function silence(weeks: number | null): string {
  if (weeks === null) return 'Never reported'
  if (weeks === 0) return 'Nothing scored that has a weight'
  return `No update for ${weeks} ${weeks === 1 ? 'week' : 'weeks'}`
}

/** At most one decimal: scores are given in whole points by people, finer ones by other systems. */
function shown(score: number): string {
  return String(Math.round(score * 10) / 10)
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
