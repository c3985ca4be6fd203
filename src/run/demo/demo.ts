import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createOutbox } from '../../mail/outbox.js'
import {
  editionMonday,
  lastEndedWeek,
  shiftWeek,
  type Week,
  weeksBetween,
} from '../../report/week.js'
import { readEdition } from '../../store/editions.js'
import type { ImportOutcome } from '../import/import-file.js'
import { type ImportedKind, importRecorded } from '../import/recorded-import.js'
import { sendEdition } from '../send-edition.js'
import type { Workspace } from '../workspace.js'
import { lastWeekIn, rowsOfWeeks, shiftedSample } from './sample.js'

/** The sample portfolio, beside `src` and `dist`. */
const samples = new URL('../../../data/', import.meta.url)

/** The sample portfolio as if its last week had just ended: CSV, by what it is. */
interface Sample {
  readonly week: Week
  readonly accounts: string
  readonly snapshots: string
  /** What was found to be otherwise, after it had been reported. */
  readonly corrections: string
  /** What an import refuses. */
  readonly faulty: string
}

/**
 * Lives through the sample portfolio's last two weeks, and gives back the one that has just ended:
 * nothing but its edition is left to make. The edition before goes into the folder `lastWeek`,
 * never to a mail server; what it said is corrected afterwards, and an import is refused.
 */
export async function importSample(work: Workspace, lastWeek: string): Promise<Week> {
  const sample = await readSample(lastEndedWeek(work.now(), work.config.timeZone))
  const { week } = sample
  const before = shiftWeek(week, -1)
  if ((await readEdition(work.db, 'report', before)) === null) {
    await liveThrough(work, { sample, before, outbox: lastWeek })
  }
  const reported = rowsOfWeeks(sample.snapshots, (one) => one === week)
  const justNow = { ...work, now: () => work.now() - 1 }
  requireDone(await take(justNow, { kind: 'snapshots', name: 'snapshots.csv', text: reported }))
  return week
}

async function liveThrough(
  work: Workspace,
  { sample, before, outbox }: { sample: Sample; before: Week; outbox: string },
): Promise<void> {
  const monday = Date.parse(`${editionMonday(before)}T12:00:00Z`)
  const at = (hours: number) => ({ ...work, now: () => monday + hours * 3_600_000 })
  const { accounts, corrections, faulty } = sample
  const snapshots = rowsOfWeeks(sample.snapshots, (week) => week <= before)
  requireDone(await take(at(-1), { kind: 'accounts', name: 'accounts.csv', text: accounts }))
  requireDone(await take(at(-1), { kind: 'snapshots', name: 'snapshots.csv', text: snapshots }))
  const transport = createOutbox(outbox)
  await sendEdition(at(0), { week: before, transport, only: null })
  const corrected = { kind: 'snapshots', name: 'corrections.csv', text: corrections } as const
  requireDone(await take(at(26), corrected))
  await take(at(50), { kind: 'snapshots', name: 'from-the-west.csv', text: faulty })
}

async function readSample(week: Week): Promise<Sample> {
  const [accounts, snapshots, corrections, faulty] = await Promise.all(
    ['accounts', 'snapshots', 'corrections', 'faulty'].map((name) =>
      readFile(new URL(`${name}.csv`, samples), 'utf8'),
    ),
  )
  const last = lastWeekIn(snapshots ?? '')
  if (last === null) throw new Error('the sample portfolio has no weeks')
  const shifted = (text = '') => shiftedSample(text, weeksBetween(last, week))
  return {
    week,
    accounts: shifted(accounts),
    snapshots: shifted(snapshots),
    corrections: shifted(corrections),
    faulty: shifted(faulty),
  }
}

interface SampleFile {
  readonly kind: ImportedKind
  readonly name: string
  readonly text: string
}

async function take(work: Workspace, { kind, name, text }: SampleFile): Promise<ImportOutcome> {
  const directory = await mkdtemp(join(tmpdir(), 'mmr-demo-'))
  try {
    const file = join(directory, name)
    await writeFile(file, text)
    return await importRecorded(work, { kind, file, mapping: [] })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function requireDone(outcome: ImportOutcome): void {
  if (outcome.kind === 'imported') return
  throw new Error(`the sample portfolio was refused: ${JSON.stringify(outcome.faults[0])}`)
}
