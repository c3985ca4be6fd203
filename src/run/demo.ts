import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { createOutbox } from '../mail/outbox.js'
import {
  addDays,
  editionMonday,
  lastEndedWeek,
  parseDay,
  parseWeek,
  shiftWeek,
  type Week,
  weeksBetween,
} from '../report/week.js'
import { readEdition } from '../store/editions.js'
import { type ImportedKind, type ImportOutcome, importRecorded } from './import.js'
import { sendEdition } from './send-edition.js'
import type { Workspace } from './workspace.js'

/** The sample portfolio, beside `src` and `dist`. */
const samples = new URL('../../data/', import.meta.url)

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

/**
 * The settings of the demo: the people of the fictional Larkfield Facility Services, under a domain
 * that can never exist. The real environment wins over them.
 */
export const demoSettings = {
  EXECUTIVES:
    'Dana Whitfield <dana.whitfield@larkfield.example>, ' +
    'Luis Ferrer <luis.ferrer@larkfield.example> (region=West; tz=America/Los_Angeles)',
  ACCOUNT_MANAGERS:
    'Priya Raman <priya.raman@larkfield.example>, ' +
    'Owen Castellano <owen.castellano@larkfield.example>, ' +
    'Ines Kröger <ines.kroeger@larkfield.example>, ' +
    'Marcus Tebele <marcus.tebele@larkfield.example>',
  ADMINS: 'Noor Haddad <noor.haddad@larkfield.example>',
  MAIL_FROM: 'Monday Morning Report <report@larkfield.example>',
  COMPANY_NAME: 'Larkfield Facility Services',
  TIME_ZONE: 'America/New_York',
  EXCHANGE_RATES: 'CAD=0.72, EUR=1.08',
  OUTBOX_DIR: 'demo/outbox',
}

/** Where the demo keeps its portfolio: made anew each time. */
export const demoDatabase = 'demo/larkfield.sqlite'
export const demoEnv = 'demo/settings.env'
/** Where the edition before goes: it is there to be compared with, and nobody is mailed it. */
export const demoLastWeek = 'demo/last-week'

/** The same as an env file, so that every command can go on where the demo ends. */
export function demoEnvFile(databaseFile: string): string {
  const settings = { ...demoSettings, DATABASE_URL: databaseFile }
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'`)
  return `# Written by mmr demo: the settings of its fictional company.\n${lines.join('\n')}\n`
}

/**
 * A CSV file of the sample portfolio, moved by whole `weeks` (negative: back): every cell that is
 * a week or a day as a whole. Weekdays and all distances in time stay as they are; a date inside
 * a longer text is not touched.
 */
export function shiftedSample(text: string, weeks: number): string {
  return inText(parse(text).map((row) => row.map((cell) => shiftedCell(cell, weeks))))
}

/** The rows of a CSV file that are about weeks which `includes` takes, and its header. */
export function rowsOfWeeks(text: string, includes: (week: Week) => boolean): string {
  return inText(
    parse(text).filter((row) => {
      const week = row.flatMap((cell) => parseWeek(cell) ?? [])[0]
      return week === undefined || includes(week)
    }),
  )
}

/** The latest week that is a cell of its own in `text`; null where there is none. */
export function lastWeekIn(text: string): Week | null {
  const weeks = parse(text).flatMap((row) => row.flatMap((cell) => parseWeek(cell) ?? []))
  return weeks.sort().at(-1) ?? null
}

function shiftedCell(cell: string, weeks: number): string {
  const week = parseWeek(cell)
  if (week !== null) return shiftWeek(week, weeks)
  const day = parseDay(cell)
  return day === null ? cell : addDays(day, 7 * weeks)
}

function inText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(written).join(',')}\n`).join('')
}

/** Quoted only where CSV asks for it, so that a shift by no weeks gives the file back. */
function written(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
