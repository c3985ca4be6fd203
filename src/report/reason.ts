import { capitalised, uncapitalised } from '../characters.js'
import type { Contributions } from './contribution.js'
import type { Movement } from './movement.js'
import type { Tenths } from './policy.js'
import { type Driver, drivers, type Scored } from './snapshot.js'

/** How the figures in a reason are written. */
export interface ReasonFormat {
  readonly score: (score: number) => string
  readonly counted: (count: number, noun: string) => string
}

/**
 * What a reason is put into words from; `before` and `changes` are null where nothing was compared.
 */
export interface Grounds {
  readonly movement: Movement
  readonly now: Scored | null
  readonly before: Scored | null
  readonly changes: Contributions | null
  readonly weeksSinceUpdate: number | null
  readonly endReason: string | null
}

/** Why an account stands where it does, in words, without the manager's note. */
export function reasonOf(grounds: Grounds, format: ReasonFormat): string {
  switch (grounds.movement) {
    case 'lost':
      return grounds.endReason === null ? 'Contract ended' : `Contract ended: ${grounds.endReason}`
    case 'new':
      return 'First report'
    case 'stale':
    case 'unknown':
      return silence(grounds.weeksSinceUpdate, format)
    default:
      return compared(grounds, format)
  }
}

/**
 * The driver that did most, up or down; between equals one that went the way of the change, then
 * the first. Null where none did anything.
 */
export function mainDriver(changes: Contributions): Driver | null {
  return mostOf(drivers, changes, Math.sign(changeOf(changes)))
}

function mostOf(of: readonly Driver[], changes: Contributions, way: number): Driver | null {
  const did = (driver: Driver) => 2 * Math.abs(changes[driver]) + goes(changes[driver], way)
  const most = of.reduce<Driver | null>(
    (best, driver) => (best === null || did(driver) > did(best) ? driver : best),
    null,
  )
  return most === null || changes[most] === 0 ? null : most
}

/** A tie-breaker: 1 for what went that way. */
function goes(change: Tenths, way: number): number {
  return Math.sign(change) === way ? 1 : 0
}

function changeOf(changes: Contributions): Tenths {
  return drivers.reduce((sum, driver) => sum + changes[driver], 0)
}

function compared({ now, before, changes }: Grounds, format: ReasonFormat): string {
  if (changes === null || now === null || before === null) return 'Health stated by another system'
  const told = (driver: Driver) => {
    const scores = { now: now.scores[driver], before: before.scores[driver] }
    return reasonText(driver, changes[driver], scores, format)
  }
  const main = mainDriver(changes)
  if (main === null) return 'No driver moved health'
  return `${told(main)}${rest(main, changes, told)}`
}

/**
 * Where the driver that did most went against the change, what the others did is a part of the
 * reason.
 */
function rest(main: Driver, changes: Contributions, told: (driver: Driver) => string): string {
  const way = Math.sign(changeOf(changes))
  if (way === 0) return ', evened out by the rest'
  if (Math.sign(changes[main]) === way) return ''
  const others = drivers.filter((driver) => Math.sign(changes[driver]) === way)
  const most = mostOf(others, changes, way)
  return most === null ? '' : `, outweighed by the rest: ${uncapitalised(told(most))}`
}

/**
 * A driver can raise health with a lower score where others are no longer scored, and the other way
 * round: then its share is the reason, not its score.
 */
function reasonText(
  driver: Driver,
  change: Tenths,
  { now, before }: { readonly now: number | null; readonly before: number | null },
  { score }: ReasonFormat,
): string {
  const name = capitalised(driver)
  if (now === null) return `${name} no longer scored`
  if (before === null) return `${name} newly scored, ${score(now)}`
  if (Math.sign(now - before) === Math.sign(change)) {
    return `${name} ${change < 0 ? 'fell' : 'rose'} from ${score(before)} to ${score(now)}`
  }
  const scored = now === before ? `still ${score(now)}` : `${score(now)} after ${score(before)}`
  return `${name} weighs ${change < 0 ? 'less' : 'more'}, ${scored}`
}

function silence(weeks: number | null, { counted }: ReasonFormat): string {
  if (weeks === null) return 'Never reported'
  if (weeks === 0) return 'Nothing scored that has a weight'
  return `No update for ${counted(weeks, 'week')}`
}
