import type { Tenths } from './policy.js'

/** Money in hundredths of its currency, always whole: sums and differences are exact. */
export type Cents = number

/**
 * What one unit of a currency is worth in the reporting currency, in billionths: 1.0837 is
 * 1_083_700_000n.
 */
export type Rate = bigint

/** Rates by ISO 4217 code; the reporting currency needs none. */
export type ExchangeRates = ReadonlyMap<string, Rate>

const billion = 1_000_000_000n

/** By ISO 4217. Not asked of Intl, which leaves out decimals that are only rarely paid. */
const withoutDecimals = new Set(
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
)
const withThreeDecimals = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '))

/** How many decimals amounts in a currency have: 2 for most, 0 for yen. */
export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (withoutDecimals.has(currency)) return 0
  return withThreeDecimals.has(currency) ? 3 : 2
}

/**
 * `amount` in the reporting `currency`, rounded once, half away from zero: to hundredths, or to
 * whole units where it has no smaller ones. So what is shown in full adds up.
 */
export function convert(amount: Cents, rate: Rate, currency: string): Cents {
  const step = decimalsOf(currency) === 0 ? 100n : 1n
  const product = BigInt(amount) * rate
  const half = ((product < 0n ? -billion : billion) * step) / 2n
  return Number(((product + half) / (billion * step)) * step)
}

/** What one unit of the reporting currency is worth in itself. */
export const ownRate: Rate = billion

/** Up to here every whole number of cents can be told from the next, so sums are exact. */
export const mostSummable = BigInt(Number.MAX_SAFE_INTEGER)

/** Amounts of one currency: how many they are, and their sum in its hundredths. */
export interface Total {
  readonly currency: string
  readonly amounts: number
  readonly sum: bigint
}

/** At most what the amounts make together in the reporting currency, each rounded up. */
export function sumIn({ currency, amounts, sum }: Total, rates: ExchangeRates): bigint {
  const rate = rates.get(currency)
  return rate === undefined ? sum : (sum * rate) / billion + BigInt(amounts)
}

/** Plain number of the reporting currency, as the digest's JSON carries it. */
export function toMoney(amount: Cents): number {
  return amount / 100
}

/**
 * `part` of `whole` in tenths of a percent, rounded half away from zero; null of nothing. Neither is
 * negative.
 */
export function tenthsOf(part: number, whole: number): Tenths | null {
  if (whole === 0) return null
  const [over, under] = [2000n * BigInt(part) + BigInt(whole), 2n * BigInt(whole)]
  return Number(over / under)
}

/** The same, but never 100.0 % while anything is missing: 99.9 is the most then. */
export function tenthsUnlessAll(part: number, whole: number): Tenths | null {
  const tenths = tenthsOf(part, whole)
  return tenths !== null && tenths >= 1000 && part < whole ? 999 : tenths
}
