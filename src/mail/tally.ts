import type { AccountMovement } from '../report/digest/account-movement.js'

/** How many accounts moved, and which way. */
export interface Tally {
  readonly lost: number
  readonly down: number
  readonly up: number
  readonly new: number
  /** Flat, and yet in another status than before. */
  readonly crossed: number
  /** Nothing of the above. */
  readonly quiet: boolean
}

export function tallyOf(movements: readonly AccountMovement[]): Tally {
  const count = (counts: (one: AccountMovement) => boolean) => movements.filter(counts).length
  const moved = {
    lost: count(({ movement }) => movement === 'lost'),
    down: count(({ movement }) => movement === 'down'),
    up: count(({ movement }) => movement === 'up'),
    new: count(({ movement }) => movement === 'new'),
    crossed: count(hasCrossed),
  }
  return { ...moved, quiet: Object.values(moved).every((number) => number === 0) }
}

/** Hardly moved, but over the line between two statuses. */
export function hasCrossed({ movement, status, previousStatus }: AccountMovement): boolean {
  return movement === 'flat' && status !== previousStatus
}
