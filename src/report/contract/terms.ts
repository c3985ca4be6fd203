import { type AccountManager, managerKey } from '../account.js'
import type { Cents } from '../money.js'
import type { Day } from '../week.js'
import type { AccountVersion } from './version.js'

/** What an account is, without which version says so. */
export type Terms = Omit<AccountVersion, 'accountId' | 'version' | 'asOf' | 'recordedAt'>

/** An amount as it was given: whole hundredths of `currency`. */
export interface Amount {
  readonly amount: Cents
  readonly currency: string
}

/** One thing that an import says otherwise than what counted before on the day from which it holds. */
export type TermsDifference =
  | { readonly kind: 'added'; readonly revenue: Amount }
  | { readonly kind: 'ended'; readonly on: Day; readonly reason: string | null }
  | { readonly kind: 'notice-given'; readonly lastDay: Day }
  | { readonly kind: 'notice-withdrawn'; readonly lastDay: Day }
  | { readonly kind: 'last-day-moved'; readonly before: Day; readonly after: Day }
  | { readonly kind: 'back'; readonly endedOn: Day }
  | { readonly kind: 'no-longer-desired'; readonly reason: string | null }
  | { readonly kind: 'desired-again' }
  | { readonly kind: 'grown' | 'cut'; readonly before: Amount; readonly after: Amount }
  | { readonly kind: 'another-currency'; readonly before: Amount; readonly after: Amount }
  | HandedOver
  | { readonly kind: 'renamed'; readonly before: string }
  | { readonly kind: 'out-to-tender' | 'tender-closed' }
  | { readonly kind: 'other'; readonly column: string; readonly before: Cell; readonly after: Cell }

/** Corrected where only the name or only the address is another one: it is the same person. */
export interface HandedOver {
  readonly kind: 'handed-over' | 'manager-corrected'
  readonly before: AccountManager
  readonly after: AccountManager
}

type Cell = string | number | null

/**
 * All that an account's terms `after` an import say otherwise than those `before` on `day`, what
 * matters most first. `before` is null for an account that was not known.
 */
export function termsDifferences(before: Terms | null, after: Terms, day: Day): TermsDifference[] {
  if (before === null) {
    const added: TermsDifference = { kind: 'added', revenue: revenueOf(after) }
    return [added, ...lastDay({ ...after, endedOn: null }, after, day), ...undesired(null, after)]
  }
  return [
    ...lastDay(before, after, day),
    ...undesired(before, after),
    ...revenue(before, after),
    ...manager(before, after),
    ...tender(before, after),
    ...(before.name === after.name ? [] : [{ kind: 'renamed', before: before.name } as const]),
    ...others(before, after),
  ]
}

function revenueOf({ annualRevenue, currency }: Terms): Amount {
  return { amount: annualRevenue, currency }
}

/** On its last day an account isn't active any more, as in a week that ends with it. */
function lastDay(before: Terms, after: Terms, day: Day): TermsDifference[] {
  const [was, is] = [before.endedOn, after.endedOn]
  if (was === is) return []
  const ended = (): TermsDifference => ({ kind: 'ended', on: is ?? day, reason: after.endReason })
  if (is === null) {
    if (was === null) return []
    return was <= day
      ? [{ kind: 'back', endedOn: was }]
      : [{ kind: 'notice-withdrawn', lastDay: was }]
  }
  if (was === null) return is <= day ? [ended()] : [{ kind: 'notice-given', lastDay: is }]
  if (was > day && is <= day) return [ended()]
  if (was <= day && is > day) {
    return [
      { kind: 'back', endedOn: was },
      { kind: 'notice-given', lastDay: is },
    ]
  }
  return [{ kind: 'last-day-moved', before: was, after: is }]
}

function undesired(before: Terms | null, after: Terms): TermsDifference[] {
  if ((before?.desired ?? true) === after.desired) return []
  return after.desired
    ? [{ kind: 'desired-again' }]
    : [{ kind: 'no-longer-desired', reason: after.desiredReason }]
}

function revenue(one: Terms, other: Terms): TermsDifference[] {
  const [before, after] = [revenueOf(one), revenueOf(other)]
  if (before.currency !== after.currency) return [{ kind: 'another-currency', before, after }]
  if (before.amount === after.amount) return []
  return [{ kind: before.amount < after.amount ? 'grown' : 'cut', before, after }]
}

function manager(one: Terms, other: Terms): TermsDifference[] {
  const [before, after] = [one.accountManager, other.accountManager]
  const isSameName = before.name === after.name
  const isSameAddress = managerKey(before) === managerKey(after)
  if (isSameName && before.address === after.address) return []
  const kind = isSameName || isSameAddress ? 'manager-corrected' : 'handed-over'
  return [{ kind, before, after }]
}

function tender(before: Terms, after: Terms): TermsDifference[] {
  if ((before.tender ?? false) === (after.tender ?? false)) return []
  return [{ kind: after.tender ? 'out-to-tender' : 'tender-closed' }]
}

/** What no other kind tells of, by the columns of a file. */
function others(before: Terms, after: Terms): TermsDifference[] {
  const cells: readonly (readonly [string, Cell, Cell])[] = [
    ['notice_days', before.noticeDays, after.noticeDays],
    ['region', before.region, after.region],
    ['segment', before.segment, after.segment],
    ['renewal_date', before.renewalDate, after.renewalDate],
    ['started_on', before.startedOn, after.startedOn],
    ...(before.desired === after.desired
      ? [['desired_reason', before.desiredReason, after.desiredReason] as const]
      : []),
    ...(before.endedOn === after.endedOn
      ? [['end_reason', before.endReason, after.endReason] as const]
      : []),
  ]
  return cells
    .filter(([, was, is]) => was !== is)
    .map(([column, was, is]) => ({ kind: 'other', column, before: was, after: is }))
}
