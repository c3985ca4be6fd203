import type { Cell, ReadCell } from './cell.js'
import type { Refusal } from './fault.js'

/** One column of a CSV file, and what becomes of it. */
export interface Column {
  /** Its name in the file's header. */
  readonly name: string
  /** The columns of the database that it fills. */
  readonly into: readonly string[]
  readonly isRequired: boolean
  /** What a cell with nothing in it says. */
  readonly empty: Cell | Refusal
  /** Reads a text that isn't empty. */
  readonly read: ReadCell
}

/** What a kind of CSV file looks like. */
export interface Layout {
  readonly columns: readonly Column[]
  /** Columns that say together what a required one says, in its place. */
  readonly instead?: { readonly of: string; readonly columns: readonly string[] }
  /** Of these, at least one must be there. */
  readonly anyOf: readonly string[]
  /** What a row says as a whole; null when nothing is wrong with it. */
  readonly refuse: (value: ReadValue) => RowRefusal | null
}

/** The value of a row in a column of the database; null where the file has no such column. */
export type ReadValue = (column: string) => Cell

export interface RowRefusal extends Refusal {
  readonly column: string | null
  readonly given: string
}

/** A column that must be there and have something in each row. */
export function required(name: string, read: ReadCell, into: readonly string[] = [name]): Column {
  return { name, into, isRequired: true, empty: missing, read }
}

const missing: Refusal = { expected: 'a value', cure: 'Fill in the cell.' }

/** A column that may be left out, as may its cells. */
export function optionalColumn(name: string, read: ReadCell, empty: Cell = null): Column {
  return { name, into: [name], isRequired: false, empty, read }
}
