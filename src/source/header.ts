import { type Week, weekOf } from '../report/week.js'
import { type DayManner, orderOf, readDayText, readWeekText } from './date.js'
import { type FaultList, noteFault, type SourceFault } from './fault.js'
import type { Column, Layout } from './layout.js'
import { headerKey, type Orders } from './orders.js'
import type { TableRow } from './record.js'

/** Which column of the layout each cell of a row belongs to. */
export interface Header {
  /** The line it stands on, from 1. */
  readonly line: number
  /** How it is written, cell by cell. */
  readonly texts: readonly string[]
  /** Null for one that isn't known, or that nothing is read from. */
  readonly columns: readonly (Column | null)[]
  /** The weeks that headers are, where weeks stand in columns; null for one that isn't. */
  readonly weeks: readonly (Week | null)[]
  /** The columns that it has and that are set for each row all the same. */
  readonly overruled: readonly string[]
  /** The places of headers that aren't known. */
  readonly unknown: readonly number[]
}

/** What a header is read by. */
export interface HeaderManner {
  readonly file: string
  readonly layout: Layout
  readonly orders: Orders
  readonly days: DayManner
}

/** More lines than any export writes above its header. */
const mostAbove = 30

/**
 * The place of the header among the first rows: the first row that names the column which tells
 * rows apart; else the one of the first rows that names most columns; else the first.
 */
export function findHeader(rows: readonly TableRow[], manner: HeaderManner): number {
  const counts = rows.slice(0, mostAbove).map((row) => {
    const columns = columnsOf(row, manner)
    const [id] = manner.layout.columns
    return columns.includes(id ?? null) ? Number.POSITIVE_INFINITY : columns.filter(Boolean).length
  })
  return Math.max(0, counts.indexOf(Math.max(...counts)))
}

/** Reads the header, and notes all that keeps rows from being read by it. */
export function readHeader(row: TableRow, manner: HeaderManner, faults: FaultList): Header {
  const found = columnsOf(row, manner)
  const weeks = manner.orders.underWeeks === null ? [] : weeksOf(row, found, manner.days)
  const reading: Reading = { ...manner, row, found, weeks }
  for (const fault of [
    ...unmapped(reading),
    ...repeated(reading),
    ...withoutWeeks(reading),
    ...missing(reading),
  ]) {
    noteFault(faults, { file: manner.file, line: row.line, ...fault })
  }
  // What is said for each row counts, whatever the file has there.
  const isSet = (column: Column) => manner.orders.set.has(column.name)
  const columns = found.map((column) => (column !== null && isSet(column) ? null : column))
  const overruled = found.flatMap((column) => (column !== null && isSet(column) ? column.name : []))
  const unknown = [...found.keys()].filter((at) => found[at] === null && weeks[at] == null)
  const texts = row.cells.map((cell) => cell.trim())
  return {
    line: row.line,
    texts,
    columns,
    weeks: row.cells.map((_, at) => weeks[at] ?? null),
    overruled,
    unknown,
  }
}

interface Reading extends HeaderManner {
  readonly row: TableRow
  readonly found: readonly (Column | null)[]
  readonly weeks: readonly (Week | null)[]
}

type HeaderFault = Omit<SourceFault, 'file' | 'line'>

function columnsOf({ cells }: TableRow, { layout, orders }: HeaderManner): (Column | null)[] {
  const known = new Map(
    layout.columns.flatMap((column) =>
      [column.name, ...(column.aliases ?? [])].map((name) => [headerKey(name), column] as const),
    ),
  )
  const mapped = new Set([...orders.mapping.values()].map(({ column }) => column))
  return cells.map((cell) => {
    const key = headerKey(cell)
    const order = orders.mapping.get(key)
    const column = known.get(headerKey(order?.column ?? key)) ?? null
    // What a person says of another header goes before a header's own name.
    return order === undefined && column !== null && mapped.has(column.name) ? null : column
  })
}

