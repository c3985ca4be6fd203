import { matchKey } from '../characters.js'
import {
  addFaults,
  type FaultList,
  type LeftOut,
  type LeftOutList,
  noteFault,
  noteLeftOut,
  UnreadableSource,
} from './fault.js'
import { isBlank, withoutFooter } from './footer.js'
import { findHeader, type Header, type HeaderManner, readHeader } from './header.js'
import type { Column, Layout } from './layout.js'
import type { ColumnManner } from './manner.js'
import type { ReadingOptions } from './options.js'
import { type Orders, readOrders } from './orders.js'
import { rowText, type TableRow } from './record.js'
import { filledColumns, isNothing, type RowPlan, type Rows, rowReader, setColumns } from './row.js'
import { foreignScale } from './scale.js'
import { daysIn, mannerOf, type SurveyManner } from './survey.js'
import type { Source, Table } from './table.js'
import { headerDoubts, nothingText, understoodTexts } from './understood.js'
import { unfoldWeeks } from './weeks-in-columns.js'

export interface RowsRequest {
  readonly source: Source
  readonly layout: Layout
  readonly options: ReadingOptions
  /** IANA: an instant with its own zone is dated by clocks here. */
  readonly timeZone: string
}

/** A table whose header makes sense, and what was found out about it. */
export interface OpenRows {
  /** The columns of the database that a row fills, after the line it began on. */
  readonly columns: readonly string[]
  /** The good rows, batch by batch, to be read once; what is wrong with others is noted. */
  readonly batches: AsyncIterable<Rows>
  /** Whole after the last batch, like all below. */
  readonly unknownColumns: readonly string[]
  /** What was taken all the same, and should be looked at. */
  readonly warnings: FaultList
  /** What was left out. */
  readonly skipped: LeftOutList
  /** How it was read, in sentences; without what goes without saying. */
  readonly understood: readonly string[]
  /** The columns, each with the header that stands for it. */
  readonly matched: readonly MatchedColumn[]
}

export interface MatchedColumn {
  readonly column: string
  /** The columns of the database that it fills; none where it does so with others. */
  readonly into: readonly string[]
  /** As it is written in the file; null for one that is set for each row. */
  readonly header: string | null
}

/**
 * Reads the header of a table and gets its rows ready. Where the header or the options are faulty,
 * the rows are read too, so that all faults are noted at once; the answer is null then.
 */
export async function openRows(request: RowsRequest, faults: FaultList): Promise<OpenRows | null> {
  const { source, layout, options } = request
  const file = source.name
  // Faults that keep rows from being read as a whole.
  const early: FaultList = { faults: [], count: 0 }
  const orders = readOrders(options, layout, early)
  const table = await opened(source, faults)
  if (table === null) return null
  const rows = filledRows(table, file, faults)
  const sample = await sampleOf(rows)
  if (sample.length === 0) {
    if (faults.count === 0) noteFault(faults, { ...emptyFile, file })
    return null
  }
  const manner = { options, form: table.form, timeZone: request.timeZone }
  const reading: Reading = { ...request, file, orders, manner, isWhole: true }
  const start = readStart(reading, sample, early)
  const isWhole = early.count === 0
  addFaults(faults, early)
  const rest = { first: sample.slice(start.place + 1), rows }
  const ready = readyRows({ ...reading, isWhole }, start, rest, faults)
  if (isWhole) return ready
  // Nothing is known of any column where the header names none.
  if (start.header.columns.some(Boolean)) for await (const _ of ready.batches);
  else await rows.return(undefined)
  return null
}

const noRows = {
  line: null,
  column: null,
  expected: 'rows below the header',
  given: '',
  cure: 'The file has none: see that the export was not filtered, if there should be some.',
}

const emptyFile = {
  line: 1,
  column: null,
  expected: 'a header and rows',
  given: '',
  cure: 'The file is empty: export it again.',
}

interface Reading extends RowsRequest {
  readonly file: string
  readonly orders: Orders
  readonly manner: SurveyManner
  /** Whether rows make sense as a whole: not where the header or what was said has faults. */
  readonly isWhole: boolean
}

