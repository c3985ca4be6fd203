import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drivers } from '../../src/report/snapshot.js'
import { snapshotTarget } from '../../src/store/snapshots.js'
import { compare } from './alternation.js'
import { bareTable, type Table } from './bare-table.js'
import { onCopy, withCopy } from './copied-database.js'
import { alone, compared, type Finding, inMemory, leftOut } from './finding.js'
import { generateDatabase } from './generated-database.js'
import { importFile } from './import-file.js'
import { peakMemory } from './node-program.js'
import { writeSnapshots } from './snapshot-file.js'
import { runShell, shell } from './sqlite-shell.js'

const accounts = 10_000

/** Imports of snapshots, validation included, against `.import` of the same file by the shell. */
export async function importing(directory: string): Promise<Finding[]> {
  const empty = join(directory, 'empty.sqlite')
  await generateDatabase(empty, { accounts, managers: 500, weeks: 0 })
  return [
    ...(await importOf(empty, { columns: exported, rows: 100_000, rounds: 5 })),
    ...(await importOf(empty, { columns: exported, rows: 1_000_000, rounds: 3 })),
    ...(await importOf(empty, { columns: all, rows: 100_000, rounds: 5 })),
    ...(await importOf(empty, { columns: all, rows: 1_000_000, rounds: 3 })),
  ]
}

/** What comes out of another system: the scores, and a note. */
const exported = ['account_id', 'week', ...drivers, 'note']
/** Everything that a snapshot can say; most of it is empty, as it is in real files. */
const all = Object.keys(snapshotTarget.columns)

interface File {
  readonly columns: readonly string[]
  readonly rows: number
}

async function importOf(
  empty: string,
  { columns, rows, rounds }: File & { readonly rounds: number },
): Promise<Finding[]> {
  const csv = `${empty}.csv`
  const table = bareTable(empty, 'snapshots', columns)
  await writeSnapshots(csv, { columns, accounts, rows })
  const script = importScript(table, csv)
  const ours = onCopy(empty, (file) => importFile(file, csv))
  // Beside the copy: the shell makes a database of its own.
  const theirs = onCopy(empty, (file) => runShell(`${file}.shell`, script))
  const what = `${rows.toLocaleString('en')} snapshots of ${columns.length} columns`
  const speed =
    shell === null
      ? leftOut(what, 'no sqlite3 here')
      : compared(what, `.import of sqlite3 ${shell.version}`, {
          ...(await compare(rounds, { ours, theirs })),
          atLeast: 0.6,
        })
  const program = fileURLToPath(new URL('import-program.js', import.meta.url))
  const peak = await withCopy(empty, (file) =>
    peakMemory({ directory: '.', arguments: [program, file, csv] }),
  )
  await rm(csv)
  return [speed, alone('peak memory of it', inMemory(peak))]
}

/** As safe as ours against loss of power, and in one transaction, too. */
function importScript({ name, definition }: Table, csv: string): string {
  return `
    pragma journal_mode = wal;
    pragma synchronous = full;
    ${definition}
    .import --csv --skip 1 "${csv}" ${name}
  `.replaceAll(/^ +/gm, '')
}