function weeksOf(
  { cells }: TableRow,
  found: readonly (Column | null)[],
  manner: DayManner,
): (Week | null)[] {
  const order = manner.order ?? cells.map((cell) => orderOf(cell.trim())).find(Boolean) ?? null
  return cells.map((cell, at) => {
    const text = cell.trim()
    if (found[at] !== null || text === '') return null
    const day = readDayText(text, { ...manner, order })
    return readWeekText(text) ?? (day.kind === 'day' ? weekOf(day.day) : null)
  })
}

function unmapped({ row, orders }: Reading): HeaderFault[] {
  const there = new Set(row.cells.map(headerKey))
  return [...orders.mapping].flatMap(([key, { header, column }]) => {
    if (there.has(key)) return []
    return {
      column,
      expected: `the header "${header}" that --map names`,
      given: written(row),
      cure: 'Check how the header is written in the file.',
    }
  })
}

function written({ cells }: TableRow): string {
  return cells.map((cell) => cell.trim()).join(', ')
}

function repeated({ row, found, weeks }: Reading): HeaderFault[] {
  const columns = found.flatMap((column, index) => {
    const first = found.indexOf(column)
    if (column === null || first === index) return []
    return {
      column: column.name,
      expected: 'one header for this column',
      given: `${row.cells[first]?.trim()}, ${row.cells[index]?.trim()}`,
      cure: 'Rename or remove one of the two, or take one --map away.',
    }
  })
  const twice = weeks.flatMap((week, index) => {
    const first = weeks.indexOf(week)
    if (week === null || first === index) return []
    return {
      column: 'week',
      expected: `one column for ${week}`,
      given: `${row.cells[first]?.trim()}, ${row.cells[index]?.trim()}`,
      cure: 'Remove one of the two.',
    }
  })
  return [...columns, ...twice]
}

function withoutWeeks({ row, orders, found, weeks }: Reading): HeaderFault[] {
  if (orders.underWeeks === null) return []
  const cure =
    'Write them like 2026-W47 or 2026-11-16, or say the order of days and months: --dates mdy or --dates dmy.'
  const unread = row.cells.filter((cell, at) => {
    return found[at] === null && weeks[at] == null && looksLikeAWeek(cell.trim())
  })
  if (unread.length > 0) {
    const expected = 'headers that can be read as weeks, for --weeks-in-columns'
    return [{ column: 'week', expected, given: unread.join(', '), cure }]
  }
  if (weeks.some((week) => week !== null)) return []
  const expected = 'headers that are weeks, for --weeks-in-columns'
  return [{ column: null, expected, given: written(row), cure }]
}

/** A week or a day, whether or not it can be read in one way. */
function looksLikeAWeek(text: string): boolean {
  return (
    /^(?:week|kw|cw|w)\b.*\d|^(?:kw|cw|w)\d/i.test(text) ||
    /^\d{1,4}[./-]\d{1,2}(?:[./-]|$)/.test(text)
  )
}

function missing({ row, layout, orders, found }: Reading): HeaderFault[] {
  const there = new Set([...found.map((column) => column?.name), ...orders.set.keys()])
  if (orders.underWeeks !== null) there.add('week').add(orders.underWeeks.name)
  const given = written(row)
  const absent = layout.columns.flatMap(({ name, isRequired, ifMissing }) => {
    if (!isRequired || there.has(name)) return []
    return { column: null, expected: `a column "${name}"`, given, cure: cureOf(ifMissing) }
  })
  const groups = [layout.anyOf, layout.derived?.from ?? []].flatMap((names) => {
    if (names.length === 0 || names.some((name) => there.has(name))) return []
    const expected = `at least one column of ${names.join(', ')}`
    return { column: null, expected, given, cure: cureOf(undefined) }
  })
  return [...absent, ...groups]
}

function cureOf(more: string | undefined): string {
  const cure =
    'Add the column, or say which header stands for it: --map "Header in the file=column".'
  return more === undefined ? cure : `${cure} ${more}`
}
