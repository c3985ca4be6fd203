import { describe, expect, it } from 'vitest'
import { formatOf, joined } from '../src/format.js'
import type { Day, Week } from '../src/report/week.js'

const american = formatOf({ locale: 'en-US', currency: 'USD' })
const german = formatOf({ locale: 'de-DE', currency: 'EUR' })
const french = formatOf({ locale: 'fr-FR', currency: 'EUR' })

/** With blanks that a reader of this file can tell from nothing. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', '_')
}

describe('points', () => {
  it.each([
    [63.4, '63.4', '+63.4'],
    [60, '60.0', '+60.0'],
    [0, '0.0', '0.0'],
    [-0, '0.0', '0.0'],
    [-12.4, '−12.4', '−12.4'],
  ])('%d', (points, shown, change) => {
    expect([american.points(points), american.change(points)]).toEqual([shown, change])
  })

  it('follow the locale, with a minus sign and never a hyphen', () => {
    expect([german.points(63.4), german.change(-12.4)]).toEqual(['63,4', '−12,4'])
    expect([french.points(63.4), french.change(12.4)]).toEqual(['63,4', '+12,4'])
  })
})

describe('a score', () => {
  it.each([
    [62, '62', '62', '62'],
    [62.5, '62.5', '62,5', '62,5'],
    [33.333, '33.3', '33,3', '33,333'],
    [0, '0', '0', '0'],
  ])('%d', (score, inAmerica, inGermany, inFull) => {
    expect([american.score(score), german.score(score)]).toEqual([inAmerica, inGermany])
    expect(german.fullScore(score)).toBe(inFull)
  })
})

describe('money in short', () => {
  it.each([
    [0, '$0'],
    [950, '$950'],
    [950.5, '$950.50'],
    [999.99, '$999.99'],
    [1000, '$1K'],
    [1050, '$1.05K'],
    [98_765, '$98.8K'],
    [420_000, '$420K'],
    [999_499, '$999K'],
    [999_999, '$1M'],
    [1_234_567.89, '$1.23M'],
    [12_000_000_000, '$12B'],
    [1_230_000_000_000, '$1.23T'],
  ])('%d', (amount, short) => {
    expect(american.money(amount)).toBe(short)
    expect(american.moneyChange(amount)).toBe(amount === 0 ? short : `+${short}`)
    expect(american.moneyChange(-amount)).toBe(amount === 0 ? short : `−${short}`)
  })

  it.each([
    [950, '950_€'],
    [98_765, '98.765_€'],
    [268_765.5, '268.765,50_€'],
    [999_999, '999.999_€'],
    [1_000_000, '1M_€'],
    [1_234_567, '1,23M_€'],
    [-98_765, '−98.765_€'],
  ])('%d, where thousands have no short form', (amount, short) => {
    expect(plain(german.money(amount))).toBe(short)
  })
})

describe('the sign of a currency', () => {
  it.each([
    ['en-US', 'EUR', '€950'],
    ['en-US', 'BRL', 'R$950'],
    ['en-US', 'EGP', 'E£950'],
    ['en-US', 'CHF', 'CHF_950'],
    ['en-US', 'SEK', 'kr_950'],
    ['ar-EG', 'SAR', '950_SAR'],
    ['bn-BD', 'EUR', '950€'],
    ['bn-BD', 'CHF', '950_CHF'],
    ['ja-JP', 'JPY', '¥950'],
    ['sv-SE', 'SEK', '950_kr'],
  ])('in %s, of %s', (locale, currency, shown) => {
    expect(plain(formatOf({ locale, currency }).money(950))).toBe(shown)
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

  it.each([
    ['JPY', '¥1,234', '¥1,235'],
    ['KRW', '₩1,234', '₩1,235'],
    ['XOF', 'F_CFA_1,234', 'F_CFA_1,235'],
    ['EUR', '€1,234', '€1,234.56'],
    ['KWD', 'KWD_1,234', 'KWD_1,234.560'],
  ])('has as many decimals as %s', (currency, whole, fine) => {
    const { exactMoney } = formatOf({ locale: 'en-US', currency })
    const shown = [1234, 1234.56].map((amount) => plain(exactMoney([amount])(amount)))
    expect(shown).toEqual([whole, fine])
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

  it('take the plural that is given', () => {
    expect([1, 2].map((count) => german.counted(count, 'delivery', 'deliveries'))).toEqual([
      '1 delivery',
      '2 deliveries',
    ])
    expect(german.counted(2000, 'account')).toBe('2.000 accounts')
    expect([german.countChange(1200), german.countChange(-1)]).toEqual(['+1.200', '−1'])
  })
})

describe('dates', () => {
  const british = formatOf({ locale: 'en-GB', currency: 'GBP' })
  const japanese = formatOf({ locale: 'ja-JP', currency: 'JPY' })
  const all = [american, british, japanese]

  it.each<[Week, string[], string[]]>([
    [
      '2026-W47',
      ['Nov 16–22, 2026', '16–22 Nov 2026', '2026 Nov 16–22'],
      ['Nov 16–22', '16–22 Nov', 'Nov 16–22'],
    ],
    [
      '2026-W49',
      ['Nov 30 – Dec 6, 2026', '30 Nov – 6 Dec 2026', '2026 Nov 30 – Dec 6'],
      ['Nov 30 – Dec 6', '30 Nov – 6 Dec', 'Nov 30 – Dec 6'],
    ],
    [
      '2026-W53',
      ['Dec 28, 2026 – Jan 3, 2027', '28 Dec 2026 – 3 Jan 2027', '2026 Dec 28 – 2027 Jan 3'],
      ['Dec 28 – Jan 3', '28 Dec – 3 Jan', 'Dec 28 – Jan 3'],
    ],
    [
      '2027-W01',
      ['Jan 4–10, 2027', '4–10 Jan 2027', '2027 Jan 4–10'],
      ['Jan 4–10', '4–10 Jan', 'Jan 4–10'],
    ],
  ])('of %s', (week, long, short) => {
    expect(all.map((format) => format.week(week))).toEqual(long)
    expect(all.map((format) => format.shortWeek(week))).toEqual(short)
  })

  it.each<[Day, string[]]>([
    ['2026-11-12', ['Thu Nov 12', 'Thu 12 Nov', 'Thu Nov 12']],
    ['2026-01-01', ['Thu Jan 1', 'Thu 1 Jan', 'Thu Jan 1']],
    ['2027-01-06', ['Wed Jan 6, 2027', 'Wed 6 Jan 2027', 'Wed 2027 Jan 6']],
  ])('of %s', (day, words) => {
    expect(all.map((format) => format.day(day, '2026-11-23'))).toEqual(words)
  })

  it('have their year where that is asked for', () => {
    expect(all.map(({ fullDay }) => fullDay('2026-11-12'))).toEqual([
      'Thu Nov 12, 2026',
      'Thu 12 Nov 2026',
      'Thu 2026 Nov 12',
    ])
  })
})

describe('an instant', () => {
  it.each([
    ['2026-11-23T05:00:00.000Z', 'Mon Nov 23, 12:00 AM', 'Mon 23 Nov, 00:00'],
    ['2026-11-23T14:05:00.000Z', 'Mon Nov 23, 9:05 AM', 'Mon 23 Nov, 09:05'],
    ['2026-11-23T17:30:59.999Z', 'Mon Nov 23, 12:30 PM', 'Mon 23 Nov, 12:30'],
    ['2027-01-01T04:59:00.000Z', 'Thu Dec 31, 11:59 PM', 'Thu 31 Dec, 23:59'],
    ['2027-01-01T05:00:00.000Z', 'Fri Jan 1, 2027, 12:00 AM', 'Fri 1 Jan 2027, 00:00'],
  ])('%s, in a zone and with its name', (iso, inAmerica, inGermany) => {
    const told = [american, german].map((format) =>
      format.instant(iso, 'America/New_York', '2026-11-23'),
    )
    expect(told).toEqual([`${inAmerica} America/New York`, `${inGermany} America/New York`])
  })

  it('has no foreign word for the half of the day', () => {
    const korean = formatOf({ locale: 'ko-KR', currency: 'KRW' })
    expect(korean.instant('2026-11-23T15:00:00.000Z', 'UTC', '2026-11-23')).toBe(
      'Mon Nov 23, 3:00 PM UTC',
    )
  })
})

/** A row each. Not fr-CH, which groups digits otherwise in Node.js 20. */
const manners = [
  ['en-US', 'USD'],
  ['en-GB', 'GBP'],
  ['en-IN', 'INR'],
  ['de-DE', 'EUR'],
  ['de-AT', 'EUR'],
  ['de-CH', 'CHF'],
  ['fr-FR', 'EUR'],
  ['es-ES', 'EUR'],
  ['pt-BR', 'BRL'],
  ['sv-SE', 'SEK'],
  ['pl-PL', 'PLN'],
  ['ja-JP', 'JPY'],
  ['ar-EG', 'EGP'],
  ['fa-IR', 'EUR'],
  ['he-IL', 'ILS'],
  ['hi-IN', 'INR'],
  ['lv-LV', 'EUR'],
] as const

