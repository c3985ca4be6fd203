import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { configOf } from './reading.js'

describe('exact figures', () => {
  test('every rate keeps all of its nine decimals', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 999_999_999_999_999_999n }), (rate) => {
        const text = `${rate / 1_000_000_000n}.${String(rate % 1_000_000_000n).padStart(9, '0')}`
        expect(configOf({ EXCHANGE_RATES: `EUR=${text}` }).exchangeRates.get('EUR')).toBe(rate)
      }),
    )
  })

  test('every limit is the tenth that was written', () => {
    for (let tenths = 0; tenths <= 1000; tenths++) {
      const limit = (tenths / 10).toFixed(1)
      const { policy } = configOf({ RED_BELOW: limit, GREEN_FROM: limit })
      expect([policy.redBelow, policy.greenFrom]).toEqual([tenths, tenths])
    }
  })
})
