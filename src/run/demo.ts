import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Config } from '../config/config.js'
import { createOutbox } from '../mail/outbox.js'
import type { EditionFacts } from '../report/facts.js'
import type { ExchangeRates } from '../report/money.js'
import {
  addDays,
  type Day,
  editionMonday,
  lastEndedWeek,
  parseDay,
  parseWeek,
  shiftWeek,
  type Week,
  weeksBetween,
} from '../report/week.js'
import { plainReading } from '../source/options.js'
import { fileSource } from '../source/table.js'
import type { Delivery } from '../store/deliveries.js'
import { readEdition } from '../store/editions.js'
import { type ImportedKind, importRecorded } from './import.js'
import type { ImportOutcome } from './import-file.js'
import { askedAccounts, linkIssuer, linksFor } from './links.js'
import { sendEdition } from './send-edition.js'
import { scheduleOf } from './timetable.js'
import type { Workspace } from './workspace.js'

/** The sample portfolio, beside `src` and `dist`. */
const samples = new URL('../../data/', import.meta.url)

/** From when the account files beside `accounts.csv` hold, which is in their names. */
const earlierAccounts: readonly Day[] = ['2025-09-22', '2026-10-05']

/** The sample portfolio as if its last week had just ended: CSV, by what it is. */
interface Sample {
  readonly week: Week
  readonly accounts: string
  /** As the accounts stood before: the report before is made of these. */
  readonly earlier: readonly { readonly asOf: Day; readonly text: string }[]
  readonly snapshots: string
  /** What was found to be otherwise, after it had been reported. */
  readonly corrections: string
  /** What an import refuses. */
  readonly faulty: string
}

/**
 * Lives through the sample portfolio's last two weeks, and gives back the one that has just ended:
 * nothing but its edition is left to make. The edition before goes into the folder `lastWeek`,
 * never to a mail server; what it said is corrected afterwards, an import is refused, and on Friday
 * comes the list of accounts as it is now.
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
  const { accounts, earlier, corrections, faulty } = sample
  const snapshots = rowsOfWeeks(sample.snapshots, (week) => week <= before)
  for (const { asOf, text } of earlier) {
    const name = `accounts-${asOf}.csv`
    requireDone(await take(at(-1), { kind: 'accounts', name, text, asOf }))
  }
  requireDone(await take(at(-1), { kind: 'snapshots', name: 'snapshots.csv', text: snapshots }))
  const transport = createOutbox(outbox)
  const config = { ...work.config, exchangeRates: ratesBefore(work.config.exchangeRates) }
  await sendEdition({ ...at(0), config }, { week: before, transport, only: null })
  const corrected = { kind: 'snapshots', name: 'corrections.csv', text: corrections } as const
  requireDone(await take(at(26), corrected))
  await take(at(50), { kind: 'snapshots', name: 'from-the-west.csv', text: faulty })
  const asOf = addDays(editionMonday(before), 4)
  requireDone(await take(at(98), { kind: 'accounts', name: 'accounts.csv', text: accounts, asOf }))
}

/** An address of the demo's pages, and whose it is. */
export interface DemoPage {
  readonly name: string
  readonly address: string
  readonly url: string
}

/** Where account managers answer, each by the link in the mail that they have got. */
export async function demoPages(
  work: Workspace,
  { facts, deliveries }: { readonly facts: EditionFacts; readonly deliveries: readonly Delivery[] },
): Promise<DemoPage[]> {
  const issuer = linkIssuer(work)
  if (issuer === null) return []
  const { db, now, config } = work
  const asked = { week: shiftWeek(facts.week, 1), accounts: askedAccounts(facts) }
  const linking = { ...issuer, db, now, timetable: scheduleOf(config) }
  const links = await linksFor(linking, deliveries, asked)
  return deliveries.flatMap(({ deliveryId, name, address }) => {
    const url = links.get(deliveryId)?.listUrl ?? null
    return url === null ? [] : [{ name, address, url }]
  })
}

/** A week before, every other currency was worth a hundredth less in the reporting currency. */
function ratesBefore(rates: ExchangeRates): ExchangeRates {
  return new Map([...rates].map(([currency, rate]) => [currency, (rate * 99n) / 100n]))
}

async function readSample(week: Week): Promise<Sample> {
  const read = (name: string) => readFile(new URL(`${name}.csv`, samples), 'utf8')
  const snapshots = await read('snapshots')
  const last = lastWeekIn(snapshots)
  if (last === null) throw new Error('the sample portfolio has no weeks')
  const weeks = weeksBetween(last, week)
  const shifted = async (name: string) => shiftedSample(await read(name), weeks)
  return {
    week,
    accounts: await shifted('accounts'),
    earlier: await Promise.all(
      earlierAccounts.map(async (day) => ({
        asOf: addDays(day, 7 * weeks),
        text: await shifted(`accounts-${day}`),
      })),
    ),
    snapshots: shiftedSample(snapshots, weeks),
    corrections: await shifted('corrections'),
    faulty: await shifted('faulty'),
  }
}

interface SampleFile {
  readonly kind: ImportedKind
  readonly name: string
  readonly text: string
  /** Of accounts: the day from which they hold, where it is not the usual one. */
  readonly asOf?: Day
}

async function take(work: Workspace, sample: SampleFile): Promise<ImportOutcome> {
  const { kind, name, text, asOf } = sample
  const directory = await mkdtemp(join(tmpdir(), 'mmr-demo-'))
  try {
    const file = join(directory, name)
    await writeFile(file, text)
    const order = { source: fileSource({ file, sheet: null }), options: plainReading }
    if (kind === 'snapshots') return await importRecorded(work, { kind, ...order })
    return await importRecorded(work, { kind, ...order, ...(asOf === undefined ? {} : { asOf }) })
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
export function demoEnvFile({ databaseFile, web: { url, port } }: Config): string {
  const pages = url === null ? {} : { WEB_URL: url, WEB_PORT: `${port}` }
  const settings = { ...demoSettings, DATABASE_URL: databaseFile, ...pages }
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
