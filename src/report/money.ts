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

/** `amount` in the reporting currency, rounded once, half away from zero. */
export function convert(amount: Cents, rate: Rate): Cents {
  const product = BigInt(amount) * rate
  const half = product < 0n ? -billion / 2n : billion / 2n
  return Number((product + half) / billion)
}

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
