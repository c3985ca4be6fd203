import type { AccountManager } from '../account.js'
import { type Cents, convert, type ExchangeRates, ownRate, type Rate } from '../money.js'
import type { Day, Week } from '../week.js'
import type { LastDay, Tender } from './contract.js'
import type { AccountVersion } from './version.js'

/** Revenue as it was given, and what made it revenue in the reporting currency. */
export interface Given {
  /** Whole hundredths of `currency`. */
  readonly revenue: Cents
  /** ISO 4217. */
  readonly currency: string
  /** Billionths, as a whole number in text: JSON has no numbers of that size. */
  readonly rate: string
}

/** What a report told of one contract, as the ledger keeps it beside the report. */
export interface ToldContract extends Given {
  readonly accountId: string
  readonly kind: 'active' | 'lost'
  readonly desired: boolean
  readonly accountManager: AccountManager
  readonly region: string | null
  readonly startedOn: Day | null
  readonly lastDay: Day | null
  readonly inTender: boolean
}

/** As what a report told of a contract: `gone` is one that ended and wasn't desired. */
export type ToldAs = 'active' | 'lost' | 'gone'

/** Only what was desired is told as lost; the end of any other is named, and no change. */
export function toldAs({ kind, desired }: Pick<ToldContract, 'kind' | 'desired'>): ToldAs {
  if (kind === 'active') return 'active'
  return desired ? 'lost' : 'gone'
}

/** The report that everything about contracts is compared with. */
export interface ReportBefore {
  readonly week: Week
  /** ISO 4217: in which it told its amounts. */
  readonly currency: string
}

/** What the report before told of a contract, in today's reporting currency. */
export interface ContractBefore extends Omit<ToldContract, 'accountId' | keyof Given> {
  /** As it was told; at today's rates, where the reporting currency was another one. */
  readonly revenue: Cents
  /** The same amount at today's rates; null where nothing tells a rate. */
  readonly today: Cents | null
}

/** What today's settings say of money. */
export interface CurrencyExchange {
  /** The reporting currency. */
  readonly currency: string
  readonly rates: ExchangeRates
}

/**
 * Brings what a report told into today's reporting currency. A currency of old that has no rate any
 * more is taken at the rate that the report took it at, as long as the reporting currency is the
 * same; else it has none.
 */
export function contractBefore(
  { accountId: _, revenue, currency, rate, ...told }: ToldContract,
  report: ReportBefore,
  exchange: CurrencyExchange,
): ContractBefore {
  const isSame = report.currency === exchange.currency
  const frozen = isSame ? BigInt(rate) : null
  const todays = rateOf(currency, exchange) ?? frozen
  const today = todays === null ? null : convert(revenue, todays, exchange.currency)
  const asTold = frozen === null ? today : convert(revenue, frozen, exchange.currency)
  return { ...told, revenue: asTold ?? 0, today }
}

/** Null where the settings have none. */
export function rateOf(currency: string, exchange: CurrencyExchange): Rate | null {
  return currency === exchange.currency ? ownRate : (exchange.rates.get(currency) ?? null)
}

/** How a contract stands on the Monday of an edition, and what it is held against. */
export interface ContractStanding {
  readonly given: Given
  /** Null where no last day is known, nor was one ever taken back. */
  readonly lastDay: LastDay | null
  /** Null where nobody ever spoke of one. */
  readonly tender: Tender | null
  /** Null where the report before did not tell of it, or there is none. */
  readonly before: ContractBefore | null
  /**
   * The largest revenue that it had on a Monday of the last 52 weeks, at today's rates.
   */
  readonly largest: Cents
  /** What the latest report that told of it told it as, whichever that was. */
  readonly lastToldAs: ToldAs | null
  /**
   * Recorded before the cut-off, in order; may be empty where nothing differs from what the report
   * before told, and no last day or tender is known.
   */
  readonly versions: readonly AccountVersion[]
}
