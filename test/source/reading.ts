import { writeFileSync } from 'node:fs'
import { snapshotAccounts } from '../../src/source/accounts.js'
import type { Cell } from '../../src/source/cell.js'
import { describeLeftOut, describeRowFault, type FaultList } from '../../src/source/fault.js'
import type { Layout } from '../../src/source/layout.js'
import { plainReading, type ReadingOptions } from '../../src/source/options.js'
import { type OpenRows, openRows } from '../../src/source/rows.js'
import { snapshotsLayout } from '../../src/source/snapshots.js'
import { fileSource } from '../../src/source/table.js'
import { scratchFile } from '../store/scratch.js'

export interface Reading {
  readonly rows: readonly Readonly<Record<string, Cell>>[]
  readonly unknownColumns: readonly string[]
  readonly faultCount: number
  /** As a person reads them, without the directory. */
  readonly faults: readonly string[]
  readonly warnings: readonly string[]
  readonly skipped: readonly string[]
  readonly understood: readonly string[]
}

interface Options extends Partial<ReadingOptions> {
  readonly layout?: Layout
  readonly timeZone?: string
  /** Where it is written; a directory of its own unless told. */
  readonly file?: string
}

/** The layout of snapshots on a Tuesday, 24 November 2026. */
export function snapshotColumns(accounts: Parameters<typeof snapshotAccounts>[0] = []): Layout {
  return snapshotsLayout({
    ...snapshotAccounts(accounts),
    today: '2026-11-24',
    thisWeek: '2026-W48',
  })
}

/** What a file with this content says. */
export async function readCsv(
  content: string | Uint8Array,
  { layout = snapshotColumns(), timeZone = 'UTC', file: at, ...said }: Options = {},
): Promise<Reading> {
  const file = at ?? scratchFile('rows.csv', content)
  if (at !== undefined) writeFileSync(at, content)
  const source = fileSource({ file, sheet: null })
  const inWords = (list: FaultList | undefined) =>
    (list?.faults ?? []).map((fault) => describeRowFault(fault).replace(file, 'rows.csv'))
  const faults: FaultList = { faults: [], count: 0 }
  const options = { ...plainReading, ...said }
  const open = await openRows({ source, layout, options, timeZone }, faults)
  const rows = open === null ? [] : await rowsOf(open)
  return {
    rows,
    unknownColumns: open?.unknownColumns ?? [],
    faultCount: faults.count,
    faults: inWords(faults),
    warnings: inWords(open?.warnings),
    skipped: open?.skipped.rows.map(describeLeftOut) ?? [],
    understood: open?.understood ?? [],
  }
}

async function rowsOf({ columns, batches }: OpenRows): Promise<Record<string, Cell>[]> {
  const names = ['line', ...columns]
  const rows: Record<string, Cell>[] = []
  for await (const batch of batches) {
    for (let at = 0; at < batch.length; at += names.length) {
      const cells = batch.slice(at, at + names.length)
      rows.push(Object.fromEntries(cells.map((cell, index) => [names[index], cell])))
    }
  }
  return rows
}