it('are written as each locale has them, in English', () => {
  const table = manners.map(([locale, currency]) => {
    const format = formatOf({ locale, currency })
    return [
      ...[locale, format.money(98_765), format.money(1_234_567), format.moneyChange(-2_500_000)],
      ...[format.exactMoney([0.5])(-12_345.5), format.points(1063.4), format.count(12_345_678)],
      ...[format.day('2026-12-23', '2026-11-23'), format.day('2027-01-06', '2026-11-23')],
      ...[format.week('2026-W47'), format.week('2026-W53'), format.shortWeek('2026-W49')],
      format.instant('2026-11-23T15:05:00.000Z', 'America/New_York', '2026-11-23'),
    ].map(plain)
  })
  expect(table.map((row) => row.join(' | '))).toMatchInlineSnapshot(`
    [
      "en-US | $98.8K | $1.23M | −$2.5M | −$12,345.50 | 1,063.4 | 12,345,678 | Wed Dec 23 | Wed Jan 6, 2027 | Nov 16–22, 2026 | Dec 28, 2026 – Jan 3, 2027 | Nov 30 – Dec 6 | Mon Nov 23, 10:05 AM America/New York",
      "en-GB | £98.8K | £1.23M | −£2.5M | −£12,345.50 | 1,063.4 | 12,345,678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "en-IN | ₹98.8K | ₹1.23M | −₹2.5M | −₹12,345.50 | 1,063.4 | 1,23,45,678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 AM America/New York",
      "de-DE | 98.765_€ | 1,23M_€ | −2,5M_€ | −12.345,50_€ | 1.063,4 | 12.345.678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "de-AT | €_98.765 | €_1,23M | −€_2,5M | −€_12.345,50 | 1_063,4 | 12_345_678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "de-CH | CHF_98’765 | CHF_1.23M | −CHF_2.5M | −CHF_12’345.50 | 1’063.4 | 12’345’678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "fr-FR | 98,8K_€ | 1,23M_€ | −2,5M_€ | −12_345,50_€ | 1_063,4 | 12_345_678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "es-ES | 98,8K_€ | 1,23M_€ | −2,5M_€ | −12.345,50_€ | 1063,4 | 12.345.678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "pt-BR | R$_98,8K | R$_1,23M | −R$_2,5M | −R$_12.345,50 | 1.063,4 | 12.345.678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "sv-SE | 98,8K_kr | 1,23M_kr | −2,5M_kr | −12_345,50_kr | 1_063,4 | 12_345_678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "pl-PL | 98,8K_zł | 1,23M_zł | −2,5M_zł | −12_345,50_zł | 1063,4 | 12_345_678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "ja-JP | ¥98.8K | ¥1.23M | −¥2.5M | −¥12,346 | 1,063.4 | 12,345,678 | Wed Dec 23 | Wed 2027 Jan 6 | 2026 Nov 16–22 | 2026 Dec 28 – 2027 Jan 3 | Nov 30 – Dec 6 | Mon Nov 23, 10:05 America/New York",
      "ar-EG | 98.8K_E£ | 1.23M_E£ | −2.5M_E£ | −12,345.50_E£ | 1,063.4 | 12,345,678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 AM America/New York",
      "fa-IR | €98.8K | €1.23M | −€2.5M | −€12,345.50 | 1,063.4 | 12,345,678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "he-IL | 98.8K_₪ | 1.23M_₪ | −2.5M_₪ | −12,345.50_₪ | 1,063.4 | 12,345,678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
      "hi-IN | ₹98.8K | ₹1.23M | −₹2.5M | −₹12,345.50 | 1,063.4 | 1,23,45,678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 AM America/New York",
      "lv-LV | 98,8K_€ | 1,23M_€ | −2,5M_€ | −12_345,50_€ | 1063,4 | 12_345_678 | Wed 23 Dec | Wed 6 Jan 2027 | 16–22 Nov 2026 | 28 Dec 2026 – 3 Jan 2027 | 30 Nov – 6 Dec | Mon 23 Nov, 10:05 America/New York",
    ]
  `)
})

