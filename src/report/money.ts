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

/** Plain number of the reporting currency, as the digest's JSON carries it. */
export function toMoney(amount: Cents): number {
  return amount / 100
}
