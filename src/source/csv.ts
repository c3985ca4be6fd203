import { type FaultList, noteFault, UnreadableSource } from './fault.js'
import { readHeader } from './header.js'
import type { Layout } from './layout.js'
import { readMapping } from './mapping.js'
import { type CsvRecord, readRecords } from './record.js'
import { filledColumns, isBlank, type RowPlan, type Rows, rowReader } from './row.js'
import { readText } from './text.js'

export interface CsvRequest {
  readonly file: string
  readonly layout: Layout
  /** Pairs such as `Account Name=name`: which header stands for which column. */
  readonly mapping: readonly string[]
}

/** A CSV file whose header makes sense. */
export interface CsvRows {
  /** The columns of the database that a row fills, after the line it began on. */
  readonly columns: readonly string[]
  readonly unknownColumns: readonly string[]
  /** The good rows, batch by batch, to be read once; what is wrong with others is noted. */
  readonly batches: AsyncIterable<Rows>
}

/**
 * Reads the header of a file and gets its rows ready; null, with the faults noted, where it can't.
 */
export async function openCsv(request: CsvRequest, faults: FaultList): Promise<CsvRows | null> {
  const { file, layout } = request
  const mapping = readMapping(request.mapping, layout, faults)
  const records = filledRecords(file, faults)
  const first = await records.next()
  const [record, ...rest] = first.done ? [] : first.value
  if (record === undefined) {
    if (faults.count === 0) noteFault(faults, { ...emptyFile, file })
    return null
  }
  const header = readHeader({ file, record, layout, mapping }, faults)
  if (header === null || faults.count > 0) {
    await records.return(undefined)
    return null
  }
  const batches = batchesOf({ file, layout, header }, chained(rest, records), faults)
  return { columns: filledColumns(header), unknownColumns: header.unknown, batches }
}

const emptyFile = {
  line: 1,
  column: null,
  expected: 'a header and rows',
  given: '',
  cure: 'The file is empty: export it again.',
}

async function* batchesOf(
  plan: RowPlan,
  records: AsyncIterable<CsvRecord[]>,
  faults: FaultList,
): AsyncGenerator<Rows> {
  const read = rowReader(plan, faults)
  for await (const batch of records) {
    const rows: Rows = []
    for (const record of batch) read(record, rows)
    yield rows
  }
}

/**
 * The records of a file, blank ones left out; ends, with the fault noted, where it can't be read.
 */
async function* filledRecords(file: string, faults: FaultList): AsyncGenerator<CsvRecord[]> {
  try {
    for await (const batch of readRecords(readText(file))) {
      const filled = batch.filter((record) => !isBlank(record))
      if (filled.length > 0) yield filled
    }
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error
    noteFault(faults, { ...error.fault, file })
  }
}

async function* chained<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* rest
}
