import type { Cell, ReadCell } from './cell.js'
import type { Refusal } from './fault.js'
import type { ColumnManner, Tally } from './manner.js'

/** One column of a table, and what becomes of it. */
export interface Column {
  /** Its name in the header. */
  readonly name: string
  /** The columns of the database that it fills; none where only `Layout.derived` reads it. */
  readonly into: readonly string[]
  /** Other headers that can mean nothing else. */
  readonly aliases?: readonly string[]
  readonly isRequired: boolean
  /** What a cell with nothing in it says. */
  readonly empty: Cell | Refusal
  /** What its texts are, where one of them can be read only in the light of the others. */
  readonly kind: 'id' | 'amount' | 'score' | 'day' | 'text' | 'other'
  /** Gives what reads its texts that aren't empty. */
  readonly reader: (manner: ColumnManner) => ReadCell
  /** What is to be done where it isn't there, besides adding it. */
  readonly ifMissing?: string
  /** What words in `--set` stand for, by themselves: `last` for a week. */
  readonly named?: ReadonlyMap<string, string>
  /** What should be looked at once all of it was read; null for nothing. */
  readonly remark?: (tally: Tally) => RowRefusal | null
}

/** What a kind of file looks like. */
export interface Layout {
  readonly columns: readonly Column[]
  /** What several columns say only together. */
  readonly derived?: Derived
  /** Of these, at least one must be there. */
  readonly anyOf: readonly string[]
  /** What a row says as a whole; null when nothing is wrong with it. */
  readonly refuse: (value: ReadValue, text: ReadText) => RowRefusal | null
  /** Whether the first column's text is that of a row, and not of a total below the rows. */
  readonly isKnownId: (text: string) => boolean
}

export interface Derived {
  /** The columns that it is read from; of the file, at least one must be there. */
  readonly from: readonly string[]
  /** The columns of the database that it fills. */
  readonly into: readonly string[]
  readonly read: (text: ReadText) => readonly Cell[] | RowRefusal
}

/** The value of a row in a column of the database; null where the file has no such column. */
export type ReadValue = (column: string) => Cell

/** The text of a row in a column of the layout; empty where the file has no such column. */
export type ReadText = (column: string) => string

export interface RowRefusal extends Refusal {
  readonly column: string | null
  readonly given: string
  /** Whether the row may be left out, and listed, where it says itself that there is nothing. */
  readonly isNothing?: boolean
}

/** A column that must be there and have something in each row. */
export function required(name: string, read: ReadCell, into: readonly string[] = [name]): Column {
  return { name, into, isRequired: true, empty: missing, kind: 'other', reader: () => read }
}

export const missing: Refusal = { expected: 'a value', cure: 'Fill in the cell.' }

/** A column that may be left out, as may its cells. */
export function optionalColumn(name: string, read: ReadCell, empty: Cell = null): Column {
  return { name, into: [name], isRequired: false, empty, kind: 'other', reader: () => read }
}
