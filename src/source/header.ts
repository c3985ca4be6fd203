import { matchKey } from '../characters.js'
import { type FaultList, noteFault, type SourceFault } from './fault.js'
import type { Column, Layout } from './layout.js'
import type { CsvRecord } from './record.js'

/** Which column of the layout each cell of a row belongs to; null for one that isn't known. */
export interface Header {
  readonly columns: readonly (Column | null)[]
  /** The headers that aren't known, as they are written. */
  readonly unknown: readonly string[]
}

export interface HeaderReading {
  readonly file: string
  readonly record: CsvRecord
  readonly layout: Layout
  readonly mapping: Mapping
}

/** Reads the header; null, with the faults noted, where rows can't be read by it. */
export function readHeader(reading: HeaderReading, faults: FaultList): Header | null {
  const before = faults.count
  const columns = columnsOf(reading)
  for (const fault of [
    ...unmapped(reading),
    ...repeated(reading, columns),
    ...doubled(reading, columns),
    ...missing(reading, columns),
  ]) {
    noteFault(faults, { file: reading.file, line: reading.record.line, ...fault })
  }
  const unknown = reading.record.cells.flatMap((cell, index) => {
    return columns[index] === null ? [cell.trim() || `(column ${index + 1}, no header)`] : []
  })
  return faults.count === before ? { columns, unknown } : null
}

type HeaderFault = Omit<SourceFault, 'file' | 'line'>

function columnsOf({ record, layout, mapping }: HeaderReading): (Column | null)[] {
  const known = new Map(layout.columns.map((column) => [headerKey(column.name), column]))
  return record.cells.map((cell) => {
    const key = headerKey(cell)
    return known.get(headerKey(mapping.get(key)?.column ?? key)) ?? null
  })
}

function unmapped({ record, mapping }: HeaderReading): HeaderFault[] {
  const there = new Set(record.cells.map(headerKey))
  return [...mapping].flatMap(([key, { header, column }]) => {
    if (there.has(key)) return []
    const found = record.cells.map((cell) => cell.trim()).join(', ')
    return {
      column,
      expected: `the header "${header}" that --map names`,
      given: found,
      cure: 'Check how the header is written in the file.',
    }
  })
}

function repeated({ record }: HeaderReading, columns: readonly (Column | null)[]): HeaderFault[] {
  return columns.flatMap((column, index) => {
    const first = columns.indexOf(column)
    if (column === null || first === index) return []
    return {
      column: column.name,
      expected: 'one header for this column',
      given: `${record.cells[first]?.trim()}, ${record.cells[index]?.trim()}`,
      cure: 'Rename or remove one of the two, or take one --map away.',
    }
  })
}

/** What is said by one column, and by those that may stand in its place. */
function doubled({ layout }: HeaderReading, columns: readonly (Column | null)[]): HeaderFault[] {
  const there = new Set(columns.map((column) => column?.name))
  const { of = '', columns: others = [] } = layout.instead ?? {}
  const both = others.filter((name) => there.has(name))
  if (!there.has(of) || both.length === 0) return []
  const expected = `either ${of}, or ${others.join(' and ')}`
  const cure = `Leave ${of} out, or say what it is: --map "${of}=${others[0]}".`
  return [{ column: of, expected, given: [of, ...both].join(', '), cure }]
}

function missing(reading: HeaderReading, columns: readonly (Column | null)[]): HeaderFault[] {
  const { record, layout } = reading
  const there = new Set(columns.map((column) => column?.name))
  const given = record.cells.map((cell) => cell.trim()).join(', ')
  const separator = separatorOf(record)
  if (separator !== null) return [{ column: null, given, ...separatedBy(separator) }]
  const faults = absentColumns(layout, there).map(({ name, cure }) => {
    return { column: null, expected: `a column "${name}"`, given, cure }
  })
  if (layout.anyOf.length === 0 || layout.anyOf.some((name) => there.has(name))) return faults
  const expected = `at least one column of ${layout.anyOf.join(', ')}`
  return [...faults, { column: null, expected, given, cure }]
}

/** Those that must be there and aren't. Of columns that stand for one, all must be, or none. */
function absentColumns(
  { columns, instead }: Layout,
  there: ReadonlySet<string | undefined>,
): { name: string; cure: string }[] {
  const { of = '', columns: others = [] } = instead ?? {}
  const isInstead = others.some((name) => there.has(name))
  return columns.flatMap(({ name, isRequired }) => {
    const isNeeded = others.includes(name)
      ? isInstead && !there.has(of)
      : isRequired && !(name === of && isInstead)
    if (!isNeeded || there.has(name)) return []
    return {
      name,
      cure: name === of ? `${cure} Or use ${others.join(' and ')} in its place.` : cure,
    }
  })
}

const cure = 'Add the column, or say which header stands for it: --map "Header in the file=column".'

/** What stands between the cells of a header that has no commas at all; null where it has some. */
function separatorOf({ cells }: CsvRecord): string | null {
  return cells.length === 1 ? (/[;\t]/.exec(cells.join())?.[0] ?? null) : null
}

/** Said once: of each column that can't be found for it, the one thing to do would drown. */
function separatedBy(separator: string): { readonly expected: string; readonly cure: string } {
  const name = separator === ';' ? 'semicolons' : 'tabs'
  const cure = `The file has ${name} between its cells: save it with commas.`
  return { expected: 'cells with commas between them', cure }
}

/** Headers are compared without case, blanks, underscores and what can't be seen. */
function headerKey(text: string): string {
  return matchKey(text).replace(/[\s_]+/g, '')
}

/** Columns by the header that stands for them in a file, compared as headers are. */
type Mapping = ReadonlyMap<string, { readonly header: string; readonly column: string }>

/** Reads pairs such as `Account Name=name`; faults are noted, and their pairs left out. */
export function readMapping(pairs: readonly string[], layout: Layout, faults: FaultList): Mapping {
  const mapping = new Map<string, { header: string; column: string }>()
  for (const pair of pairs) {
    const at = pair.lastIndexOf('=')
    const header = pair.slice(0, Math.max(0, at)).trim()
    const wanted = headerKey(pair.slice(at + 1))
    const column = layout.columns.find(({ name }) => headerKey(name) === wanted)
    if (header === '' || column === undefined || mapping.has(headerKey(header))) {
      noteFault(faults, misplaced(pair, layout))
    } else {
      mapping.set(headerKey(header), { header, column: column.name })
    }
  }
  return mapping
}

function misplaced(pair: string, layout: Layout) {
  const names = layout.columns.map(({ name }) => name).join(', ')
  return {
    file: '--map',
    line: null,
    column: null,
    expected: 'a header of the file, "=" and a column, each header once',
    given: pair,
    cure: `Write it like --map "Account Name=name". Columns are ${names}.`,
  }
}
