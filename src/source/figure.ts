/** What stands before the decimals of a figure. */
export type Decimal = 'comma' | 'point'

/** A figure of 0 or more: its digits, exactly. */
export interface Figure {
  /** The digits before the decimals, without zeros in front; at least one. */
  readonly whole: string
  /** The decimals, without zeros at their end. */
  readonly fraction: string
}

export type FigureReading =
  | { readonly kind: 'figure'; readonly figure: Figure }
  /** `1,234`: half of the world reads it as 1.234. */
  | { readonly kind: 'ambiguous' }
  /** Its decimals stand behind the sign that parts thousands in the rest of the column. */
  | { readonly kind: 'contrary' }
  | { readonly kind: 'none' }

/**
 * Reads `1234.5`, `1,234.50`, `1.234,50`, `1 250 000`, `1'250'000`, `1.25E+06`. `decimal` says how
 * the column writes decimals; null where nobody knows: then a figure that can be read in two ways is
 * ambiguous.
 */
export function readFigure(text: string, decimal: Decimal | null): FigureReading {
  const parts = partsOf(text)
  if (parts === null) return none
  if (parts.isAmbiguous && decimal === null) return { kind: 'ambiguous' }
  const sign = parts.isAmbiguous ? decimal : parts.decimal
  if (sign !== null && decimal !== null && sign !== decimal) return { kind: 'contrary' }
  const { digits, exponent } = parts
  const [whole = '', fraction = ''] = split(digits, sign === null ? '' : signs[sign])
  return { kind: 'figure', figure: shifted(whole, fraction, exponent) }
}

/** How a text writes its decimals, where it leaves no doubt; null where it does, or isn't a figure. */
export function decimalOf(text: string): Decimal | null {
  const parts = partsOf(text)
  return parts === null || parts.isAmbiguous ? null : parts.decimal
}

const none: FigureReading = { kind: 'none' }
const signs = { comma: ',', point: '.' } as const

interface Parts {
  /** Digits with commas and points, without blanks and apostrophes. */
  readonly digits: string
  readonly exponent: number
  /** The sign before the decimals where the text shows it; null where it has none. */
  readonly decimal: Decimal | null
  readonly isAmbiguous: boolean
}

function partsOf(text: string): Parts | null {
  const [, body = '', exponent = ''] = /^([\d.,'’\s]+?)(?:[eE]([+-]?\d{1,2}))?$/.exec(text) ?? []
  if (!/\d/.test(body)) return null
  const digits = withoutBlanks(body)
  if (digits === null) return null
  const rest = { digits, exponent: exponent === '' ? 0 : Number(exponent) }
  const isScientific = exponent !== ''
  const [first = '', second = ''] = new Set(digits.replace(/\d/g, ''))
  if (first === '') return { ...rest, decimal: null, isAmbiguous: false }
  if (second !== '') return bothSigns(rest, first, second)
  const count = digits.split(first).length - 1
  if (count > 1) {
    // Thousands alone: what would part decimals from them is the other sign.
    return isGrouped(digits, first) && !isScientific
      ? { ...rest, decimal: other(first), isAmbiguous: false }
      : null
  }
  const [whole = '', fraction = ''] = digits.split(first)
  if (fraction === '') return null
  const hasBlanks = digits.length < body.length
  const couldPartThousands =
    /^[1-9]\d{0,2}$/.test(whole) && fraction.length === 3 && !hasBlanks && !isScientific
  return { ...rest, decimal: signOf(first), isAmbiguous: couldPartThousands }
}

/** Commas and points: the one that comes last, once, stands before the decimals. */
function bothSigns(
  rest: { readonly digits: string; readonly exponent: number },
  thousands: string,
  decimal: string,
): Parts | null {
  const [whole = '', fraction = '', ...more] = rest.digits.split(decimal)
  const isOnce = more.length === 0 && !fraction.includes(thousands) && fraction !== ''
  if (!isOnce || !isGrouped(whole, thousands)) return null
  return { ...rest, decimal: signOf(decimal), isAmbiguous: false }
}

function signOf(sign: string): Decimal {
  return sign === ',' ? 'comma' : 'point'
}

function other(sign: string): Decimal {
  return sign === ',' ? 'point' : 'comma'
}

/** Groups of three; those before the last may be of two, as in India. */
function isGrouped(digits: string, sign: string): boolean {
  const [first = '', ...groups] = digits.split(sign)
  const last = groups.pop() ?? ''
  const isWhole = /^\d{1,3}$/.test(first) && /^\d{3}$/.test(last)
  return isWhole && (groups.every((one) => one.length === 3) || groups.every(isPair))
}

function isPair(group: string): boolean {
  return group.length === 2
}

/** Without blanks and apostrophes between thousands; null where they stand elsewhere. */
function withoutBlanks(body: string): string | null {
  if (!/['’\s]/.test(body)) return body
  return /^\d{1,3}(?:(['’\s])\d{3})(?:\1\d{3})*(?:[.,]\d+)?$/.test(body)
    ? body.replace(/['’\s]/g, '')
    : null
}

function split(digits: string, decimal: string): string[] {
  const [whole = '', fraction = ''] = decimal === '' ? [digits] : digits.split(decimal)
  return [whole.replace(/\D/g, ''), fraction]
}

/** Moves the decimal sign by the exponent, digit by digit: nothing is rounded. */
function shifted(whole: string, fraction: string, exponent: number): Figure {
  const digits = whole + fraction
  const at = whole.length + exponent
  const before = at <= 0 ? '' : digits.slice(0, at).padEnd(at, '0')
  const after = at <= 0 ? '0'.repeat(-at) + digits : digits.slice(at)
  return { whole: before.replace(/^0+(?=\d)/, '') || '0', fraction: after.replace(/0+$/, '') }
}

/** It in hundredths, half away from zero; at most 13 digits before the decimals. */
export function rounded({ whole, fraction }: Figure): number {
  const cents = Number(whole) * 100 + Number(fraction.slice(0, 2).padEnd(2, '0'))
  return cents + (fraction.charAt(2) >= '5' ? 1 : 0)
}

/** It in hundredths, exactly; null where it has more than two decimals or more than 13 digits. */
export function hundredths({ whole, fraction }: Figure): number | null {
  if (fraction.length > 2 || whole.length > 13) return null
  return Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
}

/** It as a number. */
export function numberOf({ whole, fraction }: Figure): number {
  return Number(`${whole}.${fraction || '0'}`)
}

/**
 * A number as the text of a cell: the shortest that means it, with a point and without an exponent.
 * Three decimals get a zero more, because three digits behind a sign may stand for thousands.
 */
export function plainNumber(value: number): string {
  const [, sign = '', digits, exponent = '0'] =
    /^(-?)([\d.]+)(?:e([+-]\d+))?$/.exec(`${value}`) ?? []
  if (digits === undefined) return String(value)
  const [before = '', after = ''] = digits.split('.')
  const { whole, fraction } = shifted(before, after, Number(exponent))
  if (fraction === '') return sign + whole
  return `${sign}${whole}.${fraction.length === 3 ? `${fraction}0` : fraction}`
}
