import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drivers } from '../../src/report/snapshot.js'
import { snapshotTarget } from '../../src/store/snapshots.js'
import { type Contender, compare } from './alternation.js'
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
    ...(await importOf(empty, { columns: exported, rows: 1_000_000, rounds: 2 })),
    ...(await importOf(empty, { columns: all, rows: 100_000, rounds: 5 })),
    ...(await importOf(empty, { columns: all, rows: 1_000_000, rounds: 2 })),
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
  const what = `${rows.toLocaleString('en')} snapshots of ${columns.length} columns`
  const ours = onCopy(empty, (file) => importFile(file, csv))
  const against = async (name: string, theirs: Contender, atLeast: number | null) =>
    shell === null
      ? leftOut(what, 'no sqlite3 here')
      : compared(what, name, { ...(await compare(rounds, { ours, theirs })), atLeast })
  const same = onCopy(empty, (file) => runShell(file, scriptForSame(columns, csv)))
  // Beside the copy: the shell makes a database of its own.
  const bare = onCopy(empty, (file) => runShell(`${file}.shell`, scriptForBare(table, csv)))
  const speed = [
    await against('.import into the same table', same, 0.6),
    await against('.import into a bare table', bare, null),
  ]
  const program = fileURLToPath(new URL('import-program.js', import.meta.url))
  const peak = await withCopy(empty, (file) =>
    peakMemory({ directory: '.', arguments: [program, file, csv] }),
  )
  await rm(csv)
  return [...speed, alone('peak memory of it', inMemory(peak))]
}

/**
 * How the shell fills the table itself, with its types, nulls, checks and foreign keys: what `.import`
 * reads is text, so it goes into a temporary table first.
 */
function scriptForSame(columns: readonly string[], csv: string): string {
  const cells = columns.map((column) => `nullif(${column}, '')`)
  return `
    ${lasting}
    pragma foreign_keys = on;
    create temporary table read (${columns.map((column) => `${column} text`).join(', ')});
    .import --csv --skip 1 --schema temp "${csv}" read
    insert into snapshots (${columns.join(', ')}, version, recorded_at, recorded_by)
    select ${cells.join(', ')}, 1, '2026-11-23T05:00:00.000Z', 'import snapshots.csv'
    from read
    order by week, account_id;
  `.replaceAll(/^ +/gm, '')
}

/** As safe as ours against loss of power. */
const lasting = 'pragma journal_mode = wal;\npragma synchronous = full;'

/** What the shell does when nobody asks for more: text as it stands, in one transaction. */
function scriptForBare({ name, definition }: Table, csv: string): string {
  return `
    ${lasting}
    ${definition}
    .import --csv --skip 1 "${csv}" ${name}
  `.replaceAll(/^ +/gm, '')
}
