import { type Format, joined } from '../../format.js'

/** Line breaks and controls, and every kind of blank. */
const blanks = /[\p{Cc}\p{Z}]+/gu

/** Marks that turn the direction of all that follows; a name may not do that to a page. */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** What most people write: nothing of the above, and no blanks but single ones between words. */
const plain = /^[!-~]+(?: [!-~]+)*$/

/**
 * Somebody else's words as they are shown: on one line, without controls, at most `limit`
 * characters, and isolated where they run from right to left, so that what stands beside them stays
 * in its place.
 */
export function cleanText(text: string, limit: number): string {
  const line = plain.test(text)
    ? text
    : text.replace(directionMarks, '').replace(blanks, ' ').trim()
  const short = line.length > limit ? clipped(line, limit) : line
  return isolated(short)
}

/** Keeps what runs from right to left, and the signs in it, apart from what stands beside it. */
function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text
}

/** By code points: half a character would be a broken one. */
function clipped(text: string, limit: number): string {
  const characters = Array.from(text)
  if (characters.length <= limit) return text
  return `${characters
    .slice(0, limit - 1)
    .join('')
    .trimEnd()}…`
}

/** Long enough for any name that somebody would type; a whole screen of one is folded. */
export function nameOf(name: string): string {
  return cleanText(name, 80) || 'No name'
}

/** `Priya` of `Priya Raman`, and of `Raman, Priya`. */
export function firstName(name: string): string {
  const [family = '', given = ''] = name.split(',')
  const [first = ''] = (given.trim() || family.trim()).split(/\s+/)
  return nameOf(first)
}

/** A manager's note, in quotation marks and in full, unless it is an essay. */
export function noteOf(note: string | null): string {
  const said = note === null ? '' : cleanText(note, 320)
  return said === '' ? '' : `“${said}”`
}

export function sentence(text: string): string {
  return text === '' || /[.!?…][)"'”’\u2069]*$/.test(text) ? text : `${text}.`
}

/** `Acme Ltd (3 weeks open)`. */
export function annotated(name: string, word: string): string {
  return `${nameOf(name)} (${word})`
}

/** An amount or a date that stays on one line. Text parts have ordinary blanks again. */
export function unbroken(figure: string): string {
  return figure.replaceAll(' ', '\u00a0')
}

/** `A, B and 3 others`. */
export function firstNames(names: readonly string[], cap: number, format: Format): string {
  const shown = names.length === cap + 1 ? names : names.slice(0, cap)
  const rest = names.length - shown.length
  return joined(rest === 0 ? shown : [...shown, format.counted(rest, 'other', 'others')])
}
