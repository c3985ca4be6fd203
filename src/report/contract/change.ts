import { type Account, byAccountId, isActive } from '../account.js'
import type { Cents } from '../money.js'
import { type Day, firstDay, lastDay, type Week } from '../week.js'
import { heldOn, isAnother } from './contract.js'
import type { ContractBefore, ContractStanding } from './standing.js'
import type { AccountVersion } from './version.js'

/** Kinds with an amount first: an account has at most one of these. */
export const changeKinds = [
  'lost',
  'no-longer-desired',
  'back',
  'desired-again',
  'new',
  'grown',
  'cut',
  'handed-over',
  'notice-given',
  'notice-withdrawn',
  'last-day-moved',
  'out-to-tender',
  'tender-closed',
] as const
export type ChangeKind = (typeof changeKinds)[number]

/** What a report tells of a contract because the report before told it otherwise. */
export interface ContractChange {
  readonly kind: ChangeKind
  /** Without a sign: the kind says which way. Null for a kind without an amount. */
  readonly amount: Cents | null
  /** What was told before and what holds now: cents for amounts, names for owners, days. */
  readonly before: Cents | string | null
  readonly after: Cents | string | null
  /**
   * The last day of a lost one, the day on which notice was given, else the day from which the value
   * that holds now has held.
   */
  readonly on: Day
  /** `on` lies before the reported week, and it was recorded in or after that. */
  readonly learnedLate: boolean
  readonly reason: string | null
  /** False for a lost one that the report before did not tell as desired: named, and in no sum. */
  readonly isCounted: boolean
}

/** When the changes of an edition are told. */
export interface ChangePeriod {
  readonly week: Week
  /** When the week began: UTC, ISO 8601. What was recorded from then on is learned in it. */
  readonly began: string
  /** The Monday of the edition. */
  readonly monday: Day
  /** The week of the report before; null for the first report. */
  readonly reportBefore: Week | null
}

/**
 * What is told of one contract against the report before. The first report tells lost ones alone,
 * and of these those that ended inside its week.
 */
export function contractChanges(
  account: Account,
  standing: ContractStanding,
  period: ChangePeriod,
): ContractChange[] {
  const told = { account, standing, period, telling: tellingOf(standing, period) }
  const main = withAmount(told)
  const isInBoth = wasDesired(standing.before) && isDesiredNow(told)
  return [...(main === null ? [] : [main]), ...(isInBoth ? withoutAmount(told) : [])]
}

interface Told {
  readonly account: Account
  readonly standing: ContractStanding
  readonly period: ChangePeriod
  readonly telling: Telling
}

/** Active and desired in the report before. */
export function wasDesired(before: ContractBefore | null): before is ContractBefore {
  return before !== null && before.kind === 'active' && before.desired
}

function isDesiredNow({ account, period }: Told): boolean {
  return account.desired && isActive(account, period.week)
}

/** The one kind with an amount that holds first. */
function withAmount(told: Told): ContractChange | null {
  const { account, standing, period } = told
  const { before } = standing
  if (isToldGone(account, standing, period)) {
    return wasDesired(before) || account.desired ? lost(told) : null
  }
  if (period.reportBefore === null || !isActive(account, period.week)) return null
  if (wasDesired(before))
    return account.desired ? resized(told, before) : noLongerDesired(told, before)
  if (!account.desired) return null
  return arrived(told)
}

/**
 * No longer there, and to be told once: the report before told it as active, or no report told its
 * end and the last day lies since the one before; in the first report, inside the week. What began
 * after the report before, too, is told by none. An account that is now said to start later is gone
 * like one that ended: the bridge would not close without it.
 */
export function isToldGone(
  account: Account,
  { before, lastToldAs }: Pick<ContractStanding, 'before' | 'lastToldAs'>,
  { week, reportBefore }: Pick<ChangePeriod, 'week' | 'reportBefore'>,
): boolean {
  if (isActive(account, week)) return false
  if (before?.kind === 'active') return true
  if (lastToldAs === 'lost' || lastToldAs === 'gone') return false
  const { startedOn, endedOn } = account
  if (endedOn === null || endedOn > lastDay(week)) return false
  if (reportBefore === null) return endedOn >= firstDay(week)
  const since = lastDay(reportBefore)
  return endedOn > since && (startedOn === null || startedOn <= since)
}

function lost({ account, standing, period, telling }: Told): ContractChange {
  const { before } = standing
  const isCounted = wasDesired(before)
  const amount = isCounted ? before.revenue : account.revenue
  const { endedOn, endReason, startedOn } = account
  if (endedOn === null || endedOn > lastDay(period.week)) {
    const reason = `now said to start on ${startedOn}`
    return telling.change(
      'lost',
      telling.since((version) => version.startedOn),
      {
        amount,
        before: amount,
        reason,
        isCounted,
      },
    )
  }
  const learned = { since: endedOn, recordedAt: standing.lastDay?.recordedAt ?? null }
  return telling.change('lost', learned, { amount, before: amount, reason: endReason, isCounted })
}

