import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Cents,
  convert,
  decimalsOf,
  type Rate,
  sumIn,
  toMoney,
} from '../../src/report/money.js'

describe('conversion', () => {
  it.each<[Cents, Rate, Cents]>([
    [100_00, 1_083_700_000n, 108_37],
    [1, 500_000_000n, 1],
    [1, 499_999_999n, 0],
    [3, 500_000_000n, 2],
    [-1, 500_000_000n, -1],
    [-3, 500_000_000n, -2],
    [-1, 499_999_999n, 0],
    [0, 1_083_700_000n, 0],
    [333_33, 3_000_000_000n, 999_99],
    [90_071_992_547_409, 100_000_000_000n, 9_007_199_254_740_900],
    [123_456_789_012_34, 6_700_000n, 82_716_048_638],
  ])('of %i cents at %s billionths is %i cents', (amount, rate, converted) => {
    expect(convert(amount, rate, 'EUR')).toBe(converted)
  })

  it.each<[string, Cents, Cents]>([
    ['EUR', 99_59, 149_39],
    ['KWD', 99_59, 149_39],
    ['JPY', 99_59, 149_00],
    ['JPY', 99_67, 150_00],
    ['KRW', 33, 0],
  ])('leaves nothing smaller than %s has', (currency, amount, converted) => {
    expect(convert(amount, 1_500_000_000n, currency)).toBe(converted)
    expect(convert(-amount, 1_500_000_000n, currency) + converted).toBe(0)
  })

  it('is off by half a cent at most, and symmetric about zero', () => {
    const anyAmount = fc.integer({ min: 0, max: 1_000_000_000_000 })
    const anyRate = fc.bigInt({ min: 1n, max: 1_000_000_000_000n })
    fc.assert(
      fc.property(anyAmount, anyRate, (amount, rate) => {
        const error =
          2n * (BigInt(convert(amount, rate, 'EUR')) * 1_000_000_000n - BigInt(amount) * rate)
        expect(error > -1_000_000_000n && error <= 1_000_000_000n).toBe(true)
        expect(convert(-amount, rate, 'EUR') + convert(amount, rate, 'EUR')).toBe(0)
      }),
    )
  })
})

describe('the decimals of a currency', () => {
  it.each([
    ['BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0],
    ['AUD CHF EUR GBP HUF USD TWD', 2],
    ['BHD IQD JOD KWD LYD OMR TND', 3],
  ] as const)('of %s are %i', (currencies, decimals) => {
    for (const currency of currencies.split(' ')) expect(decimalsOf(currency)).toBe(decimals)
  })
})

describe('what amounts of a currency make together', () => {
  const rates = new Map([
    ['EUR', 1_083_700_000n],
    ['JPY', 6_700_000n],
  ])
  it('is their sum in the reporting currency itself', () => {
    expect(sumIn({ currency: 'USD', amounts: 3, sum: 300_00n }, rates)).toBe(300_00n)
  })

  it('is never less than each of them converted and added', () => {
    expect(sumIn({ currency: 'EUR', amounts: 3, sum: 300_00n }, rates)).toBe(325_11n + 3n)
    const amounts = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { maxLength: 20 })
    fc.assert(
      fc.property(amounts, (cents) => {
        const sum = BigInt(cents.reduce((one, other) => one + other, 0))
        const total = { currency: 'JPY', amounts: cents.length, sum }
        const converted = cents.map((one) => convert(one, 6_700_000n, 'EUR'))
        const exact = converted.reduce((one, other) => one + other, 0)
        expect(Number(sumIn(total, rates))).toBeGreaterThanOrEqual(exact)
      }),
    )
  })
})

describe('money as a plain number', () => {
  it('reads as the cents it stands for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000_000 }), (cents) => {
        const [whole = '', decimals = ''] = JSON.stringify(toMoney(cents)).split('.')
        expect(`${whole}${decimals.padEnd(2, '0')}`).toBe(padded(cents, whole))
      }),
      { numRuns: 1000 },
    )
  })
})

/** The digits of `cents`, with the zero before the point where there is no whole unit. */
function padded(cents: Cents, whole: string): string {
  return String(cents).padStart(whole.length + 2, '0')
}
