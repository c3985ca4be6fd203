import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import Sqlite from 'better-sqlite3'
import { compare } from './alternation.js'
import { sendEverything } from './edition.js'
import { alone, compared, type Finding, inMemory, inTime } from './finding.js'
import { accountId, generateDatabase, lastWeek } from './generated-database.js'
import { generateYears, type Years } from './generated-years.js'
import { startSink } from './mail-sink.js'
import { openWorkspace } from './workspace.js'

/** A hundred people, as in the years of charts: each mail of 47 KB and ten pictures of 2 KB, two for all. */
const size = {
  accounts: 1000,
  managers: 100,
  recipients: 100,
  body: 47_000,
  picture: 2000,
  shared: 2,
  own: 8,
}
const fiveYears = 260

const rounds = 7

/** What five years do to an installation: to its commands, its size, and what becomes of that. */
export async function years(directory: string): Promise<Finding[]> {
  await writeFile(join(directory, '.env'), `ADMINS=Root <root@example.com>\n`)
  const young = join(directory, 'young.sqlite')
  await generateYears(young, { ...size, weeks: 14, editions: 2, inline: false })
  const old = join(directory, 'old.sqlite')
  const long: Years = { ...size, weeks: fiveYears, editions: fiveYears, inline: true }
  await generateYears(old, long)
  const before = await sizeOf(old)
  const unpruned = await commands(directory, { old, young }, 'unpruned')
  const dry = await timed(() => run(directory, old, ['prune', '--dry-run']))
  const pruning = await timed(() => run(directory, old, ['prune']))
  const after = await sizeOf(old)
  return [
    await week(directory),
    alone('five years of 100 mails a week, as before', inMemory(before)),
    alone('asking what would go', inTime(dry)),
    alone('letting go of what is out of time, and writing it anew once', inTime(pruning)),
    {
      ...alone('the same after that', inMemory(after)),
      ratio: before / after,
    },
    ...unpruned,
    ...(await commands(directory, { old, young }, 'pruned')),
  ]
}

/** What a week's edition takes in the database, and what its mails are in all. */
async function week(directory: string): Promise<Finding> {
  const sink = await startSink()
  const file = join(directory, 'week.sqlite')
  await generateDatabase(file, { accounts: 1000, managers: 90, weeks: 14 })
  const executives = Array.from({ length: 9 }, (_, nth) => `Boss ${nth} <boss.${nth}@example.com>`)
  const work = await openWorkspace(file, {
    SMTP_URL: sink.url,
    EXECUTIVES: executives.join(', '),
    ADMINS: 'Root <root@example.com>',
  })
  await sendEverything(work)
  await work.db.destroy()
  await sink.close()
  const connection = new Sqlite(file, { readonly: true })
  const { kept, whole } = connection
    .prepare<[], { kept: number; whole: number }>(
      `select (select sum(length(bytes)) from messages) + total(length(png)) as kept,
              (select sum(length(bytes)) from messages) + (
                select sum(78 * ((length(p.png) + 56) / 57)) from message_pictures
                join pictures p using (picture_id)) as whole
       from pictures`,
    )
    .get() ?? { kept: 0, whole: 0 }
  connection.close()
  return {
    ...alone('an edition to 100, as it is kept', inMegabytes(kept)),
    against: 'each mail with its pictures',
    theirs: inMegabytes(whole),
    ratio: whole / kept,
  }
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toPrecision(3)} MB`
}

interface Installations {
  readonly old: string
  readonly young: string
}

const told = [
  ['deliveries'],
  ['deliveries', '--week', lastWeek],
  ['explain', accountId(7), '--week', lastWeek],
  ['explain', '--recipient', 'manager.7@example.com', '--week', lastWeek],
  ['plan'],
  ['status'],
]

/** How long a command takes on an old installation, against one of the second week. */
async function commands(
  directory: string,
  { old, young }: Installations,
  state: 'pruned' | 'unpruned',
): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const words of state === 'pruned' ? [...told, ['check']] : told) {
    const result = await compare(rounds, {
      ours: () => run(directory, old, words),
      theirs: () => run(directory, young, words),
    })
    const what = `mmr ${words.join(' ')}, five years, ${state}`
    const finding = compared(what, 'in the second week', { ...result, atLeast: null })
    const goal = { words: 'within 20 %', isMet: result.ratio >= 1 / 1.2 }
    findings.push({ ...finding, goal: words[0] === 'check' ? null : goal })
  }
  return findings
}

/**
 * Runs a command to its end, whatever it finds to tell; what counts is the processor's time for it,
 * since what else the machine does meanwhile is many times as much.
 */
async function run(directory: string, file: string, words: readonly string[]): Promise<Timed> {
  const all = ['--import', tellingTime, resolve('dist/main.js'), ...words, '--database', file]
  const child = spawn(process.execPath, all, {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const [, , errors, extra] = child.stdio
  const ended = once(child, 'close')
  const [complaint, told] = await Promise.all([text(errors as Readable), text(extra as Readable)])
  const [code] = await ended
  // One that finds faults ends with 1, and has said so.
  if (code !== 0 && code !== 1) throw new Error(`mmr ${words.join(' ')} failed: ${complaint}`)
  return { overriddenDuration: Number(told) / 1000 }
}

interface Timed {
  /** In milliseconds. */
  readonly overriddenDuration: number
}

/** Writes the processor's time in microseconds to a pipe of its own when the program ends. */
const tellingTime = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs'
  process.on('exit', () => {
    const { user, system } = process.cpuUsage()
    writeSync(3, String(user + system))
  })
`)}`

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file)).size
}
