import type { AccountManager } from '../account.js'
import { type Cents, tenthsOf, tenthsUnlessAll } from '../money.js'
import type { Tenths } from '../policy.js'
import { addDays, type Day, daysBetween, lastDay, shiftWeek, type Week } from '../week.js'
import { type ContractHistory, lastDayOn } from './contract.js'
import { type AccountVersion, versionOn } from './version.js'

/** What became of a contract that was desired and active on the base day. */
export type Fate = 'kept' | 'lost' | 'given-up'

/** One contract of the base. */
export interface RetentionShare {
  readonly accountId: string
  readonly name: string
  /** As they stand today. */
  readonly accountManager: AccountManager
  readonly region: string | null
  readonly fate: Fate
  /** Revenue on the base day at today's rates; null where nothing tells a rate. */
  readonly worthThen: Cents | null
  /** Revenue today; 0 for a lost one. */
  readonly worthNow: Cents
}

/** What retention is worked out from in every scope of an edition. */
export interface RetentionFacts {
  readonly since: Day
  /** The last day of the reported week. */
  readonly until: Day
  /** By account id. */
  readonly shares: readonly RetentionShare[]
}

/** What was kept of the desired contracts of the base day; money at today's rates. */
export interface Retention {
  readonly since: Day
  /** Whole weeks from the base day to the last day of the week. */
  readonly weeks: number
  /** base = kept + lost + givenUp. */
  readonly accounts: {
    readonly base: number
    readonly kept: number
    readonly lost: number
    readonly givenUp: number
    readonly percent: Tenths | null
  }
  /** base − givenUp − lost − cut + grown = now, to the cent. */
  readonly revenue: {
    readonly base: Cents
    readonly lost: Cents
    readonly cut: Cents
    readonly grown: Cents
    readonly now: Cents
    readonly givenUp: Cents
    readonly gross: Tenths | null
    readonly net: Tenths | null
  }
}

/** 52 weeks before the week's last day, or when the first version begins to hold, where later. */
export function baseDay(week: Week, earliestAsOf: Day | null): Day {
  const yearAgo = lastDay(shiftWeek(week, -52))
  if (earliestAsOf === null || earliestAsOf <= yearAgo) return yearAgo
  return earliestAsOf < lastDay(week) ? earliestAsOf : lastDay(week)
}

/** The version of the base day, where the contract is of the base: desired and active on that day. */
export function baseVersion(history: ContractHistory, base: Day): AccountVersion | null {
  const version = versionOn(history.versions, base)
  if (version === null || version.asOf > base || !version.desired) return null
  return isActiveOn(history, version, base) ? version : null
}

/**
 * What became of a contract of the base by the end of `week`. Given up, where it was no longer
 * desired before its last day; a contract that was called undesired once it had ended was lost.
 */
export function fateOf(history: ContractHistory, week: Week): Fate {
  const monday = addDays(lastDay(week), 1)
  const ended = lastDayOn(history, monday)?.day ?? null
  const dayBefore = ended !== null && ended <= monday ? addDays(ended, -1) : monday
  if (versionOn(history.versions, dayBefore)?.desired === false) return 'given-up'
  const version = versionOn(history.versions, monday)
  const until = lastDay(week)
  const started = version === null || version.startedOn === null || version.startedOn <= until
  return started && (ended === null || ended > until) ? 'kept' : 'lost'
}

function isActiveOn(history: ContractHistory, { startedOn }: AccountVersion, day: Day): boolean {
  const ended = lastDayOn(history, day)?.day ?? null
  return (startedOn === null || startedOn <= day) && (ended === null || ended > day)
}

/** Under this many days there is no percentage: nothing has had time to go wrong. */
export const leastDays = 28

/** Over the contracts of a scope. */
export function retentionOf({ since, until, shares }: RetentionFacts): Retention {
  const days = daysBetween(since, until)
  const of = (fate: Fate) => shares.filter((share) => share.fate === fate)
  const [kept, lost, givenUp] = [of('kept'), of('lost'), of('given-up')]
  const revenue = moneyOf([...kept, ...lost], givenUp)
  const measured = days >= leastDays
  const base = revenue.base - revenue.givenUp
  return {
    since,
    weeks: Math.floor(days / 7),
    accounts: {
      base: shares.length,
      kept: kept.length,
      lost: lost.length,
      givenUp: givenUp.length,
      percent: measured ? tenthsUnlessAll(kept.length, kept.length + lost.length) : null,
    },
    revenue: {
      ...revenue,
      gross: measured ? tenthsUnlessAll(base - revenue.lost - revenue.cut, base) : null,
      net: measured ? tenthsOf(revenue.now, base) : null,
    },
  }
}

function moneyOf(
  rest: readonly RetentionShare[],
  givenUp: readonly RetentionShare[],
): Omit<Retention['revenue'], 'gross' | 'net'> {
  const sums = { base: 0, lost: 0, cut: 0, grown: 0, now: 0 }
  for (const { fate, worthThen, worthNow } of rest) {
    if (worthThen === null) continue
    sums.base += worthThen
    if (fate === 'lost') sums.lost += worthThen
    else {
      sums.now += worthNow
      sums.cut += Math.max(0, worthThen - worthNow)
      sums.grown += Math.max(0, worthNow - worthThen)
    }
  }
  const gone = givenUp.reduce((sum, { worthThen }) => sum + (worthThen ?? 0), 0)
  return { ...sums, base: sums.base + gone, givenUp: gone }
}
