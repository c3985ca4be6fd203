import { DateTime } from 'luxon'
import { decimalsOf } from './report/money.js'
import { type Day, daysBetween, firstDay, lastDay, parseDay, type Week } from './report/week.js'

/**
 * How figures, money and dates are written, in mails, on pages and in the terminal. The words are
 * English everywhere; LOCALE decides how figures and dates are ordered and separated, and brings no
 * word, no currency sign and no digits of its own. JSON has plain numbers instead.
 *
 * Intl is asked for nothing but separators, orders and the side of the currency sign, so that what
 * is written depends as little as possible on the version of Node.js.
 */
export interface Format {
  /** Points of health: `63.4`. */
  readonly points: (points: number) => string
  /** `+3.1`, `−12.4` (U+2212), `0.0`. */
  readonly change: (points: number) => string
  /** A score as it was given, with one decimal at most: `62`, `62.5`. */
  readonly score: (score: number) => string
  /** The same with all of its decimals, where sums are shown. */
  readonly fullScore: (score: number) => string
  readonly count: (count: number) => string
  readonly countChange: (count: number) => string
  /** `1 account`, `2,000 accounts`, `2 deliveries`. */
  readonly counted: (count: number, noun: string, plural?: string) => string
  /**
   * Three digits are enough to talk about money: `$1.23M`. An amount is rounded only where its unit
   * (K, M, B, T) says so; without one, it is exact: `$950`, `98.765 €`.
   */
  readonly money: (amount: number) => string
  readonly moneyChange: (amount: number) => string
  /** Amounts that add up on the page: all of them with decimals where one has any. */
  readonly exactMoney: (amounts: readonly number[]) => (amount: number) => string
  /**
   * Amounts of one sum in the same unit, the smallest in which none has seven digits: whole ones,
   * `$14,924K`, `$1,235M`. Whoever adds them up rounds them before: `roundedTo` says to what. Seven
   * digits look like a fraudster's millions to filters.
   */
  readonly sumMoney: (amounts: readonly number[]) => {
    readonly roundedTo: number
    readonly write: (amount: number) => string
  }
  /** `Thu 12 Nov`, with its year where that isn't the year of `today`. */
  readonly day: (day: Day, today: Day) => string
  /** `12 Nov`: of a day so near that its year goes without saying; with it from 300 days away on. */
  readonly nearDay: (day: Day, today: Day) => string
  /** `Thu 12 Nov 2026`. */
  readonly fullDay: (day: Day) => string
  /** `16–22 Nov 2026`. */
  readonly week: (week: Week) => string
  /** `16–22 Nov`. */
  readonly shortWeek: (week: Week) => string
  /**
   * `Mon 23 Nov, 05:00 UTC` or `Mon Nov 23, 5:00 AM UTC`: in an IANA zone and with its name, so
   * that it reads the same wherever it is written. With its year where that isn't the year of
   * `today`.
   */
  readonly instant: (iso: string, zone: string, today: Day) => string
}

/** What the settings say about it. */
export interface Manner {
  /** BCP 47. */
  readonly locale: string
  /** ISO 4217 code of the reporting currency. */
  readonly currency: string
}

const formats = new Map<string, Format>()

/**
 * Every formatter is made once: a `toLocaleString` for each cell makes rendering ten times slower.
 */