describe('whatever the locale', () => {
  /** Every language that this Node.js knows, and those of the regions that differ. */
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const languages = Intl.NumberFormat.supportedLocalesOf(
    letters.flatMap((a) => letters.flatMap((b) => [a + b, ...letters.map((c) => a + b + c)])),
  )
  const regions =
    'ar-MA de-AT de-CH de-LI de-LU en-AU en-CA en-CH en-GB en-IN en-PH en-SE en-ZA es-MX es-US ' +
    'fr-BE fr-CA fr-CH it-CH nl-BE pt-PT ro-MD sr-Latn-RS zh-Hant-TW ar-EG-u-nu-arab th-TH-u-ca-buddhist'
  const locales = [...languages, ...regions.split(' ')]
  const amounts = [
    ...[0, 1, 9.99, 999, 999.99, 1000, 1004.5, 1234, 98_765, 98_765.43, 268_765, 999_499.99],
    ...[999_999.99, 1_000_000, 1_234_567, 12_345_678_901.23, 9_999_999_999_999],
  ]

  it('knows them', () => {
    expect(languages.length).toBeGreaterThan(150)
  })

  it('an amount is exact, or has a unit that says that it is not', () => {
    const wrong = locales.flatMap((locale) => {
      const format = formatOf({ locale, currency: 'EUR' })
      return amounts
        .map((amount) => ({ locale, amount, shown: format.money(amount) }))
        .filter(
          ({ amount, shown }) => !/\d[KMBT]/.test(shown) && hundredthsIn(shown) !== cents(amount),
        )
    })
    expect(wrong).toEqual([])
  })

  it('a short form is right to its three digits', () => {
    const units = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 } as const
    const wrong = locales.flatMap((locale) => {
      const format = formatOf({ locale, currency: 'EUR' })
      return amounts
        .map((amount) => ({ locale, amount, shown: format.money(amount) }))
        .filter(({ amount, shown }) => {
          const [, number = '', unit] = /(\d[^KMBT]*)([KMBT])/.exec(shown) ?? []
          if (unit === undefined) return false
          const size = Number(number.replace(/\D/, '.')) * units[unit as keyof typeof units]
          return size !== Number(amount.toPrecision(3))
        })
    })
    expect(wrong).toEqual([])
  })

  it('nothing has a foreign word or digit, nor a mark that turns the direction', () => {
    const known =
      /^(?:[\d.,:’+−–()\u00a0 €/]|[KMBT]|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Jun|Jul|Nov|Dec|AM|PM|UTC)*$/
    const wrong = locales.flatMap((locale) => {
      const format = formatOf({ locale, currency: 'EUR' })
      const shown = [
        ...amounts.flatMap((amount) => [format.money(amount), format.moneyChange(-amount)]),
        ...[format.exactMoney([0.5])(1_234_567.5), format.change(-1234.5), format.count(1_234_567)],
        ...[format.day('2026-11-12', '2026-11-23'), format.fullDay('2027-06-06')],
        ...[format.week('2026-W47'), format.week('2026-W53'), format.shortWeek('2026-W49')],
        format.instant('2026-07-23T13:05:00.000Z', 'UTC', '2026-11-23'),
      ]
      return shown.filter((text) => !known.test(text)).map((text) => `${locale}: ${text}`)
    })
    expect(wrong).toEqual([])
  })

  /** Read back as a person does: the last separator before two digits is the decimals'. */
  function hundredthsIn(shown: string): number {
    const digits = shown.replace(/[^\d.,’\u00a0]/g, '')
    const [, fraction = ''] = /[.,](\d\d)\s*$/.exec(digits) ?? []
    const all = Number(digits.replace(/\D/g, ''))
    return fraction === '' ? all * 100 : all
  }

  function cents(amount: number): number {
    return Math.round(amount * 100)
  }
})

it('is made once for a locale and a currency', () => {
  expect(formatOf({ locale: 'en-US', currency: 'USD' })).toBe(american)
  expect(formatOf({ locale: 'en-US', currency: 'EUR' })).not.toBe(american)
})

it('joins parts as a sentence does', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(joined)).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ])
})
