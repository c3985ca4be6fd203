import { matchKey, misreadPiece, tidyName } from '../characters.js'
import type { ExchangeRates } from '../report/money.js'
import { pulses, stakeholderGroups, valueCategories } from '../report/snapshot.js'
import { type Day, weekOf } from '../report/week.js'
import { type DayManner, type DayReading, readDayText, readWeekText } from './date.js'
import type { Refusal } from './fault.js'
import { decimalOf, type Figure, hundredths, numberOf, readFigure, rounded } from './figure.js'
import type { ColumnManner, Tally } from './manner.js'
import { rescaled } from './scale.js'

/** A value as the database stores it. */
export type Cell = string | number | null

/** A cell that is taken, with what its writer should look at. */
export interface Doubtful {
  readonly cell: Cell
  readonly doubt: Refusal
}

/** What a text that isn't empty says: one cell, several, one in doubt, or why it is refused. */
export type ReadCell = (text: string) => Cell | readonly Cell[] | Doubtful | Refusal

/** What a spreadsheet shows for a formula that failed. */
const spreadsheetError = /^#(?:REF|NAME|VALUE|DIV\/0|NUM|NULL|SPILL|CALC|FIELD|BEZUG|WERT)[!?]?$/i

const failedFormula: Refusal = {
  expected: 'a value, and not the error of a formula',
  cure: 'Mend the formula where the file comes from, and export it again.',
}

const lineUpTo = textUpTo(300, (text) => tidyName(text.replace(/\s*[\n\t]\s*/g, ' ')))

/**
 * A text on one line, as `tidyName` keeps it; line breaks and tabs in it, accidents of a
 * spreadsheet, become a blank. Names stand in every mail: garbled ones are refused.
 */
export function readLine(text: string): string | Refusal {
  if (text.charCodeAt(0) === 0x23 && spreadsheetError.test(text)) return failedFormula
  return misreadPiece(text) === null ? lineUpTo(text) : misread(text)
}

const textUpToLongest = textUpTo(10_000, (text) => text.normalize('NFC'))

/** A text of any number of lines, kept as it is; one that is garbled is no reason to refuse a file. */
export function readText(text: string): string | Doubtful | Refusal {
  const read = textUpToLongest(text)
  return typeof read !== 'string' || misreadPiece(text) === null
    ? read
    : { cell: read, doubt: misread(text) }
}

function misread(text: string): Refusal {
  return {
    expected: 'letters as people write them',
    cure: `"${misreadPiece(text)}" is what is left of a letter that was read in the wrong encoding: export the file as UTF-8, or write the text anew where it comes from.`,
  }
}

/**
 * A score: 0 to 100, or on the scale that was said for its column. `85%`, `85/100` and `7,5/10` say
 * theirs themselves.
 */
export function scoreReader(manner: ColumnManner): ReadCell {
  const { decimal, scale, tally } = manner
  return (text) => {
    // Most cells, of millions.
    if (scale === null && decimal !== 'comma' && /^\d{1,3}(\.\d+)?$/.test(text)) {
      const score = Number(text)
      noteBare(tally, score)
      return score <= 100 ? score : notAScore
    }
    return otherScore(text, manner)
  }
}

function noteBare(tally: Tally, score: number): void {
  tally.bare++
  if (score < tally.lowest) tally.lowest = score
  if (score > tally.highest) tally.highest = score
}

function otherScore(text: string, { decimal, scale, tally }: ColumnManner): number | Refusal {
  const [, figure = '', percent = '', of = ''] =
    /^(.*?)\s*(?:(%)|\/\s*(5|10|100)|p(?:oin)?ts?\.?)?$/i.exec(text) ?? []
  // A score has no thousands: what stands in it is a sign before decimals.
  const clear = figure.includes(',') ? 'comma' : 'point'
  const first = readFigure(figure, decimal)
  const reading = first.kind === 'ambiguous' ? readFigure(figure, clear) : first
  if (reading.kind === 'contrary') return otherDecimal(decimal)
  if (reading.kind !== 'figure') return notAScore
  const value = numberOf(reading.figure)
  if (percent !== '') tally.percents++
  if (of !== '' && of !== '100') tally.ownScale = Math.max(tally.ownScale, Number(of))
  if (of !== '' || percent !== '') {
    return rescaled(value, { from: 0, to: Number(of || 100) }) ?? beyond(0, Number(of || 100))
  }
  if (scale !== null) return rescaled(value, scale) ?? beyond(scale.from, scale.to)
  noteBare(tally, value)
  return value <= 100 ? value : notAScore
}

