/**
 * What is wrong with a file, and where. Safe to print: nothing in it that a terminal would act
 * upon.
 */
export interface SourceFault {
  readonly file: string
  /**
   * The line of the file on which the row begins, from 1; null when the file as a whole is meant.
   */
  readonly line: number | null
  /** The column as docs/settings.md names it; null when the row as a whole is meant. */
  readonly column: string | null
  readonly expected: string
  /** What was there, shortened; empty when nothing was. */
  readonly given: string
  /** What to do about it: one or more whole sentences. */
  readonly cure: string
}

/** What a rule says of a text that it refuses. */
export interface Refusal {
  readonly expected: string
  readonly cure: string
}

/** The first faults of a file, and how many there are in all. */
export interface FaultList {
  readonly faults: SourceFault[]
  count: number
}

/** How many faults are kept with their words: a person reads no more, and memory stays flat. */
export const mostFaults = 50

/** Adds a fault to those of its file; what it quotes is shortened and made visible. */
export function noteFault(list: FaultList, fault: SourceFault): void {
  list.count++
  if (list.faults.length < mostFaults) list.faults.push({ ...fault, given: shown(fault.given) })
}

/** Adds faults that were found elsewhere. */
export function addFaults(list: FaultList, { faults, count }: FaultList): void {
  list.count += count
  list.faults.push(...faults.slice(0, Math.max(0, mostFaults - list.faults.length)))
}

/** A row or a line of a file that nothing was taken from. */
export interface LeftOut {
  readonly line: number
  /** What stands there, shortened. */
  readonly given: string
  /** Why, as the rest of a sentence: `below the rows`. */
  readonly reason: string
  /** Whether it said something of an account; a title and a total don't. */
  readonly isRow: boolean
}

/** The first ones of a file, and how many there are in all. */
export interface LeftOutList {
  readonly rows: LeftOut[]
  count: number
  /** How many of them said something of an account. */
  rowCount: number
}

/** Adds one to those of its file; what it quotes is shortened and made visible. */
export function noteLeftOut(list: LeftOutList, row: LeftOut): void {
  list.count++
  if (row.isRow) list.rowCount++
  if (list.rows.length < mostFaults) list.rows.push({ ...row, given: shown(row.given) })
}

/** What was left out as one line of text: `line 4 ("Total, 62.5"): below the rows`. */
export function describeLeftOut({ line, given, reason }: LeftOut): string {
  return visible(`line ${line} ("${given}"): ${reason}`)
}

/** The fault as one line of text. */
export function describeRowFault(fault: SourceFault): string {
  const { file, line, column, expected, given, cure } = fault
  const place = [file, line && `line ${line}`, column && `column ${column}`].filter(Boolean)
  const found = given === '' ? 'nothing' : `"${given}"`
  // Files have names, and headers and ids are quoted, that may hold anything.
  return visible(`${place.join(', ')}: expected ${expected}, found ${found}. ${cure}`)
}

const longest = 80

function shown(text: string): string {
  const start = [...text.slice(0, 2 * longest)]
  return visible(start.length > longest ? `${start.slice(0, longest).join('')}…` : start.join(''))
}

/** Control and invisible characters are spelled out, so that nobody has to guess what is wrong. */
function visible(text: string): string {
  return text.replaceAll('\n', '\\n').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`
  })
}

/** Ends the reading of a file that makes no sense from some line on. */
export class UnreadableSource extends Error {
  override readonly name = 'UnreadableSource'
  readonly fault: Omit<SourceFault, 'file'>

  constructor(fault: Omit<SourceFault, 'file'>, options?: ErrorOptions) {
    super(fault.expected, options)
    this.fault = fault
  }
}