async function opened(source: Source, faults: FaultList): Promise<Table | null> {
  try {
    return await source.open()
  } catch (error) {
    noteUnreadable(error, source.name, faults)
    return null
  }
}

function noteUnreadable(error: unknown, file: string, faults: FaultList): void {
  if (!(error instanceof UnreadableSource)) throw error
  noteFault(faults, { ...error.fault, file })
}

/** The rows, blank ones left out; ends, with the fault noted, where they can't be read. */
async function* filledRows(
  { rows }: Table,
  file: string,
  faults: FaultList,
): AsyncGenerator<TableRow[]> {
  try {
    for await (const batch of rows) {
      const filled = batch.some(isBlank) ? batch.filter((row) => !isBlank(row)) : batch
      if (filled.length > 0) yield filled
    }
  } catch (error) {
    noteUnreadable(error, file, faults)
  }
}

/** The first rows, by which the others are understood. */
async function sampleOf(rows: AsyncGenerator<TableRow[]>): Promise<TableRow[]> {
  const sample: TableRow[] = []
  let length = 0
  while (length < sampleLength) {
    const next = await rows.next()
    if (next.done) break
    for (const row of next.value) {
      sample.push(row)
      for (const cell of row.cells) length += cell.length
    }
  }
  return sample
}

/** In characters: thousands of rows, and far less than the megabyte by which its form is found. */
const sampleLength = 100_000

interface Start {
  /** Where the header stands among the first rows. */
  readonly place: number
  /** As the file has it. */
  readonly written: Header
  /** As rows are read by it: with weeks that stand side by side below each other. */
  readonly header: Header
  readonly above: readonly TableRow[]
  readonly unfold: ((rows: readonly TableRow[]) => TableRow[]) | null
}

function readStart(reading: Reading, sample: readonly TableRow[], faults: FaultList): Start {
  const { file, layout, orders, manner } = reading
  const headerManner: HeaderManner = { file, layout, orders, days: daysIn([], manner) }
  const place = findHeader(sample, headerManner)
  const row = sample[place] ?? { line: 1, cells: [] }
  const written = readHeader(row, headerManner, faults)
  const above = sample.slice(0, place)
  const { underWeeks, values } = orders
  if (underWeeks === null) return { place, written, header: written, above, unfold: null }
  const isSaid = (text: string) => values.get(underWeeks.name)?.has(matchKey(text)) === true
  const isEmpty = (text: string) => text === '' || (isNothing(text, underWeeks) && !isSaid(text))
  const { header, unfold } = unfoldWeeks(written, layout, underWeeks, isEmpty)
  return { place, written, header, above, unfold }
}

interface Rest {
  readonly first: readonly TableRow[]
  readonly rows: AsyncIterable<TableRow[]>
}

function readyRows(reading: Reading, start: Start, rest: Rest, faults: FaultList): OpenRows {
  const plan = planOf(reading, start, rest.first, faults)
  const { notes } = plan
  const unknownColumns: string[] = []
  const understood = understoodTexts(plan, { ...start, ...reading, first: rest.first })
  if (rest.first.length === 0) noteFault(notes.warnings, { ...noRows, file: plan.file })
  const batches = async function* (): AsyncGenerator<Rows> {
    const unnamed = unnamedColumns(start.written)
    yield* readBatches(plan, start, watched(chained(rest), unnamed.look))
    noteWhole(plan, faults)
    unknownColumns.push(...unknownOf(start.written, unnamed.filled))
    if (notes.nothings > 0) understood.push(nothingText(notes.nothings))
  }
  return {
    columns: filledColumns(plan),
    batches: batches(),
    unknownColumns,
    warnings: notes.warnings,
    skipped: notes.skipped,
    understood,
    matched: matchedColumns(plan),
  }
}

function planOf(
  reading: Reading,
  start: Start,
  first: readonly TableRow[],
  faults: FaultList,
): RowPlan {
  const { file, layout, orders, options } = reading
  const skipped: LeftOutList = { rows: [], count: 0, rowCount: 0 }
  for (const row of start.above) noteLeftOut(skipped, noData(row, 'above the header'))
  return {
    file,
    layout,
    header: start.header,
    orders,
    manners: survey(reading, start, first),
    options,
    isWhole: reading.isWhole,
    notes: { faults, warnings: { faults: [], count: 0 }, skipped, nothings: 0 },
  }
}

