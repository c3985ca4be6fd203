import type { AccountFacts } from './account-facts.js'
import type { Status } from './health.js'
import type { Cents } from './money.js'

/** What moved revenue at risk since the week before; amounts are never negative. */
export interface Bridge {
  readonly movedIn: Cents
  readonly movedOut: Cents
  readonly new: Cents
  readonly lost: Cents
  readonly becameKnown: Cents
  readonly becameUnknown: Cents
  /** Of accounts that are red in both. */
  readonly grown: Cents
  readonly cut: Cents
  readonly desiredAgain: Cents
  readonly noLongerDesired: Cents
  /** Signed: what rates alone did to accounts that are red in both. */
  readonly exchange: Cents
}

/** The parts in the order in which they are told, and whether each adds or takes away. */
export const bridgeSigns = {
  movedIn: 1,
  movedOut: -1,
  new: 1,
  lost: -1,
  becameKnown: 1,
  becameUnknown: -1,
  grown: 1,
  cut: -1,
  desiredAgain: 1,
  noLongerDesired: -1,
  exchange: 1,
} as const satisfies Readonly<Record<keyof Bridge, 1 | -1>>
export type BridgePart = keyof Bridge
export const bridgeParts = Object.keys(bridgeSigns) as readonly BridgePart[]

/** Red revenue by how soon the customer can leave, or will: in days of notice, or days left. */
export type ByNotice = Readonly<Record<'30' | '60' | '90' | 'over90', Cents>>

export interface RevenueAtRisk {
  readonly total: Cents
  readonly previous: Cents
  /**
   * previous + movedIn − movedOut + new − lost + becameKnown − becameUnknown + grown − cut
   * + desiredAgain − noLongerDesired + exchange = total, to the cent.
   */
  readonly bridge: Bridge
  readonly byNotice: ByNotice
}

/**
 * Revenue of the active desired red among `accounts`, and how it came about. What left red leaves
 * with the value that the report before gave it, what came comes with today's.
 */
export function revenueAtRisk(accounts: readonly AccountFacts[]): RevenueAtRisk {
  const bridge: Amounts = { ...emptyBridge }
  let [total, previous] = [0, 0]
  for (const facts of accounts) {
    const [was, is] = [sideBefore(facts), sideNow(facts)]
    const { revenue } = facts.account
    if (is === 'red') total += revenue
    if (was === 'red') previous += facts.valueBefore?.revenue ?? 0
    if (was === 'red') {
      if (is === 'red') addResized(bridge, facts)
      else bridge[outOf[is]] += facts.valueBefore?.revenue ?? 0
    } else if (is === 'red') bridge[into[was]] += revenue
  }
  return { total, previous, bridge, byNotice: byNotice(accounts) }
}

type Amounts = { -readonly [Part in keyof Bridge]: Cents }

/** Nothing has moved. */
export const emptyBridge: Bridge = {
  movedIn: 0,
  movedOut: 0,
  new: 0,
  lost: 0,
  becameKnown: 0,
  becameUnknown: 0,
  grown: 0,
  cut: 0,
  desiredAgain: 0,
  noLongerDesired: 0,
  exchange: 0,
}

/** Where an account stands in one of the two weeks that a bridge joins. */
type Side = 'absent' | 'undesired' | 'unknown' | 'known' | 'red'
type Elsewhere = Exclude<Side, 'red'>

const into = {
  absent: 'new',
  undesired: 'desiredAgain',
  unknown: 'becameKnown',
  known: 'movedIn',
} as const satisfies Record<Elsewhere, keyof Bridge>
const outOf = {
  absent: 'lost',
  undesired: 'noLongerDesired',
  unknown: 'becameUnknown',
  known: 'movedOut',
} as const satisfies Record<Elsewhere, keyof Bridge>

/** Red in both weeks: first the rates move, then the contract. */
function addResized(bridge: Amounts, { account, valueBefore }: AccountFacts): void {
  if (valueBefore === null) return
  bridge.exchange += valueBefore.today - valueBefore.revenue
  const change = account.revenue - valueBefore.today
  if (change > 0) bridge.grown += change
  else bridge.cut -= change
}

function byNotice(accounts: readonly AccountFacts[]): ByNotice {
  const within = (from: number, to: number) =>
    accounts.reduce((sum, facts) => {
      const days = facts.contract.leaving?.daysLeft ?? facts.account.noticeDays
      const counts = sideNow(facts) === 'red' && days >= from && days <= to
      return counts ? sum + facts.account.revenue : sum
    }, 0)
  return {
    '30': within(0, 30),
    '60': within(31, 60),
    '90': within(61, 90),
    over90: within(91, Number.POSITIVE_INFINITY),
  }
}

function sideNow({ account, standing }: AccountFacts): Side {
  return sideOf(standing?.status ?? null, account.desired)
}

function sideBefore({ valueBefore, weekBefore }: AccountFacts): Side {
  return sideOf(weekBefore?.status ?? null, valueBefore?.desired ?? true)
}

function sideOf(status: Status | null, desired: boolean): Side {
  if (status === null) return 'absent'
  if (!desired) return 'undesired'
  if (status === 'red' || status === 'unknown') return status
  return 'known'
}
