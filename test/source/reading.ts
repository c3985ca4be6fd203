import { accountIdReader } from '../../src/source/accounts.js'
import type { Cell } from '../../src/source/cell.js'
import { openCsv } from '../../src/source/csv.js'
import { describeRowFault, type FaultList } from '../../src/source/fault.js'
import type { Layout } from '../../src/source/layout.js'
import { snapshotsLayout } from '../../src/source/snapshots.js'
import { scratchFile } from '../store/scratch.js'

export interface Reading {
  readonly rows: readonly Readonly<Record<string, Cell>>[]
  readonly unknownColumns: readonly string[]
  readonly faultCount: number
  /** As a person reads them, without the directory. */
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
}

interface Options {
  readonly layout?: Layout
  readonly mapping?: readonly string[]
}

/** What a file with this content says. */
export async function readCsv(
  content: string | Uint8Array,
  options: Options = {},
): Promise<Reading> {
  const { layout = snapshotsLayout(accountIdReader([])), mapping = [] } = options
  const file = scratchFile('rows.csv', content)
  const inWords = (list: FaultList) =>
    list.faults.map((fault) => describeRowFault(fault).replace(file, 'rows.csv'))
  const faults: FaultList = { faults: [], count: 0 }
  const rows: Record<string, Cell>[] = []
  const csv = await openCsv({ file, layout, mapping }, faults)
  const columns = ['line', ...(csv?.columns ?? [])]
  for await (const batch of csv?.batches ?? []) {
    for (let at = 0; at < batch.length; at += columns.length) {
      const cells = batch.slice(at, at + columns.length)
      rows.push(Object.fromEntries(cells.map((cell, index) => [columns[index], cell])))
    }
  }
  return {
    rows,
    unknownColumns: csv?.unknownColumns ?? [],
    faultCount: faults.count,
    faults: inWords(faults),
    warnings: csv === null ? [] : inWords(csv.warnings),
  }
}
