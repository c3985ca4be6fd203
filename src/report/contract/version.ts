import type { AccountManager } from '../account.js'
import type { Cents } from '../money.js'
import type { Day } from '../week.js'

/**
 * What one import said of an account, and from which day it holds. What its file had no column for
 * is what the version before it in order said.
 */
export interface AccountVersion {
  readonly accountId: string
  /** Counts an account's versions in the order in which they were recorded, from 1. */
  readonly version: number
  /** The day from which it holds. */
  readonly asOf: Day
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
  readonly name: string
  readonly accountManager: AccountManager
  /** Whole hundredths of `currency`. */
  readonly annualRevenue: Cents
  /** ISO 4217. */
  readonly currency: string
  readonly noticeDays: number
  readonly region: string | null
  readonly segment: string | null
  readonly renewalDate: Day | null
  /** True where nothing was ever said of it. */
  readonly desired: boolean
  readonly desiredReason: string | null
  readonly startedOn: Day | null
  /** A day to come: the account is leaving. */
  readonly endedOn: Day | null
  readonly endReason: string | null
  /** Whether the customer has asked others for offers; null where nothing was ever said of it. */
  readonly tender: boolean | null
}

/** What puts an account's versions in their order. */
export type VersionKey = Pick<AccountVersion, 'asOf' | 'recordedAt' | 'version'>

/**
 * The order of an account's versions: by the day from which they hold; of one day the one recorded
 * last comes last, and of one instant the one with the higher number.
 */
export function byVersion(a: VersionKey, b: VersionKey): number {
  return (
    inTextOrder(a.asOf, b.asOf) || inTextOrder(a.recordedAt, b.recordedAt) || a.version - b.version
  )
}

function inTextOrder(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/**
 * The version that counts on `day`: the last in order of those that hold from that day or an earlier
 * one; where all hold from a later day, the last of the earliest day. Null without any version.
 * `versions` are one account's, recorded before the cut-off, in their order (`byVersion`).
 */
export function versionOn<Version extends VersionKey>(
  versions: readonly Version[],
  day: Day,
): Version | null {
  const held = versions.findLast(({ asOf }) => asOf <= day)
  return held ?? versions.findLast(({ asOf }) => asOf === versions[0]?.asOf) ?? null
}
