import { isActive } from './account.js'
import type { AccountFacts } from './account-facts.js'
import { tenthsUnlessAll } from './money.js'
import type { Tenths } from './policy.js'
import type { TopAccount } from './portfolio.js'
import { shiftWeek, type Week } from './week.js'

/**
 * Whether values delivered are recorded at all: `none` for no account ever, `settled` since before
 * the weeks in which an account can be taken for granted, `new` since a later one.
 */
export type ValueHabit = 'none' | 'new' | 'settled'

/** After so many weeks without a value delivered, the reported one included, it is taken for granted. */
export const grantedWeeks = 8

/** What revenue was earned of late. */
export interface EarnedShares {
  /** Of the last 4 weeks, the reported one included. */
  readonly weeks4: Tenths | null
  /** The same of 13. */
  readonly weeks13: Tenths | null
}

/**
 * The share of revenue whose account had a value delivered in at least one of the weeks; null
 * without revenue, and where values are not recorded. `active` are the active desired accounts.
 */
export function earnedShares(active: readonly AccountFacts[], habit: ValueHabit): EarnedShares {
  if (habit === 'none') return { weeks4: null, weeks13: null }
  const sum = (accounts: readonly AccountFacts[]) =>
    accounts.reduce((total, { account }) => total + account.revenue, 0)
  const whole = sum(active)
  const within = (weeks: number) =>
    tenthsUnlessAll(sum(active.filter((one) => isEarnedWithin(one, weeks))), whole)
  return { weeks4: within(4), weeks13: within(13) }
}

/**
 * Those of the `active` desired accounts that are green or among the top 20, that were active in all
 * of the last 8 weeks, and that had no value delivered in any of them. None where values have not been
 * recorded for as long: then nobody could tell.
 */
export function takenForGranted(
  active: readonly AccountFacts[],
  {
    week,
    habit,
    top,
  }: { readonly week: Week; readonly habit: ValueHabit; readonly top: readonly TopAccount[] },
): AccountFacts[] {
  if (habit !== 'settled') return []
  const first = shiftWeek(week, 1 - grantedWeeks)
  const largest = new Set(top.map(({ account }) => account.accountId))
  return active.filter(
    (one) =>
      (one.standing?.status === 'green' || largest.has(one.account.accountId)) &&
      isActive(one.account, first) &&
      !isEarnedWithin(one, grantedWeeks),
  )
}

/** Whether it had a value delivered in one of the last `weeks`, the reported one included. */
function isEarnedWithin({ weeksSinceValue }: AccountFacts, weeks: number): boolean {
  return weeksSinceValue !== null && weeksSinceValue < weeks
}