function beyond(from: number, to: number): Refusal {
  return {
    expected: `a number from ${Math.min(from, to)} to ${Math.max(from, to)}`,
    cure: 'Check the score, and --scale if it is given.',
  }
}

const notAScore: Refusal = {
  expected: 'a number from 0 to 100',
  cure: 'Write it like 62 or 62.5, or leave the cell empty where there is no score.',
}

function otherDecimal(decimal: ColumnManner['decimal']): Refusal {
  const sign = decimal === 'comma' ? 'comma' : 'point'
  const other = decimal === 'comma' ? 'point' : 'comma'
  return {
    expected: `a figure with a decimal ${sign}, as the column has it`,
    cure: `Write all figures of the column alike, or say --decimal ${other}.`,
  }
}

/** A calendar day, as people and programs write it. */
export function dayReader({ days, tally }: ColumnManner): ReadCell {
  return remembered((text) => dayOf(readDayText(text, days), { days, tally, expected: notADay }))
}

const notADay: Refusal = {
  expected: 'a day that exists, as year-month-day',
  cure: 'Write it like 2026-11-16.',
}

interface DayWords {
  readonly days: DayManner
  readonly tally: Tally
  readonly expected: Refusal
}

function dayOf(reading: DayReading, { days, tally, expected }: DayWords): Day | Refusal {
  switch (reading.kind) {
    case 'day':
      if (tally.days.size < mostDays) tally.days.add(reading.day)
      return reading.day
    case 'ambiguous':
      return days.order === 'both' ? bothOrders : ambiguousDay
    case 'contrary':
      return otherOrder(days)
    case 'none':
      return expected
  }
}

/** Enough to see what all days of a column have in common. */
const mostDays = 1000

const ambiguousDay: Refusal = {
  expected: 'a day that can be read in one way only',
  cure: 'Say whether the month or the day stands first: --dates mdy or --dates dmy; or write it like 2026-11-16.',
}

const bothOrders: Refusal = {
  expected: 'all days of the column in one order',
  cure: 'Some of the column’s days can only have the month first, others only the day: a program may have swapped them in others, too. Write them like 2026-11-16.',
}

function otherOrder({ order, isGiven }: DayManner): Refusal {
  const first = order === 'mdy' ? 'the month first' : 'the day first'
  const source = isGiven ? `--dates ${order} says` : 'other days of the column have it'
  return {
    expected: `a day with ${first}, as ${source}`,
    cure: 'Write all days of the column alike, or like 2026-11-16.',
  }
}

/** The day on which notice was given, or `no` where it was withdrawn. */
export function noticeReader({ days, tally }: ColumnManner): ReadCell {
  return remembered((text) =>
    answerOf(text) === 0
      ? 'no'
      : dayOf(readDayText(text, days), { days, tally, expected: notANotice }),
  )
}

const notANotice: Refusal = {
  expected: 'the day on which notice was given, as year-month-day, or no',
  cure: 'Write it like 2026-11-16; no where it was withdrawn; or leave the cell empty where there is nothing to say.',
}

/** An ISO week, written `2026-W47` or as any day in it. */
export function weekReader({ days, tally }: ColumnManner): ReadCell {
  return remembered((text) => {
    const week = readWeekText(text)
    if (week !== null) return week
    const day = dayOf(readDayText(text, days), { days, tally, expected: notAWeek })
    return typeof day === 'string' ? weekOf(day) : day
  })
}