function noLongerDesired({ account, telling }: Told, before: ContractBefore): ContractChange {
  const since = telling.since(({ desired }) => desired)
  const amount = before.revenue
  return telling.change('no-longer-desired', since, {
    amount,
    before: amount,
    reason: account.desiredReason,
  })
}

function arrived({ account, standing, telling }: Told): ContractChange {
  const { before, lastDay: ended, lastToldAs } = standing
  const amount = account.revenue
  const is = { amount, after: amount }
  if (before?.kind === 'active') {
    return telling.change(
      'desired-again',
      telling.since(({ desired }) => desired),
      is,
    )
  }
  if (lastToldAs === 'lost') return telling.change('back', ended ?? telling.first(), is)
  return telling.change('new', telling.first(), is)
}

/** Before and now, both at today's rates. */
function resized({ account, telling }: Told, { today }: ContractBefore): ContractChange | null {
  if (today === null || today === account.revenue) return null
  const kind = account.revenue > today ? 'grown' : 'cut'
  const since = telling.since(({ annualRevenue, currency }) => `${annualRevenue} ${currency}`)
  const amount = Math.abs(account.revenue - today)
  return telling.change(kind, since, { amount, before: today, after: account.revenue })
}

function withoutAmount(told: Told): ContractChange[] {
  return [handedOver(told), notice(told), tender(told)].filter((change) => change !== null)
}

function handedOver({ account, standing, telling }: Told): ContractChange | null {
  const { accountManager } = account
  const from = standing.before?.accountManager ?? accountManager
  if (!isAnother(from, accountManager)) return null
  const since = telling.since((version) => version.accountManager.address.toLowerCase())
  return telling.change('handed-over', since, { before: from.name, after: accountManager.name })
}

function notice({ account: { endedOn }, standing, telling }: Told): ContractChange | null {
  const was = standing.before?.lastDay ?? null
  if (was === endedOn) return null
  const known = standing.lastDay ?? telling.first()
  const days = { before: was, after: endedOn }
  if (was === null) {
    const givenOn = standing.lastDay?.noticeGivenOn ?? known.since
    return telling.change('notice-given', { ...known, since: givenOn }, days)
  }
  return telling.change(endedOn === null ? 'notice-withdrawn' : 'last-day-moved', known, days)
}

function tender({ standing, telling }: Told): ContractChange | null {
  const { before, tender } = standing
  const isOpen = tender?.isOpen ?? false
  if (isOpen === (before?.inTender ?? false)) return null
  const since = tender ?? telling.since((version) => version.tender)
  const reason = tender?.competitor ?? null
  return telling.change(isOpen ? 'out-to-tender' : 'tender-closed', since, { reason })
}

interface Learned {
  readonly since: Day
  readonly recordedAt: string | null
}

interface Telling {
  readonly monday: Day
  readonly since: (pick: (version: AccountVersion) => unknown) => Learned
  /** Since when there is anything of the account. */
  readonly first: () => Learned
  readonly change: (
    kind: ChangeKind,
    learned: Learned,
    what: Partial<Pick<ContractChange, 'amount' | 'before' | 'after' | 'reason' | 'isCounted'>>,
  ) => ContractChange
}

function tellingOf({ versions }: ContractStanding, { week, began, monday }: ChangePeriod): Telling {
  const since: Telling['since'] = (pick) =>
    heldOn(versions, monday, pick) ?? { since: monday, recordedAt: null }
  return {
    monday,
    since,
    first: () => since(() => null),
    change: (kind, learned, what) => ({
      kind,
      amount: null,
      before: null,
      after: null,
      on: learned.since,
      learnedLate:
        learned.since < firstDay(week) &&
        learned.recordedAt !== null &&
        learned.recordedAt >= began,
      reason: null,
      isCounted: true,
      ...what,
    }),
  }
}

/** Of one account in an edition. */
export interface AccountChange {
  readonly account: Account
  readonly change: ContractChange
}

/** The largest money first, then by name. */
export function byAmount(a: AccountChange, b: AccountChange): number {
  return (
    (b.change.amount ?? -1) - (a.change.amount ?? -1) ||
    a.account.name.localeCompare(b.account.name, 'en') ||
    byAccountId(a.account, b.account) ||
    changeKinds.indexOf(a.change.kind) - changeKinds.indexOf(b.change.kind)
  )
}
