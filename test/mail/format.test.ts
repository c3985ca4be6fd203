import { describe, expect, it } from 'vitest'
import { formatOf } from '../../src/mail/format.js'
import type { Day, Week } from '../../src/report/week.js'

const american = formatOf({ locale: 'en-US', currency: 'USD' })
const german = formatOf({ locale: 'de-DE', currency: 'EUR' })

describe('points', () => {
  it.each([
    [63.4, '63.4', '+63.4'],
    [60, '60.0', '+60.0'],
    [0, '0.0', '0.0'],
    [-0, '0.0', '0.0'],
    [-12.4, '−12.4', '−12.4'],
  ])('%d', (points, plain, change) => {
    expect([american.points(Math.abs(points)), american.change(points)]).toEqual([
      plain.replace('−', ''),
      change,
    ])
  })

  it('follow the locale, with a minus sign and never a hyphen', () => {
    expect([german.points(63.4), german.change(-12.4)]).toEqual(['63,4', '−12,4'])
  })
})

describe('money in short', () => {
  it.each([
    [0, '$0'],
    [950, '$950'],
    [1050, '$1.05K'],
    [420_000, '$420K'],
    [999_999, '$1M'],
    [1_234_567.89, '$1.23M'],
    [12_000_000_000, '$12B'],
  ])('%d', (amount, short) => {
    expect(american.money(amount)).toBe(short)
    expect(american.moneyChange(amount)).toBe(amount === 0 ? short : `+${short}`)
    expect(american.moneyChange(-amount)).toBe(amount === 0 ? short : `−${short}`)
  })

  it('follows locale and currency', () => {
    expect(german.money(1_234_567).replaceAll(/\s/g, ' ')).toBe('1,23 Mio. €')
  })
})

describe('money that adds up', () => {
  it('has cents everywhere where it has them anywhere', () => {
    expect([100, 20].map(american.exactMoney([100, 20]))).toEqual(['$100', '$20'])
    expect([100, 20.1, -0.05].map(american.exactMoney([100, 20.1, -0.05]))).toEqual([
      '$100.00',
      '$20.10',
      '−$0.05',
    ])
  })
})

describe('counts', () => {
  it.each([
    [0, '0 accounts'],
    [1, '1 account'],
    [2000, '2,000 accounts'],
  ])('%d', (count, words) => {
    expect(american.counted(count, 'account')).toBe(words)
  })
})

describe('dates', () => {
  it.each<[Week, string, string]>([
    ['2026-W47', '16–22 Nov 2026', '16–22 Nov'],
    ['2026-W49', '30 Nov – 6 Dec 2026', '30 Nov – 6 Dec'],
    ['2026-W53', '28 Dec 2026 – 3 Jan 2027', '28 Dec – 3 Jan'],
    ['2027-W01', '4–10 Jan 2027', '4–10 Jan'],
  ])('of %s', (week, long, short) => {
    expect([american.week(week), american.shortWeek(week)]).toEqual([long, short])
  })

  it.each<[Day, string]>([
    ['2026-11-12', 'Thu 12 Nov'],
    ['2026-01-01', 'Thu 1 Jan'],
    ['2027-01-06', 'Wed 6 Jan 2027'],
  ])('of %s', (day, words) => {
    expect(american.day(day, '2026-11-23')).toBe(words)
  })

  it('follow the locale, where that is not English', () => {
    expect(german.week('2026-W47')).toBe('16.–22. Nov. 2026')
    expect(german.day('2026-11-12', '2026-11-23')).toMatch(/^Do\.?,? 12\. Nov\.?$/)
  })
})

it('is made once for a locale and a currency', () => {
  expect(formatOf({ locale: 'en-US', currency: 'USD' })).toBe(american)
  expect(formatOf({ locale: 'en-US', currency: 'EUR' })).not.toBe(american)
})

it('keeps signs and currency together where figures run from right to left', () => {
  const egyptian = formatOf({ locale: 'ar-EG', currency: 'EGP' })
  for (const shown of [egyptian.money(950), egyptian.moneyChange(-2_500_000)]) {
    expect(shown).toMatch(/^\u2068[^\u2068\u2069]+\u2069$/)
  }
  expect(american.moneyChange(-2_500_000)).toBe('−$2.5M')
})
