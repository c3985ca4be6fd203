import type { AccountMovement } from './account-movement.js'

/** The lines of a reader's ticker, and whom it has no line for. */
export interface Ticker {
  readonly lines: readonly AccountMovement[]
  /** Others that moved, were lost or are leaving. */
  readonly alsoMoved: readonly AccountMovement[]
  /** The rest: the largest first. */
  readonly others: readonly AccountMovement[]
}

/** What the lines are chosen by, beside the accounts themselves. */
export interface TickerChoice {
  /** The ids of those whose notice is told for the first time. */
  readonly told: ReadonlySet<string>
  /** The ids of those that the headline names. */
  readonly named: ReadonlySet<string>
  readonly limit: number
}

/** How many of the lines go to those that are lost or leaving, while others moved as well. */
const departingLines = 5

/**
 * The rule "The ticker" of docs/rules.md. On top stand those that were lost, then those that are
 * leaving; below them what moved, chosen by whether a line between two statuses was crossed and then
 * by money times points, and shown from the largest fall to the largest rise. Among both, those that
 * the headline names are chosen first.
 */
export function ticker(
  movements: readonly AccountMovement[],
  { told, named, limit }: TickerChoice,
): Ticker {
  const first = (a: AccountMovement, b: AccountMovement) =>
    Number(named.has(b.accountId)) - Number(named.has(a.accountId))
  const departing = movements.filter(isDeparting).toSorted(byDeparture(told))
  const moved = movements.filter((one) => !isDeparting(one) && hasMoved(one)).toSorted(byWeight)
  const namedBelow = moved.filter(({ accountId }) => named.has(accountId)).length
  const room = Math.max(limit - moved.length, Math.min(limit - namedBelow, departingLines), 0)
  const top = departing.toSorted(first).slice(0, room)
  const chosen = moved.toSorted(first).slice(0, limit - top.length)
  const lines = [...top.toSorted(byDeparture(told)), ...chosen.toSorted(byChange)]
  const shown = new Set(lines)
  const rest = [...departing, ...moved].filter((one) => !shown.has(one))
  return {
    lines,
    alsoMoved: rest,
    others: movements
      .filter((one) => !isDeparting(one) && !hasMoved(one))
      .toSorted((a, b) => b.revenue - a.revenue),
  }
}

export function isDeparting({ movement, leaving }: AccountMovement): boolean {
  return movement === 'lost' || leaving !== null
}

/**
 * Whether it stands in another status than last known: the week before, or, where nothing was known
 * then, in the week that it is compared with. What was never known has crossed nothing.
 */
export function hasCrossedBand({
  status,
  statusWeekBefore,
  previousStatus,
}: AccountMovement): boolean {
  if (status === 'unknown') return statusWeekBefore !== null && statusWeekBefore !== status
  const isKnown = statusWeekBefore !== null && statusWeekBefore !== 'unknown'
  const before = isKnown ? statusWeekBefore : previousStatus
  return before !== null && before !== 'unknown' && status !== before
}

function hasMoved(one: AccountMovement): boolean {
  const { movement, sliding, slidBefore } = one
  return (
    movement === 'down' ||
    movement === 'up' ||
    movement === 'new' ||
    hasCrossedBand(one) ||
    (sliding && !slidBefore)
  )
}

/** Lost before leaving, news before what was told already, then the larger contract or fewer days. */
function byDeparture(
  told: ReadonlySet<string>,
): (a: AccountMovement, b: AccountMovement) => number {
  const rank = ({ movement, accountId }: AccountMovement) =>
    movement === 'lost' ? 0 : told.has(accountId) ? 1 : 2
  return (a, b) =>
    rank(a) - rank(b) ||
    (a.leaving?.daysLeft ?? 0) - (b.leaving?.daysLeft ?? 0) ||
    b.revenue - a.revenue
}

function byWeight(a: AccountMovement, b: AccountMovement): number {
  return (
    Number(hasCrossedBand(b)) - Number(hasCrossedBand(a)) ||
    weight(b) - weight(a) ||
    b.revenue - a.revenue
  )
}

/** Money times points. */
function weight({ revenue, change }: AccountMovement): number {
  return revenue * Math.abs(change ?? 0)
}

function byChange(a: AccountMovement, b: AccountMovement): number {
  return (a.change ?? 0) - (b.change ?? 0) || b.revenue - a.revenue
}