export function formatOf({ locale, currency }: Manner): Format {
  const key = `${locale} ${currency}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const format = { ...numbers(locale), ...money(locale, currency), ...dates(locale) }
  formats.set(key, format)
  return format
}

/** `a`, `a and b`, `a, b and c`. */
export function joined(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}

type Numbers = Pick<
  Format,
  'points' | 'change' | 'score' | 'fullScore' | 'count' | 'countChange' | 'counted'
>

function numbers(locale: string): Numbers {
  const points = digits(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const score = digits(locale, { maximumFractionDigits: 1 })
  const fullScore = digits(locale, { maximumFractionDigits: 20 })
  const count = digits(locale, { maximumFractionDigits: 0 })
  return {
    points: (value) => signedBelowZero(value, points),
    change: (value) => signed(value, points),
    score: (value) => signedBelowZero(value, score),
    fullScore: (value) => signedBelowZero(value, fullScore),
    count: (value) => signedBelowZero(value, count),
    countChange: (value) => signed(value, count),
    counted: (value, noun, plural = `${noun}s`) => `${count(value)} ${value === 1 ? noun : plural}`,
  }
}

type Write = (amount: number) => string

/**
 * Writes what is not below zero, without a sign or a currency. Western digits everywhere: beside
 * English words, others would be read by few, and from the wrong end.
 */
function digits(locale: string, options: Intl.NumberFormatOptions): Write {
  const format = new Intl.NumberFormat(locale, { ...options, numberingSystem: 'latn' })
  return (amount) => {
    const text = format.format(amount)
    const [number = text] = /\d(?:.*\d)?/.exec(text) ?? []
    return plainNumber.test(number) ? number : withOurSeparators(number)
  }
}

const plainNumber = /^[\d.,]+$/

/**
 * Which blank or apostrophe stands between thousands changes from one ICU to the next: ours are the
 * no-break space, which text parts know how to wrap, and the typographic apostrophe. The comma of
 * Arabic script would turn the digits around it.
 */
function withOurSeparators(number: string): string {
  return number.replace(/\s/g, '\u00a0').replace(/'/g, '’').replace(/،/g, ',')
}

function signed(value: number, write: Write): string {
  return value > 0 ? `+${write(value)}` : signedBelowZero(value, write)
}

/**
 * A real minus sign, as wide as a plus, and before everything else as that is; the hyphen that most
 * locales use looks like a dash.
 */
function signedBelowZero(value: number, write: Write): string {
  return value < 0 ? `−${write(-value)}` : write(Math.abs(value))
}

type Money = Pick<Format, 'money' | 'moneyChange' | 'exactMoney' | 'sumMoney'>

function money(locale: string, currency: string): Money {
  const place = beside(locale, currency)
  const style = { style: 'currency', currency } as const
  const written = (decimals: number) =>
    digits(locale, {
      ...style,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    })
  const [whole, fine] = [written(0), written(decimalsOf(currency))]
  const ofUnit = { minimumFractionDigits: 0, maximumFractionDigits: 2, useGrouping: false }
  const short = digits(locale, { ...style, ...ofUnit })
  const exact = (amounts: readonly number[]): Write => {
    const shown = amounts.some(hasCents) ? fine : whole
    return (amount) => place(shown(amount))
  }
  const units = unitsIn(locale)
  const brief: Write = (amount) => {
    const rounded = Number(amount.toPrecision(3))
    const unit = amount < units.least ? undefined : units.all.find(({ size }) => size <= rounded)
    if (unit === undefined) return exact([amount])(amount)
    return place(`${short(rounded / unit.size)}${unit.letter}`)
  }
  return {
    money: (amount) => signedBelowZero(amount, brief),
    moneyChange: (amount) => signed(amount, brief),
    exactMoney: (amounts) => {
      const write = exact(amounts)
      return (amount) => signedBelowZero(amount, write)
    },
    sumMoney: (amounts) => {
      const most = Math.max(0, ...amounts.map(Math.abs))
      const unit = [one, thousand, ...larger.toReversed()].find(
        ({ size }) => most < size * fitsBelow,
      )
      const { size, letter } = unit ?? trillion
      const write: Write = (amount) =>
        size < units.least ? exact([])(amount) : place(`${whole(amount / size)}${letter}`)
      return { roundedTo: size, write: (amount) => signedBelowZero(amount, write) }
    },
  }
}

function hasCents(amount: number): boolean {
  return Math.round(amount * 100) % 100 !== 0
}

/** Six digits, and room for what rounding adds. */
const fitsBelow = 999_900

const one = { size: 1, letter: '' }
const thousand = { size: 1e3, letter: 'K' }
const trillion = { size: 1e12, letter: 'T' }
const larger = [trillion, { size: 1e9, letter: 'B' }, { size: 1e6, letter: 'M' }]

/**
 * The units of short amounts, the largest first, and the amount from which on they are used. Where
 * the locale has no short form for thousands, as German, they are written in full: readers there
 * know none.
 */
function unitsIn(locale: string): { readonly all: typeof larger; readonly least: number } {
  const compact = new Intl.NumberFormat(locale, { notation: 'compact' })
  const hasThousands = compact.formatToParts(98_765).some(({ type }) => type === 'compact')
  return hasThousands ? { all: [...larger, thousand], least: 1e3 } : { all: larger, least: 1e6 }
}

/**
 * Puts the currency's sign to an amount, on the side where the locale has it. The sign is the one
 * that English has: letters of another script would be a foreign word. Between a
 * letter of it and the digits there is always a blank.
 */
function beside(locale: string, currency: string): (amount: string) => string {
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const
  const parts = new Intl.NumberFormat(locale, style).formatToParts(1)
  const sign = signOf(new Intl.NumberFormat('en', style).formatToParts(1))
  const position = (type: string) => parts.findIndex((part) => part.type === type)
  const isBefore = position('currency') < position('integer')
  const isSpaced = parts.some(({ type, value }) => type === 'literal' && /\s/.test(value))
  const meetsLetter = (isBefore ? /\p{L}$/u : /^\p{L}/u).test(sign)
  const gap = isSpaced || meetsLetter ? '\u00a0' : ''
  return (amount) => (isBefore ? `${sign}${gap}${amount}` : `${amount}${gap}${sign}`)
}

function signOf(parts: readonly Intl.NumberFormatPart[]): string {
  const sign = parts.find(({ type }) => type === 'currency')?.value ?? ''
  return sign.replace(/\s/g, '\u00a0')
}

type Dates = Pick<Format, 'day' | 'nearDay' | 'fullDay' | 'week' | 'shortWeek' | 'instant'>

function dates(locale: string): Dates {
  const order = orderOf(locale)
  const dayIn = ({ date, month }: DayParts) =>
    order === 'day first' ? `${date} ${month}` : `${month} ${date}`
  const dated = (text: string, year: string) => withYear(text, year, order)
  const named = (day: Day, shown: string) => `${weekdays[new Date(day).getUTCDay()]} ${shown}`
  const fullDay = (day: Day) => named(day, dated(dayIn(parts(day)), parts(day).year))
  const day = (day: Day, today: Day) =>
    parts(day).year === parts(today).year ? named(day, dayIn(parts(day))) : fullDay(day)
  const shortWeek = (week: Week) => {
    const [first, last] = [parts(firstDay(week)), parts(lastDay(week))]
    if (first.month !== last.month) return `${dayIn(first)} – ${dayIn(last)}`
    return dayIn({ ...last, date: `${first.date}–${last.date}` })
  }
  return {
    day,
    nearDay: (day, today) => {
      const shown = dayIn(parts(day))
      return Math.abs(daysBetween(today, day)) < 300 ? shown : dated(shown, parts(day).year)
    },
    fullDay,
    shortWeek,
    week: (week) => {
      const [first, last] = [parts(firstDay(week)), parts(lastDay(week))]
      if (first.year === last.year) return dated(shortWeek(week), last.year)
      return `${dated(dayIn(first), first.year)} – ${dated(dayIn(last), last.year)}`
    },
    instant: instants(locale, day),
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

interface DayParts {
  readonly date: string
  readonly month: string
  readonly year: string
}

function parts(day: Day): DayParts {
  const [year = '', month = '', date = ''] = day.split('-')
  return { date: String(Number(date)), month: months[Number(month) - 1] ?? month, year }
}

type Order = 'day first' | 'month first' | 'year first'

/**
 * How the locale writes a date with the month's name: `16 Nov 2026`, `Nov 16, 2026`, `2026 Nov 16`.
 * The few that have the year first and the day before the month (Latvian, Kazakh) are read as day
 * first: in English, nobody would take `2026 16 Nov` for a date.
 */
function orderOf(locale: string): Order {
  const written = new Intl.DateTimeFormat(locale, {
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ calendar: 'gregory', timeZone: 'UTC' },
  })
    .formatToParts(0)
    .map(({ type }) => type)
  if (written.indexOf('day') < written.indexOf('month')) return 'day first'
  return written.indexOf('year') < written.indexOf('month') ? 'year first' : 'month first'
}

function withYear(text: string, year: string, order: Order): string {
  switch (order) {
    case 'day first':
      return `${text} ${year}`
    case 'month first':
      return `${text}, ${year}`
    case 'year first':
      return `${year} ${text}`
  }
}

/** By a clock of 12 hours or of 24, as the locale has it. */
function instants(locale: string, day: Dates['day']): Format['instant'] {
  const { hour12 } = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions()
  return (iso, zone, today) => {
    const at = DateTime.fromISO(iso, { zone })
    const date = parseDay(at.toFormat('yyyy-MM-dd'))
    if (date === null) return iso
    const half = at.hour < 12 ? 'AM' : 'PM'
    const time = hour12 ? `${at.toFormat('h:mm')} ${half}` : at.toFormat('HH:mm')
    return `${day(date, today)}, ${time} ${zone.replaceAll('_', ' ')}`
  }
}
