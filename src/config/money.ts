import * as z from 'zod'
import type { ExchangeRates, Rate } from '../report/money.js'
import { complain, type Pair, pairsOf, repeated, setting } from './fields.js'

const currency = z
  .string()
  .toUpperCase()
  .refine((code) => Intl.supportedValuesOf('currency').includes(code))

export const moneySettings = {
  CURRENCY: setting({
    standard: 'USD',
    expected: 'a currency code of three letters (ISO 4217)',
    cure: 'Write for example USD, EUR or GBP.',
    read: currency,
  }),
  EXCHANGE_RATES: setting({
    standard: '',
    expected: 'pairs of a currency code and its rate',
    cure: 'Write for example EUR=1.0837, GBP=1.27.',
    read: z.string().transform(readRates),
  }),
}

/** Currency code → what one unit of it is worth, in billionths; exact, never through a float. */
function readRates(text: string, context: z.RefinementCtx): ExchangeRates {
  const pairs = pairsOf(text)
  for (const { given } of repeated(pairs, ({ name }) => name)) {
    complain(context, { expected: 'each currency once', given, cure: 'Remove one of the two.' })
  }
  return new Map(pairs.flatMap((pair) => readRate(pair, context)))
}

function readRate({ name, value, given }: Pair, context: z.RefinementCtx): [string, Rate][] {
  const code = currency.safeParse(name)
  const rate = billionths(value)
  if (!code.success) complain(context, { ...unknownCurrency, given })
  else if (rate === null) complain(context, { ...badRate, given })
  else return [[code.data, rate]]
  return []
}

function billionths(text: string): Rate | null {
  const [, whole = '', fraction = ''] = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(text) ?? []
  const rate = BigInt(whole + fraction.padEnd(9, '0'))
  return rate > 0n ? rate : null
}

const unknownCurrency = {
  expected: 'a currency code of three letters (ISO 4217) before the =',
  cure: 'Write for example EUR=1.0837, GBP=1.27: a point for the decimals, a comma between pairs.',
}

const badRate = {
  expected: 'a rate above 0 with at most nine decimals, after the =',
  cure: 'Write what one unit of that currency is worth in CURRENCY, for example EUR=1.0837, with a point for the decimals.',
}

/** The reporting currency needs no rate: one would contradict the figures or say nothing. */
export function checkOwnCurrency(
  { CURRENCY, EXCHANGE_RATES }: { CURRENCY: string; EXCHANGE_RATES: ExchangeRates },
  context: z.RefinementCtx,
) {
  if (!EXCHANGE_RATES.has(CURRENCY)) return
  const complaint = {
    expected: `rates of currencies other than CURRENCY, which is ${CURRENCY}`,
    given: CURRENCY,
    cure: `Leave ${CURRENCY} out, or correct CURRENCY.`,
  }
  complain(context, complaint, ['EXCHANGE_RATES'])
}