const notAWeek: Refusal = {
  expected: 'an ISO week that exists, or a day in it',
  cure: 'Write it like 2026-W47 or 2026-11-16.',
}

/** Whole days from 0 to 9999; weeks, months and years as days, which is said. */
export function readNoticeDays(text: string): number | Doubtful | Refusal {
  if (/^\d{1,4}([.,]0+)?$/.test(text)) return Number.parseInt(text, 10)
  const [, count = '', unit = ''] = /^(\d{1,4})[\s-]*(\p{L}+)\.?$/u.exec(text) ?? []
  const found = units.find(({ names }) => names.includes(unit.toLowerCase()))
  const days = Number(count) * (found?.days ?? 0)
  if (found === undefined || days > 9999) return notDays
  if (found.days === 1) return days
  const doubt = { expected: 'a number of days', cure: `It was taken as ${days} days.` }
  return { cell: days, doubt }
}

/** Units in the languages of exports that we know of, singular and plural. */
const units: readonly { readonly days: number; readonly names: readonly string[] }[] = [
  {
    days: 1,
    names: 'd day days tag tage tagen jour jours día días dia dias giorno giorni dag dagen'.split(
      ' ',
    ),
  },
  {
    days: 7,
    names: 'w wk wks week weeks woche wochen semaine semaines semana semanas weken'.split(' '),
  },
  {
    days: 30,
    names:
      'm mo mos mth mths month months monat monate monaten mois mes meses mese mesi maand maanden'.split(
        ' ',
      ),
  },
  {
    days: 365,
    names: 'y yr yrs year years jahr jahre jahren an ans año años anno anni ano anos jaar'.split(
      ' ',
    ),
  },
]

const notDays: Refusal = {
  expected: 'a whole number of days from 0 to 9999',
  cure: 'Write it like 30.',
}

/** `read` with its answers kept: few texts, and the same ones over and over. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    if (answers.size >= mostRemembered) answers.clear()
    // A copy: a piece of a file's text would keep the whole text in memory.
    const copy = Buffer.from(text).toString()
    const answer = read(copy)
    answers.set(copy, answer)
    return answer
  }
}

const mostRemembered = 5000

function textUpTo(
  longest: number,
  tidy: (text: string) => string,
): (text: string) => string | Refusal {
  const tooLong: Refusal = {
    expected: `at most ${longest} characters`,
    cure: 'Shorten the text.',
  }
  return (text) => {
    // Most cells, of millions.
    if (text.length <= longest && !/[^ -~]/.test(text)) return text
    if (controlCharacter.test(text)) return notText
    const tidied = tidy(text)
    if (tidied === '') return unseen
    return tidied.length > longest && [...tidied].length > longest ? tooLong : tidied
  }
}

const unseen: Refusal = {
  expected: 'text that can be seen',
  cure: 'Empty the cell, or type the text anew: what it holds cannot be seen.',
}

/** All but tabs and line breaks. */
const controlCharacter = /(?![\t\n])[\p{Cc}]/u

const notText: Refusal = {
  expected: 'text without control characters',
  cure: 'Type the text anew: it holds a character that cannot be seen.',
}

/** The account manager's own call. */
export const readPulse = oneOf(pulses)

/** What was done for the customer, in one of the six categories. */
export const readValueCategory = oneOf(valueCategories)

/** Stakeholder groups, each once and in their usual order, joined by `;`. */
export const readContacts: ReadCell = remembered((text) => {
  const given = text.split(';').map(plain).filter(Boolean)
  const isKnown = given.every((group) => stakeholderGroups.some((known) => known === group))
  if (!isKnown || given.length === 0) return notGroups
  return stakeholderGroups.filter((group) => given.includes(group)).join(';')
})

const notGroups = {
  expected: `any of ${stakeholderGroups.join(', ')}, with semicolons between them`,
  cure: 'Write them like executives; procurement.',
}

/** Whether the contractor wants to keep the account: 1 or 0. */
export const readDesired = yesOrNo('Write no for an account that you would rather lose, else yes.')

