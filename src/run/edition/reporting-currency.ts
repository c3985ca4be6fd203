import type { Config } from '../../config/config.js'
import type { Account } from '../../report/account.js'
import { convert, ownRate } from '../../report/money.js'
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
  const accounts = stored.map(({ annualRevenue, currency: given, ...account }) => ({
    ...account,
    revenue: convert(annualRevenue, exchangeRates.get(given) ?? ownRate, currency),
  }))
  return { kind: 'converted', accounts }
}
