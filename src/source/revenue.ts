import type { ExchangeRates } from '../report/money.js'
import { type ReadCell, remembered } from './cell.js'
import type { Refusal } from './fault.js'

/**
 * An amount of money in hundredths. A comma between thousands is understood where it can't be
 * anything else; `1,234` is refused, since half of the world reads it as 1.234.
 */
export function readAmount(text: string): number | Refusal {
  if (/^\d{1,3},\d{3}$/.test(text)) return ambiguous
  if (!/^(\d+|\d{1,3}(,\d{3})+)(\.\d{1,2})?$/.test(text)) return notAnAmount
  const [whole = '', fraction = ''] = text.replaceAll(',', '').split('.')
  return whole.length > 13 ? tooMuch : Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
}

const ambiguous: Refusal = {
  expected: 'an amount that can be read in one way only',
  cure: 'Write 1234 for one thousand two hundred and thirty-four, without the comma.',
}

const notAnAmount: Refusal = {
  expected: 'an amount of 0 or more, with two decimals at most',
  cure: 'Write it like 125000 or 125000.50, without a currency sign.',
}

/** Hundredths of it are still whole numbers that can be told apart. */
const tooMuch: Refusal = {
  expected: 'an amount of at most 13 digits before the decimal point',
  cure: 'Check the amount.',
}

/** What money is given in, and what it is reported in. */
export interface Currencies {
  /** The reporting currency, ISO 4217. */
  readonly currency: string
  readonly rates: ExchangeRates
}

/** An ISO 4217 code that money can be converted from. */
export function currencyReader({ currency, rates }: Currencies): ReadCell {
  return remembered((text) => {
    const code = text.toUpperCase()
    if (!/^[A-Z]{3}$/.test(code)) return notACurrency
    return code === currency || rates.has(code) ? code : withoutRate(code, currency, rates)
  })
}

const notACurrency: Refusal = {
  expected: 'a currency by its ISO 4217 code',
  cure: 'Write three letters, such as EUR, or leave the cell empty for the reporting currency.',
}

function withoutRate(code: string, currency: string, rates: ExchangeRates): Refusal {
  const known = [currency, ...[...rates.keys()].filter((rated) => rated !== currency)]
  return {
    expected: `a currency with an exchange rate (${known.join(', ')})`,
    cure: `Add to EXCHANGE_RATES what one ${code} is worth in ${currency}.`,
  }
}
