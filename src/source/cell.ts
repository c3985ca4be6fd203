import { readMailbox } from '../address.js'
import { matchKey, misreadPiece, tidyName } from '../characters.js'
import type { ExchangeRates } from '../report/money.js'
import { pulses, stakeholderGroups, valueCategories } from '../report/snapshot.js'
import { parseDay, parseWeek, weekOf } from '../report/week.js'
import type { Refusal } from './fault.js'

/** A value as the database stores it. */
export type Cell = string | number | null

/** A cell that is taken, with what its writer should look at. */
export interface Doubtful {
  readonly cell: Cell
  readonly doubt: Refusal
}

/** What a text that isn't empty says: one cell, several, one in doubt, or why it is refused. */
export type ReadCell = (text: string) => Cell | readonly Cell[] | Doubtful | Refusal

const lineUpTo = textUpTo(300, (text) => tidyName(text.replace(/\s*[\n\t]\s*/g, ' ')))

/**
 * A text on one line, as `tidyName` keeps it; line breaks and tabs in it, accidents of a
 * spreadsheet, become a blank. Names stand in every mail: garbled ones are refused.
 */
export function readLine(text: string): string | Refusal {
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

/** A score: 0 to 100, with a decimal point or without. */
export function readScore(text: string): number | Refusal {
  if (!/^\d{1,3}(\.\d+)?$/.test(text)) return notAScore
  const score = Number(text)
  return score <= 100 ? score : notAScore
}

const notAScore: Refusal = {
  expected: 'a number from 0 to 100',
  cure: 'Write it like 62 or 62.5, or leave the cell empty where there is no score.',
}

/** A calendar day, written `2026-11-16`. */
export const readDay: ReadCell = remembered((text) => parseDay(text) ?? notADay)

const notADay: Refusal = {
  expected: 'a day that exists, as year-month-day',
  cure: 'Write it like 2026-11-16.',
}

/** The day on which notice was given, or `no` where it was withdrawn. */
export const readNotice: ReadCell = remembered((text) =>
  plain(text) === 'no' ? 'no' : (parseDay(text) ?? notANotice),
)

const notANotice: Refusal = {
  expected: 'the day on which notice was given, as year-month-day, or no',
  cure: 'Write it like 2026-11-16; no where it was withdrawn; or leave the cell empty where there is nothing to say.',
}

/** An ISO week, written `2026-W47` or as any day in it. */
export const readWeek: ReadCell = remembered((text) => {
  const day = parseDay(text)
  return parseWeek(text) ?? (day === null ? notAWeek : weekOf(day))
})

const notAWeek: Refusal = {
  expected: 'an ISO week that exists, or a day in it',
  cure: 'Write it like 2026-W47 or 2026-11-16.',
}

/** Whole days from 0 to 9999. */
export function readNoticeDays(text: string): number | Refusal {
  return /^\d{1,4}$/.test(text) ? Number(text) : notDays
}

const notDays: Refusal = {
  expected: 'a whole number of days from 0 to 9999',
  cure: 'Write it like 30.',
}

/** `read` with its answers kept: few texts, and the same ones over and over. */
function remembered<T>(read: (text: string) => T): (text: string) => T {
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
  return remembered((text) => {
    const answer = ['no', 'yes'].indexOf(plain(text))
    return answer === -1 ? { expected: 'yes or no', cure } : answer
  })
}

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
 * An amount of money in hundredths. A comma between thousands is understood where it can't be
 * anything else; `1,234` is refused, since half of the world reads it as 1.234.
 */
export function readAmount(text: string): number | Refusal {
  if (/^\d{1,3},\d{3}$/.test(text)) return ambiguous
  if (!/^(\d+|\d{1,3}(,\d{3})+)(\.\d{1,2})?$/.test(text)) return notAnAmount
  const [whole = '', fraction = ''] = text.replaceAll(',', '').split('.')
  return whole.length > 13 ? tooMuch : Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
}

const ambiguous: Refusal = {
  expected: 'an amount that can be read in one way only',
  cure: 'Write 1234 for one thousand two hundred and thirty-four, without the comma.',
}

const notAnAmount: Refusal = {
  expected: 'an amount of 0 or more, with two decimals at most',
  cure: 'Write it like 125000 or 125000.50, without a currency sign.',
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

/**
 * The name and the address in `Full Name <name@example.com>`. Without a name, the address stands
 * for it.
 */
export const readAccountManager = remembered((text: string): [string, string] | Refusal => {
  const reading = readMailbox(text)
  if (reading.kind === 'fault') return reading.fault
  const { name, address } = reading.mailbox
  return [name === '' ? address : name, address]
})
