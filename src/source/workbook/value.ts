import { moneyIn } from '../cell.js'
import { plainNumber } from '../figure.js'

/** How a number in a cell is shown, as far as it changes what the number says. */
export type NumberKind =
  | { readonly kind: 'plain' }
  | { readonly kind: 'percent' }
  | { readonly kind: 'day' }
  | { readonly kind: 'time' }
  /** Hours that go on beyond a day. */
  | { readonly kind: 'duration' }
  /** Digits with zeros before them, as ids have them. */
  | { readonly kind: 'digits'; readonly length: number }
  /** With words around it: the currency, and what it counts; empty for none. */
  | { readonly kind: 'worded'; readonly currency: string; readonly unit: string }

/** What dates are counted from: the days before 1 January 1900, or since 1 January 1904. */
export type DateSystem = 1900 | 1904

/** What a number format makes of a number. `code` is null for one of those that Excel knows by id. */
export function numberKind(id: number, code: string | null): NumberKind {
  if (code === null) return builtIn(id)
  const [first = ''] = withoutLiterals(code).split(';')
  if (/\[(h+|m+|s+)\]/i.test(first)) return { kind: 'duration' }
  const letters = first.replace(/\[[^\]]*\]/g, '').toLowerCase()
  // General has none of these letters; E+00 stands for an exponent.
  if (/[yd]|^[^hs]*m[^hs]*$/.test(letters)) return { kind: 'day' }
  if (/[hs]/.test(letters)) return { kind: 'time' }
  if (letters.includes('%')) return { kind: 'percent' }
  const digits = /^0{2,}$/.exec(letters.trim())
  if (digits !== null) return { kind: 'digits', length: digits[0].length }
  const { currency, unit } = wordsOf(shownParts(code))
  return currency === '' && unit === '' ? { kind: 'plain' } : { kind: 'worded', currency, unit }
}

/** What a format shows of a number that is above zero. */
interface ShownParts {
  /** What stands before the figure and behind it, as a reader sees it. */
  readonly before: string
  readonly after: string
  /** Whether it shows thousands or millions of what the cell holds. */
  readonly isScaled: boolean
}

/** One piece of a format: a text, a figure with what stands in it, or what says nothing. */
const piece =
  /"([^"]*)"?|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|([_*].?)|(General|[0#?][0#?.,]*(?:E[+-][0#?]+)?)|(;)|(.)/gis

function shownParts(code: string): ShownParts {
  let [before, after] = ['', '']
  let figure: string | null = null
  for (const [, quoted, escaped, symbol, space, digits, end, bare] of code.matchAll(piece)) {
    if (end !== undefined) break
    if (digits !== undefined) {
      figure = digits
      after = ''
      continue
    }
    // Currencies stand apart from the words beside them.
    const money = symbol === undefined ? undefined : ` ${symbol} `
    const text = quoted ?? escaped ?? money ?? (space === undefined ? bare : ' ') ?? ''
    if (figure === null) before += text
    else after += text
  }
  return figure === null
    ? { before: '', after: '', isScaled: false }
    : { before, after, isScaled: figure.endsWith(',') }
}

/**
 * The currency wherever it stands, and a word right behind the figure. Other words are for the eye;
 * so is "K" where the cell holds all thousands.
 */
function wordsOf({ before, after, isScaled }: ShownParts) {
  const [first, last] = [before.split(/\s+/), after.split(/\s+/)]
  const whole = [...first, ...last].find(isCurrency) ?? ''
  const within = isScaled ? /\p{Sc}/u.exec(before + after)?.[0] : undefined
  const rest = last
    .filter((word) => word !== whole)
    .join(' ')
    .trim()
  const isUnit = !isScaled && /^\p{L}+(\.|\p{Sc})?$/u.test(rest)
  return { currency: whole || (within ?? ''), unit: isUnit ? rest : '' }
}

