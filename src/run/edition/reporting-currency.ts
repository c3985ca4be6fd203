import type { Config } from '../../config.js'
import type { Account } from '../../report/account.js'
import { convert } from '../../report/money.js'
import type { StoredAccount } from '../../store/accounts.js'

/** Accounts with their revenue in the reporting currency, or the currencies that have no rate. */
export type Conversion =
  | { readonly kind: 'converted'; readonly accounts: Account[] }
  | { readonly kind: 'no-rate'; readonly currencies: string[] }

/** Converts at today's rates of the settings; each revenue is rounded once. */
export function inReportingCurrency(
  stored: readonly StoredAccount[],
  { currency, exchangeRates }: Pick<Config, 'currency' | 'exchangeRates'>,
): Conversion {
  const foreign = new Set(stored.map((account) => account.currency))
  foreign.delete(currency)
  const currencies = [...foreign].filter((code) => !exchangeRates.has(code)).sort()
  if (currencies.length > 0) return { kind: 'no-rate', currencies }
  return { kind: 'converted', accounts: stored.map((account) => converted(account, exchangeRates)) }
}

function converted(
  { annualRevenue, currency, ...account }: StoredAccount,
  rates: Config['exchangeRates'],
): Account {
  const rate = rates.get(currency)
  return { ...account, revenue: rate === undefined ? annualRevenue : convert(annualRevenue, rate) }
}
