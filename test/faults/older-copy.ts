import { copyFileSync, existsSync, rmSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { readConfig } from '../../src/config/config.js'
import { releaseLedger } from '../../src/run/ledger-mark.js'
import { openDatabase } from '../../src/store/database.js'
import { DatabaseFault } from '../../src/store/database-fault.js'
import { readHold } from '../../src/store/installation.js'
import type { Place } from '../fixture/smtp-fault.js'
import type { Taken } from '../fixture/smtp-fault-session.js'
import { mondayMorning } from '../fixture/workspace.js'
import { faulty, type Mission } from './mission.js'
import { openPostOffice } from './post-office.js'
import { type Programs, start } from './program.js'

/** What is put in the place of what, once the program was killed in the middle of its run. */
export const replacements = [
  /** A backup over the file; the write-ahead log of the killed program stays beside it. */
  'backup',
  /** The same, its log removed. */
  'backup, no log',
  /** The log alone removed: the file is as SQLite last brought it up to date. */
  'no log',
  /** All files of the database copied one by one, and so put back. */
  'copied files',
  /** An older log beside the file. */
  'older log',
  /** An older mark beside the file, which is the latest. */
  'mark',
  /** A backup, and a mark that is older than the kill, too, but younger than the backup. */
  'backup and mark',
  /** All files that begin with the database's name removed, its mark among them, and a backup. */
  'backup, nothing else',
] as const

export type Replacement = (typeof replacements)[number]

export interface OlderCopy {
  readonly replacement: Replacement
  readonly verb: Mission['verb']
  readonly readers: number
  /** At which message the copy is made, the younger mark is, and the program is killed. */
  readonly copyAt: number
  readonly markAt: number
  readonly killAt: number
  /** What the server is doing with that message then, and whether it keeps it. */
  readonly place: Place
  readonly takes: boolean
}

export interface Noticed {
  /** How the next program found it. */
  readonly found: 'on hold' | 'damaged' | 'in order'
  /** Copies that had left when the program was killed, and in the end. */
  readonly before: number
  readonly copies: number
  /** Second copies that the ledger doesn't tell of. */
  readonly unmarked: number
  /** Whom the ledger calls submitted and who got nothing. */
  readonly untaken: number
}

const minute = 60_000

/**
 * Kills a program in the middle of its run, replaces its files, lets a person release what is on
 * hold, and lets another program come to the end.
 */
export async function replaceAndGoOn(
  programs: Programs,
  database: string,
  campaign: OlderCopy,
): Promise<Noticed> {
  const { verb, readers, replacement, killAt, copyAt, markAt, place, takes } = campaign
  const copies = `${database}.kept`
  let messages = 0
  let kill = () => {}
  const office = await openPostOffice(() => {
    messages += 1
    if (messages === copyAt) keep(database, copies)
    if (messages === markAt) copyFileSync(`${database}.mark`, `${copies}.younger-mark`)
    return messages === killAt
      ? { place, takes, fault: { kind: 'silence' }, meanwhile: kill }
      : null
  })
  const settings = settingsFor(readers, office.url)
  const run = async (startsAt: number) => {
    const running = start(programs, {
      ...{ verb, database, settings, startsAt, week: '2026-W46', kind: 'report', kill: null },
      ...{ tick: (verb === 'send' ? 25 : 5) * minute, patience: 10_000 },
      ...{ waits: false, breaksOff: false },
    })
    kill = () => running.process.kill('SIGKILL')
    return await running.ended
  }
  try {
    if (copyAt === 0) keep(database, copies)
    const first = await run(mondayMorning - minute / 2)
    if (first.code !== null) throw new Error(`not killed: ${first.code} ${first.out}${first.err}`)
    const before = office.taken.length
    replace(replacement, database, copies)
    const later = mondayMorning + 120 * minute
    const second = await run(later)
    const found = await findingOf(database, second)
    if (found === 'on hold') {
      await lift(database, settings, later)
      const last = await run(later + 1)
      if (last.code !== 0) throw new Error(`ended with ${last.code}: ${last.out}${last.err}`)
    }
    const counts = found === 'damaged' ? { unmarked: 0, untaken: 0 } : count(database, office.taken)
    return { found, before, copies: office.taken.length, ...counts }
  } finally {
    await office.close()
  }
}

/** What a person has kept at some time: a backup, and copies of the files as they lie there. */
function keep(database: string, copies: string): void {
  const db = new Sqlite(database)
  try {
    db.prepare('vacuum into ?').run(`${copies}.backup`)
  } finally {
    db.close()
  }
  for (const suffix of ['', '-wal', '.mark']) {
    if (existsSync(`${database}${suffix}`)) {
      copyFileSync(`${database}${suffix}`, `${copies}${suffix}`)
    }
  }
}

function replace(replacement: Replacement, database: string, copies: string): void {
  const remove = (suffix: string) => rmSync(`${database}${suffix}`, { force: true })
  const put = (kept: string, suffix: string) => {
    remove(suffix)
    if (existsSync(`${copies}${kept}`)) copyFileSync(`${copies}${kept}`, `${database}${suffix}`)
  }
  const removeLog = () => ['-wal', '-shm'].forEach(remove)
  if (replacement === 'backup') copyFileSync(`${copies}.backup`, database)
  if (replacement === 'older log') {
    remove('-shm')
    put('-wal', '-wal')
  }
  if (replacement === 'mark') put('.mark', '.mark')
  if (replacement === 'no log') removeLog()
  if (replacement === 'copied files') {
    removeLog()
    put('', '')
    put('-wal', '-wal')
  }
  if (replacement === 'backup, nothing else') remove('.mark')
  if (replacement === 'backup and mark') put('.younger-mark', '.mark')
  if (['backup, no log', 'backup, nothing else', 'backup and mark'].includes(replacement)) {
    removeLog()
    put('.backup', '')
  }
}

async function findingOf(
  database: string,
  { code, out, err }: { readonly code: number | null; readonly out: string; readonly err: string },
): Promise<Noticed['found']> {
  if (code === 0) return 'in order'
  if (code !== faulty) throw new Error(`ended with ${code}: ${out}${err}`)
  try {
    const db = await openDatabase(database, { check: true })
    const hold = await readHold(db).finally(() => db.destroy())
    if (hold === null) throw new Error(`neither on hold nor well: ${out}${err}`)
    return 'on hold'
  } catch (error) {
    if (error instanceof DatabaseFault && error.kind === 'corrupt') return 'damaged'
    throw error
  }
}

async function lift(database: string, settings: Mission['settings'], now: number): Promise<void> {
  const reading = readConfig({ file: settings, process: {} })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  const db = await openDatabase(database)
  const work = { config: reading.config, db, now: () => now, chance: () => 0.5, owner: 'a person' }
  await releaseLedger(work, { again: false }).finally(() => db.destroy())
}

/** Executives, an account manager and an admin: everybody gets one message. */
function settingsFor(readers: number, url: string): Mission['settings'] {
  const executives = Array.from({ length: readers - 2 }, (_, nth) => `reader-${nth}@example.com`)
  return {
    EXECUTIVES: executives.join(', '),
    ACCOUNT_MANAGERS: 'jon@example.com',
    ADMINS: 'root@example.com',
    MAIL_FROM: 'Monday Report <report@example.com>',
    SMTP_URL: url,
    SMTP_CONNECTIONS: '3',
  }
}

interface Row {
  readonly recipient: string
  readonly state: string
  /** Attempts after which the server has, or may have, a copy. */
  readonly admitted: number
}

/** Each copy beyond the first is held against the attempts that the ledger admits to. */
function count(database: string, taken: readonly Taken[]): Pick<Noticed, 'unmarked' | 'untaken'> {
  const db = new Sqlite(database, { readonly: true })
  const rows = db
    .prepare<[], Row>(`
      select d.recipient, d.state, count(a.attempt) as admitted
      from deliveries d
      left join attempts a
        on a.delivery_id = d.delivery_id and a.outcome in ('submitted', 'uncertain')
      group by d.delivery_id`)
    .all()
  db.close()
  const copiesOf = (recipient: string) => taken.filter(({ to }) => to.join() === recipient).length
  const unmarked = rows.map(({ recipient, admitted }) =>
    Math.max(0, copiesOf(recipient) - Math.max(1, admitted)),
  )
  const untaken = rows.filter(
    ({ recipient, state }) => state === 'submitted' && copiesOf(recipient) === 0,
  )
  return { unmarked: unmarked.reduce((sum, one) => sum + one, 0), untaken: untaken.length }
}
