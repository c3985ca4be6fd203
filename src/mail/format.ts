import type { Presentation } from '../report/facts.js'
import { type Dates, datesOf } from './dates.js'
import { isolated } from './view/phrase.js'

/**
 * How figures are written in one edition. Every formatter is made once: a `toLocaleString` for each
 * cell makes rendering ten times slower.
 */
export interface Format extends Dates {
  /** Points of health: `63.4`. */
  readonly points: (points: number) => string
  /** `+3.1`, `−12.4` (U+2212), `0.0`. */
  readonly change: (points: number) => string
  readonly count: (count: number) => string
  readonly countChange: (count: number) => string
  /** `1 account`, `2,000 accounts`. */
  readonly counted: (count: number, noun: string) => string
  /** Three digits are enough to talk about money: `$1.23M`. */
  readonly money: (amount: number) => string
  readonly moneyChange: (amount: number) => string
  /** Amounts that add up on the page: all of them with cents where one has any. */
  readonly exactMoney: (amounts: readonly number[]) => (amount: number) => string
}

const formats = new Map<string, Format>()

/** The words around the figures are English; numbers, money and dates follow the locale. */
export function formatOf({ locale, currency }: Pick<Presentation, 'locale' | 'currency'>): Format {
  const key = `${locale} ${currency}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const format = { ...numbers(locale), ...money(locale, currency), ...datesOf(locale) }
  formats.set(key, format)
  return format
}

type Numbers = Pick<Format, 'points' | 'change' | 'count' | 'countChange' | 'counted'>

function numbers(locale: string): Numbers {
  const decimal = { minimumFractionDigits: 1, maximumFractionDigits: 1 }
  const points = new Intl.NumberFormat(locale, decimal)
  const count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  return {
    points: (value) => points.format(value),
    change: (value) => signed(value, points),
    count: (value) => count.format(value),
    countChange: (value) => signed(value, count),
    counted: (value, noun) => `${count.format(value)} ${noun}${value === 1 ? '' : 's'}`,
  }
}

function money(
  locale: string,
  currency: string,
): Pick<Format, 'money' | 'moneyChange' | 'exactMoney'> {
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  const withDigits = (digits: number) =>
    new Intl.NumberFormat(locale, {
      ...style,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
  const [whole, cents] = [withDigits(0), withDigits(2)]
  const short = new Intl.NumberFormat(locale, {
    ...style,
    notation: 'compact',
    maximumSignificantDigits: 3,
  })
  return {
    money: (amount) => isolated(short.format(amount)),
    moneyChange: (amount) => signed(amount, short),
    exactMoney: (amounts) => {
      const exact = amounts.some((amount) => Math.round(amount * 100) % 100 !== 0) ? cents : whole
      return (amount) => signedBelowZero(amount, exact)
    },
  }
}

function signed(value: number, format: Intl.NumberFormat): string {
  return value > 0 ? isolated(`+${format.format(value)}`) : signedBelowZero(value, format)
}

/** A real minus sign, as wide as a plus; the hyphen that most locales use looks like a dash. */
function signedBelowZero(value: number, format: Intl.NumberFormat): string {
  return isolated(value < 0 ? `−${format.format(-value)}` : format.format(Math.abs(value)))
}