/** Single letters may be anything, such as the beginning of an id. */
function isCurrency(word: string): boolean {
  const { figure, sign } = moneyIn(`${word} 1`)
  return figure === '1' && sign === word && /\p{Sc}|\p{L}{2}/u.test(word)
}

/** Without text in quotation marks, escaped letters, and what only keeps or fills a space. */
function withoutLiterals(code: string): string {
  return code.replace(/"[^"]*"?|\\.?|[_*].?/gs, '')
}

/** Those that stand in no file; 27 to 36 and 50 to 58 are dates in East Asia. */
function builtIn(id: number): NumberKind {
  if (id === 9 || id === 10) return { kind: 'percent' }
  if (id === 46) return { kind: 'duration' }
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47) {
    return { kind: 'time' }
  }
  const isDay = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)
  return { kind: isDay ? 'day' : 'plain' }
}

/**
 * A number of a cell as text: decimals behind a point, days as `2026-11-16`, with their time, where
 * there is one, as `2026-11-16T10:15:30`. What no rule fits is given as it stands in the file.
 */
export function numberText(written: string, kind: NumberKind, system: DateSystem): string {
  const number = Number(written)
  if (written.trim() === '' || !Number.isFinite(number)) return written
  switch (kind.kind) {
    case 'plain':
      return decimalText(number)
    case 'percent':
      return `${decimalText(number * 100)}%`
    case 'digits':
      return Number.isInteger(number) && number >= 0
        ? decimalText(number).padStart(kind.length, '0')
        : decimalText(number)
    case 'worded':
      return wordedText(number, kind.currency, kind.unit)
    case 'day':
    case 'time':
      return dateText(number, kind.kind, system) ?? decimalText(number)
    case 'duration':
      return number < 0 ? decimalText(number) : clockText(Math.round(number * daySeconds))
  }
}

function wordedText(number: number, currency: string, unit: string): string {
  const minus = number < 0 ? '-' : ''
  const blank = /[\p{L}.]$/u.test(currency) ? ' ' : ''
  const amount = `${minus}${currency}${blank}${decimalText(Math.abs(number))}`
  return unit === '' ? amount : `${amount} ${unit}`
}

/** A number with the fifteen digits that Excel keeps. */
export function decimalText(number: number): string {
  return plainNumber(Number(number.toPrecision(15)))
}

const daySeconds = 86_400

/** A day and its time; null where Excel has no date for the number. */
function dateText(serial: number, kind: 'day' | 'time', system: DateSystem): string | null {
  const seconds = Math.round(serial * daySeconds)
  const day = Math.floor(seconds / daySeconds)
  const time = seconds - day * daySeconds
  if (day < 0 || day > lastDay) return null
  if (day === 0 && kind === 'time') return clockText(time)
  const date = calendarDay(day, system)
  return time === 0 ? date : `${date}T${clockText(time)}`
}

/** 31 December 9999. */
const lastDay = 2_958_465

function calendarDay(day: number, system: DateSystem): string {
  // Excel counts a 29 February 1900, and a day before the first: nobody shall take them for others.
  if (system === 1900 && day === 60) return '1900-02-29'
  if (system === 1900 && day === 0) return '1900-01-00'
  const first = system === 1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, day < 60 ? 31 : 30)
  return new Date(first + day * daySeconds * 1000).toISOString().slice(0, 10)
}

function clockText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

/** A date that the file has as text, as a number's would be written. */
export function isoText(written: string): string {
  const found = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?Z?)?$/.exec(written.trim())
  if (found === null) return written
  const [, day = '', time] = found
  if (time === undefined || /^[0:]+$/.test(time)) return day
  return `${day}T${time.length === 5 ? `${time}:00` : time}`
}

/** Text with what Excel can't write in XML (`_x000D_`), its line breaks as `\n`. */
export function plainText(written: string): string {
  const text = written.includes('_x')
    ? written.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : written
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}