async function* readBatches(
  plan: RowPlan,
  { written, unfold }: Start,
  batches: AsyncIterable<TableRow[]>,
): AsyncGenerator<Rows> {
  const { layout, notes } = plan
  const read = rowReader(plan)
  const leaveOut = (row: TableRow) => noteLeftOut(notes.skipped, noData(row, 'below the rows'))
  for await (const batch of withoutFooter(batches, { header: written, layout }, leaveOut)) {
    const rows: Rows = []
    for (const row of unfold === null ? batch : unfold(batch)) read(row, rows)
    yield rows
  }
}

async function* watched(
  batches: AsyncIterable<TableRow[]>,
  look: (batch: TableRow[]) => void,
): AsyncGenerator<TableRow[]> {
  for await (const batch of batches) {
    look(batch)
    yield batch
  }
}

async function* chained({ first, rows }: Rest): AsyncGenerator<TableRow[]> {
  yield [...first]
  yield* rows
}

function noData(row: TableRow, reason: string): LeftOut {
  return { line: row.line, given: rowText(row), reason, isRow: false }
}

function survey(
  { orders, layout, manner }: Reading,
  { header, unfold }: Start,
  first: readonly TableRow[],
): Map<Column, ColumnManner> {
  const rows = unfold === null ? first : unfold(first)
  const columns = [...header.columns.entries()].flatMap(([at, column]) =>
    column === null ? [] : { column, texts: textsBelow(at, column, rows) },
  )
  const set = setColumns(layout, orders).map((column) => ({
    column,
    texts: [orders.set.get(column.name) ?? ''],
  }))
  return new Map(
    [...columns, ...set].map(({ column, texts }) => {
      const scale = orders.scales.get(column.name) ?? null
      return [column, mannerOf({ column, texts, scale }, manner)]
    }),
  )
}

/** Different texts of a column, where it takes more than one of them to read any. */
function textsBelow(at: number, { kind }: Column, rows: readonly TableRow[]): string[] {
  if (kind === 'id' || kind === 'text' || kind === 'other') return []
  const texts = new Set<string>()
  for (const { cells } of rows) texts.add(cells[at]?.trim() ?? '')
  return [...texts]
}

/** Columns without a header, which count only where something is in them. */
function unnamedColumns({ texts, unknown }: Header) {
  const open = new Set(unknown.filter((at) => texts[at] === ''))
  const filled = new Set<number>()
  const look = (rows: readonly TableRow[]) => {
    for (const at of open) {
      if (!rows.some(({ cells }) => (cells[at]?.trim() ?? '') !== '')) continue
      open.delete(at)
      filled.add(at)
    }
  }
  return { look, filled }
}

function unknownOf({ texts, unknown }: Header, filled: ReadonlySet<number>): string[] {
  return unknown.flatMap((at) => {
    const text = texts[at] ?? ''
    if (text !== '') return [text]
    return filled.has(at) ? [`(column ${at + 1}, no header)`] : []
  })
}

/** What only all rows together show. */
function noteWhole(plan: RowPlan, faults: FaultList): void {
  const { file, manners, notes } = plan
  for (const doubt of headerDoubts(plan)) noteFault(notes.warnings, { file, line: null, ...doubt })
  for (const [column, { scale, tally }] of manners) {
    const at = { file, line: null, column: column.name }
    const foreign =
      column.kind === 'score' && scale === null ? foreignScale(column.name, tally) : null
    if (foreign !== null) noteFault(faults, { ...at, ...foreign })
    const remark = column.remark?.(tally) ?? null
    if (remark !== null) noteFault(notes.warnings, { ...at, ...remark })
  }
}

function matchedColumns({ header, layout, orders }: RowPlan): MatchedColumn[] {
  const file = [...header.columns.entries()].flatMap(([at, column]) =>
    column === null
      ? []
      : { column: column.name, into: column.into, header: header.texts[at] ?? '' },
  )
  const set = setColumns(layout, orders).map(({ name, into }) => ({
    column: name,
    into,
    header: null,
  }))
  return [...file, ...set]
}
