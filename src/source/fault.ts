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
