import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { weeksEnding } from '../../src/report/week.js'
import { accountId, lastWeek } from './generated-database.js'

/**
 * Writes a snapshots.csv of so many rows, week by week as exports have it, with these columns of
 * the table in this order, so that the sqlite3 shell can read the file as well.
 */
export async function writeSnapshots(
  file: string,
  { columns, accounts, rows }: { columns: readonly string[]; accounts: number; rows: number },
): Promise<void> {
  const weeks = weeksEnding(lastWeek, Math.ceil(rows / accounts))
  const lines = function* () {
    yield `${columns.map((column) => (column === 'stated_health' ? 'health' : column)).join(',')}\n`
    for (let row = 0; row < rows; row++) {
      const week = weeks[Math.floor(row / accounts)] ?? lastWeek
      const cells = cellsOf(row, { week, account: accountId(row % accounts) })
      yield `${columns.map((column) => cells[column] ?? '').join(',')}\n`
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(file))
}

function cellsOf(row: number, of: { week: string; account: string }): Record<string, string> {
  const dice = (row * 7919) % 1_000_003
  const filled: Record<string, string> = {
    week: of.week,
    account_id: of.account,
    relationship: String(40 + (dice % 50)),
    innovation: String(45 + (dice % 47)),
    service: (35 + (dice % 61) + 0.5).toFixed(1),
    commercial: String(50 + (dice % 41)),
  }
  if (dice % 3 === 0) filled.pulse = 'green'
  if (dice % 4 === 0) filled.contacts = 'procurement;executives'
  if (dice % 5 === 0) filled.note = '"Two cleans were missed on the second floor, again"'
  if (dice % 53 === 0) {
    filled.action = 'Walk the site with the new director'
    filled.action_due_on = '2026-11-27'
  }
  return filled
}
