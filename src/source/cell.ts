import { misreadPiece, tidyName } from '../characters.js'
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
