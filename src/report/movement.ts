import type { Policy, Tenths } from './policy.js'
import type { WeekStatus } from './standing.js'

export const movements = ['up', 'down', 'flat', 'new', 'lost', 'stale', 'unknown'] as const

/** How an account moved against its previous snapshot. */
export type Movement = (typeof movements)[number]

/** What a movement is decided from. `change` is null where there is nothing to compare with. */
export interface Evidence {
  readonly lost: boolean
  readonly standing: WeekStatus
  readonly change: Tenths | null
}

/** The README's rule "Movement": what is named first here wins over what follows. */
export function movementOf(evidence: Evidence, policy: Policy): Movement {
  if (evidence.lost) return 'lost'
  if (evidence.standing.status === 'unknown') return 'unknown'
  if (evidence.standing.weeksSinceUpdate !== 0) return 'stale'
  if (evidence.change === null) return 'new'
  return direction(evidence.change, policy.movePoints)
}

function direction(change: Tenths, movePoints: Tenths): Movement {
  if (change >= movePoints && change > 0) return 'up'
  return change <= -movePoints && change < 0 ? 'down' : 'flat'
}
