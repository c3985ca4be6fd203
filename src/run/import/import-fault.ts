import { type ExchangeRates, mostSummable, sumIn, type Total } from '../../report/money.js'
import { firstDay } from '../../report/week.js'
import type { FaultList } from '../../source/fault.js'
import type { Early, Stray } from '../../store/snapshots.js'
import type { Conflict, RepeatedRows } from '../../store/staging.js'

/** Rows that say otherwise than an earlier row of the file with the same key. */
export function conflictFaults(
  file: string,
  key: string,
  found: RepeatedRows<Conflict>,
): FaultList {
  const faults = found.first.map(({ line, firstLine }) => ({
    file,
    line,
    column: null,
    expected: `one row for each ${key}`,
    given: `other values than in line ${firstLine}`,
    cure: `Remove line ${line} or line ${firstLine}.`,
  }))
  return { faults, count: found.count }
}

/** Snapshots of accounts that aren't known. */
export function strayFaults(file: string, found: RepeatedRows<Stray>): FaultList {
  const faults = found.first.map(({ line, accountId }) => ({
    file,
    line,
    column: 'account_id',
    expected: 'the id of an account that is known',
    given: accountId,
    cure: 'Import the accounts first (mmr import accounts FILE), or correct the id.',
  }))
  return { faults, count: found.count }
}

/** Snapshots of weeks that have not begun. */
export function earlyFaults(file: string, found: RepeatedRows<Early>): FaultList {
  const faults = found.first.map(({ line, week }) => ({
    file,
    line,
    column: 'week',
    expected: 'a week that has begun',
    given: week,
    cure: `Correct the week, or import it from ${firstDay(week)} on.`,
  }))
  return { faults, count: found.count }
}

/**
 * Revenue that can't be summed to the cent any more, at today's rates. No single amount is to blame,
 * but one with digits too many is likely.
 */
export function beyondExact(
  { file, currency, rates }: { file: string; currency: string; rates: ExchangeRates },
  revenue: readonly Total[],
): FaultList {
  const total = revenue.reduce((sum, one) => sum + sumIn(one, rates), 0n)
  if (total <= mostSummable) return { faults: [], count: 0 }
  const fault = {
    file,
    line: null,
    column: 'annual_revenue',
    expected: `at most ${mostSummable / 100n} ${currency} over all accounts`,
    given: `${total / 100n} ${currency}`,
    cure: 'Beyond that, sums are not exact to the hundredth. Check the amounts, their currencies and EXCHANGE_RATES; or report in a larger unit: set CURRENCY=USD and a rate for each other currency.',
  }
  return { faults: [fault], count: 1 }
}

/** Said once of the file: said of each row, the one thing to do would drown. */
export function withoutAccounts(file: string): FaultList {
  const fault = {
    file,
    line: null,
    column: null,
    expected: 'accounts that are known',
    given: '',
    cure: 'Import the accounts first: mmr import accounts FILE.',
  }
  return { faults: [fault], count: 1 }
}
