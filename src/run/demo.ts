import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastEndedWeek, type Week, weeksBetween } from '../report/week.js'
import { importAccounts, importSnapshots } from './import.js'
import type { ImportOutcome } from './import-file.js'
import { lastWeekIn, shiftedSample } from './sample.js'
import { stored, type Workspace } from './workspace.js'

/** The sample portfolio, beside `src` and `dist`. */
const samples = new URL('../../data/', import.meta.url)

/** Imports the sample portfolio as if its last week had just ended, and gives that week back. */
export async function importSample(work: Workspace): Promise<Week> {
  const week = lastEndedWeek(work.now(), work.config.timeZone)
  const accounts = await readFile(new URL('accounts.csv', samples), 'utf8')
  const snapshots = await readFile(new URL('snapshots.csv', samples), 'utf8')
  const last = lastWeekIn(snapshots)
  if (last === null) throw new Error('the sample portfolio has no weeks')
  const shift = weeksBetween(last, week)
  const directory = await mkdtemp(join(tmpdir(), 'mmr-demo-'))
  try {
    const accountsFile = join(directory, 'accounts.csv')
    const snapshotsFile = join(directory, 'snapshots.csv')
    await writeFile(accountsFile, shiftedSample(accounts, shift))
    await writeFile(snapshotsFile, shiftedSample(snapshots, shift))
    await importBoth(work, accountsFile, snapshotsFile)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
  return week
}

async function importBoth(work: Workspace, accounts: string, snapshots: string): Promise<void> {
  const { currency, exchangeRates: rates } = work.config
  const common = { mapping: [], recordedAt: stored(work.now() - 1) }
  requireDone(await importAccounts(work.db, { ...common, file: accounts, currency, rates }))
  requireDone(await importSnapshots(work.db, { ...common, file: snapshots }))
}

function requireDone(outcome: ImportOutcome): void {
  if (outcome.kind === 'imported') return
  throw new Error(`the sample portfolio was refused: ${JSON.stringify(outcome.faults[0])}`)
}