/** Whether the customer has asked others for offers: 1 or 0. */
export const readTender = yesOrNo('Write yes where the customer has asked others for offers.')

function yesOrNo(cure: string): ReadCell {
  return remembered((text) => answerOf(text) ?? { expected: 'yes or no', cure })
}

/** 1 for yes, 0 for no, null for neither. */
function answerOf(text: string): number | null {
  const answer = plain(text)
  if (yeses.has(answer)) return 1
  return noes.has(answer) ? 0 : null
}

const yeses = new Set('yes y true 1 on ja j wahr oui o vrai sí si s verdadero vero sim'.split(' '))
const noes = new Set('no n false 0 off nein falsch non faux falso não nao nee'.split(' '))

function oneOf(choices: readonly string[]): ReadCell {
  const refusal = {
    expected: `one of ${choices.join(', ')}`,
    cure: 'Write one of them, or leave the cell empty.',
  }
  return remembered((text) => choices.find((choice) => choice === plain(text)) ?? refusal)
}

function plain(text: string): string {
  return matchKey(text).replace(/\s+/g, ' ')
}

/**
 * An amount of money in hundredths: `125000`, `$1,234,567.00`, `1.234.567,00 €`, `1 250 000`,
 * `1.25E+06`. Whether `1,234` is a thousand or one and a bit, the column has to say.
 */
export function amountReader({ decimal, isDecimalSaid }: ColumnManner): ReadCell {
  return remembered((text) => {
    const { figure } = moneyIn(text)
    const reading = readFigure(figure, decimal)
    // Nobody writes money with three decimals: unless a person says so, 12,500 may be a thousand.
    const hasThreeDecimals =
      decimalOf(figure) === null && /[.,]/.exec(figure)?.[0] === (decimal === 'comma' ? ',' : '.')
    if (hasThreeDecimals && decimal !== null && !isDecimalSaid) return ambiguous
    if (reading.kind === 'ambiguous') return ambiguous
    if (reading.kind === 'contrary') return otherDecimal(decimal)
    return reading.kind === 'none' ? notAnAmount : amountOf(reading.figure)
  })
}

function amountOf(figure: Figure): number | Doubtful | Refusal {
  if (figure.whole.length > 13) return tooMuch
  const exact = hundredths(figure)
  if (exact !== null) return exact
  const cell = rounded(figure)
  const doubt = { expected: 'an amount in whole cents', cure: `It was taken as ${cell / 100}.` }
  return { cell, doubt }
}

/** The figure of an amount, and the sign or the letters of its currency; empty for none. */
export function moneyIn(text: string): { readonly figure: string; readonly sign: string } {
  const [, before = '', rest = '', after = ''] =
    /^((?:\p{L}{1,3}\.?\s?)?\p{Sc}?)\s*(.*?)\s*(\p{Sc}|\p{L}{2,3})?$/u.exec(text) ?? []
  const signs = [before.trim(), after].filter(Boolean)
  // Letters may as well be "Mio": then it is no amount that we can read.
  if (!signs.every(isCurrencySign)) return { figure: text, sign: '' }
  // In Switzerland, 1'250.– is without cents.
  return { figure: rest.replace(/[.,][-–—]{1,2}$/, ''), sign: signs.join(' ') }
}

function isCurrencySign(sign: string): boolean {
  const letters = sign.replace(/\p{Sc}$|\.$/u, '')
  return letters === '' || currencyLetters.has(letters) || knownCurrencies.has(letters)
}

const currencyLetters = new Set('US CA A AU NZ HK S R C NT Fr SFr kr zł Kč Ft lei Rp RM'.split(' '))
const knownCurrencies = new Set(Intl.supportedValuesOf('currency'))

const ambiguous: Refusal = {
  expected: 'an amount that can be read in one way only',
  cure: 'Say what stands before the decimals: --decimal point (1,234 is a thousand) or --decimal comma (1.234 is); or write 1234.',
}

const notAnAmount: Refusal = {
  expected: 'an amount of 0 or more',
  cure: 'Write it like 125000 or 125000.50.',
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
