import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { importSnapshots } from '../../src/run/import.js'
import { openDatabase } from '../../src/store/database.js'
import { compare } from './alternation.js'
import { alone, compared, type Finding, inMemory, leftOut } from './finding.js'
import { generateDatabase } from './generated-database.js'
import { peakMemory } from './node-program.js'
import { writeSnapshots } from './snapshot-file.js'
import { runShell, shell } from './sqlite-shell.js'

const accounts = 10_000

/** Imports of snapshots, validation included, against `.import` of the same file by the shell. */
export async function importing(directory: string): Promise<Finding[]> {
  const empty = join(directory, 'empty.sqlite')
  await generateDatabase(empty, { accounts, managers: 500, weeks: 0 })
  const table = tableOf(empty)
  const findings: Finding[] = []
  for (const { rows, rounds } of [
    { rows: 100_000, rounds: 5 },
    { rows: 1_000_000, rounds: 3 },
  ]) {
    const csv = join(directory, `snapshots-${rows}.csv`)
    await writeSnapshots(csv, { columns: table.columns, accounts, rows })
    const what = `import of ${rows.toLocaleString('en')} snapshots`
    findings.push(
      shell === null
        ? leftOut(what, 'no sqlite3 shell here')
        : compared(what, `.import of sqlite3 ${shell.version}`, {
            ...(await compare(rounds, {
              ours: () => importOnce(empty, csv),
              theirs: () => importByShell(empty, csv, table.script),
            })),
            atLeast: 0.6,
          }),
      await memory(empty, csv),
    )
    await rm(csv)
  }
  return findings
}
