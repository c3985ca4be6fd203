import type { PulledKind } from './pull-time.js'
import { utcTime, type Week } from './week.js'

/**
 * What is known of an installation at an instant: what should have happened by then, and what has.
 * Instants are milliseconds since the epoch.
 */
export interface InstallationFacts {
  readonly now: number
  /** When a worker was first started; null where none ever was. */
  readonly installedAt: number | null
  /** The last sign of a worker; null where there is none. */
  readonly worker: WorkerSign | null
  readonly hold: { readonly since: number; readonly reason: string } | null
  readonly report: ReportFacts
  /** The prompt that is due and isn't made; null for none. */
  readonly missingPrompt: { readonly week: Week; readonly dueAt: number } | null
  /** Mail that waits because the server refuses us, or may; null for none. */
  readonly refusal: RefusalFacts | null
  /** Mail that is due and could leave; null for none. */
  readonly waiting: { readonly deliveries: number; readonly since: number } | null
  /** When last a message was composed, tried or settled; null for never. */
  readonly movedAt: number | null
  /** Since the last report was due, editions with mail that needs a person or is far too late. */
  readonly editions: readonly TroubledEdition[]
  /** Since when the mailbox of bounces can't be read, and why; null where it can. */
  readonly mailbox: { readonly since: number; readonly reason: string } | null
  /** What the settings name to be pulled and can't be, since when, and why. */
  readonly failingPulls: readonly FailingPull[]
  /** Null where the system doesn't tell. In bytes. */
  readonly disk: { readonly free: number; readonly edition: number } | null
}

export interface WorkerSign {
  readonly at: number
  /** `failing` where its last work ended in a fault, such as a database that it can't write to. */
  readonly state: 'running' | 'on-hold' | 'paused' | 'failing'
  readonly reason: string | null
}

/** The report that was due last. */
export interface ReportFacts {
  readonly week: Week
  readonly dueAt: number
  readonly made: boolean
  readonly skipped: boolean
  readonly held: boolean
  /** Its deliveries of all kinds. */
  readonly planned: number
  /** With no server yet. */
  readonly open: number
  /** Of these, because the server refuses us, or may. */
  readonly refused: number
  readonly failed: number
  /** The server may have them: nobody knows. */
  readonly uncertain: number
  /** Prompts and letters of the weeks since whose messages could not be composed. */
  readonly uncomposed: number
}

export interface RefusalFacts {
  readonly deliveries: number
  readonly since: number
  readonly reason: string | null
}

export interface FailingPull {
  readonly of: PulledKind
  readonly since: number
  readonly reason: string
}

/** An edition with mail that somebody should look at. */
export interface TroubledEdition {
  readonly what: 'report' | 'prompt' | 'letters'
  readonly week: Week
  readonly failed: number
  readonly uncertain: number
  /** Still open, so long after it was due that somebody should look: see `patienceMs`. */
  readonly overdue: number
}

/** One thing that is wrong, as a sentence for people, and what to do about it. */
export interface Alarm {
  readonly kind: AlarmKind
  readonly what: string
  readonly cure: string
}

export type AlarmKind =
  | 'database'
  | 'worker'
  | 'hold'
  | 'refused'
  | 'report'
  | 'prompt'
  | 'waiting'
  | 'failed'
  | 'uncertain'
  | 'overdue'
  | 'mailbox'
  | 'pull'
  | 'disk'

const minute = 60_000
const megabyte = 1_000_000

/** A monitor that asks once a minute knows within five: a worker may take one of its own to act. */
export const alarmAfterMs = 4 * minute

/** How long a mail may be tried before somebody should look. */
export const patienceMs = 120 * minute

/** However small editions are, the database needs room to work in. */
const leastFree = 100 * megabyte
const editionsFree = 3

/**
 * Everything that is wrong, what stops most first; nothing where all is well. It depends on nothing
 * but the facts.
 */
export function alarmsOf(facts: InstallationFacts): Alarm[] {
  return [
    ofWorker(facts),
    ofHold(facts),
    ofRefusal(facts),
    ofReport(facts),
    ofPrompt(facts),
    ofWaiting(facts),
    ...facts.editions.flatMap(ofEdition),
    ofMailbox(facts),
    ...facts.failingPulls.map(ofPull),
    ofDisk(facts),
  ].filter((alarm) => alarm !== null)
}

/** How the last report stands. The first three are well. */
export type LastReport =
  | 'none due yet'
  | 'made'
  | 'under way'
  | 'missing'
  | 'skipped'
  | 'held'
  | 'incomplete'
  | 'paused'

export function lastReport(facts: InstallationFacts): LastReport {
  const { report, installedAt, now, editions } = facts
  if (!report.made) {
    if (installedAt === null || installedAt > report.dueAt) return 'none due yet'
    return now - report.dueAt < alarmAfterMs ? 'under way' : 'missing'
  }
  if (report.skipped) return 'skipped'
  if (report.held) return 'held'
  if (report.failed + report.uncertain > 0) return 'incomplete'
  // The mail server refuses us: somebody should look now, and not only when it has lasted.
  if (report.refused > 0) return 'paused'
  const isOverdue = editions.some(({ what, overdue }) => what === 'report' && overdue > 0)
  if (isOverdue) return 'incomplete'
  return report.open > 0 ? 'under way' : 'made'
}

/**
 * A sign from the future is one from before the clock was set back: a worker that is there would
 * have written another since.
 */
export function isAtWork({ worker, now }: Pick<InstallationFacts, 'worker' | 'now'>): boolean {
  return worker !== null && Math.abs(now - worker.at) < alarmAfterMs
}

const ofTheLog = 'The worker’s log says why.'

function ofWorker(facts: InstallationFacts): Alarm | null {
  const { worker, now, installedAt } = facts
  if (isAtWork(facts)) return worker?.state === 'failing' ? ofFailing(worker) : null
  const cure = 'Start it with mmr start; where it runs, its log says what stops it.'
  if (worker !== null) {
    const what = `No worker has been at work since ${utcTime(worker.at)}${ago(now - worker.at)}.`
    return { kind: 'worker', what, cure }
  }
  const what =
    installedAt === null
      ? 'No worker has been at work here yet, so nothing is sent by itself.'
      : 'Nothing tells that a worker is at work: there is no heartbeat file beside the database that can be read.'
  return { kind: 'worker', what, cure }
}

function ofFailing({ reason }: WorkerSign): Alarm {
  const what = `The worker can’t do its work: ${ended(reason ?? 'it gave no reason')}`
  return { kind: 'worker', what, cure: `It tries again every minute. ${ofTheLog}` }
}

function ofHold({ hold }: InstallationFacts): Alarm | null {
  if (hold === null) return null
  const what = `Sending is on hold since ${utcTime(hold.since)}: ${ended(hold.reason)}`
  return { kind: 'hold', what, cure: 'mmr release lets it go on.' }
}

/** The ledger knows which mail was refused, the worker that it may not even log in. */
function ofRefusal(facts: InstallationFacts): Alarm | null {
  const { refusal, worker } = facts
  const isPaused = isAtWork(facts) && worker?.state === 'paused'
  if (refusal === null && !isPaused) return null
  const since = refusal === null ? '' : ` since ${utcTime(refusal.since)}`
  const waits =
    refusal === null ? '' : `, and ${mails(refusal.deliveries)} ${waitFor(refusal.deliveries)} it`
  const reason = refusal?.reason ?? worker?.reason ?? 'it gave no reason'
  return {
    kind: 'refused',
    what: `The mail server refuses us${since}${waits}: ${ended(reason)}`,
    cure: 'mmr check --smtp logs in and says what is wrong. Nobody fails by it; the worker goes on by itself.',
  }
}

function ofReport(facts: InstallationFacts): Alarm | null {
  const { report, now } = facts
  const { week, dueAt } = report
  const about = `The report about ${week}, due at ${utcTime(dueAt)}${ago(now - dueAt)},`
  const alarm = (what: string, cure: string): Alarm => ({ kind: 'report', what, cure })
  switch (lastReport(facts)) {
    case 'missing':
      return alarm(`${about} is not made.`, `${ofTheLog} mmr check may, too.`)
    case 'skipped':
      return alarm(
        `${about} was skipped: no worker was there in time, and nobody has it.`,
        `mmr send --week ${week} sends it now.`,
      )
    case 'held':
      return alarm(
        `${about} is held: there is nothing to report from, or no rate for a currency.`,
        'mmr check says which. It is made as soon as it can be.',
      )
    default:
      if (!report.made || report.planned > 0) return null
      return alarm(`${about} was made for nobody.`, 'mmr check says who gets what.')
  }
}

function ofPrompt({ missingPrompt, now }: InstallationFacts): Alarm | null {
  if (missingPrompt === null || now - missingPrompt.dueAt < alarmAfterMs) return null
  const { week, dueAt } = missingPrompt
  const what = `The prompt about ${week}, due at ${utcTime(dueAt)}${ago(now - dueAt)}, is not made.`
  return { kind: 'prompt', what, cure: ofTheLog }
}

/** Mail is due, and nothing has moved: a report of any length moves all the time. */
function ofWaiting({ waiting, movedAt, now }: InstallationFacts): Alarm | null {
  if (waiting === null) return null
  const since = Math.max(waiting.since, movedAt ?? 0)
  if (now - since < alarmAfterMs) return null
  const { deliveries } = waiting
  const are = `${mails(deliveries)} ${deliveries === 1 ? 'is' : 'are'}`
  const what = `${are} due since ${utcTime(waiting.since)}, and none has left since ${utcTime(since)}.`
  return { kind: 'waiting', what, cure: ofTheLog }
}

function ofEdition({ what, week, failed, uncertain, overdue }: TroubledEdition): Alarm[] {
  const of = what === 'letters' ? `letters of ${week}` : `the ${what} about ${week}`
  const list = `mmr deliveries --week ${week} says why.`
  const alarms: (Alarm | null)[] = [
    failed === 0
      ? null
      : {
          kind: 'failed',
          what: `${mails(failed)} of ${of} ${failed === 1 ? 'has' : 'have'} failed.`,
          cure: `${list} mmr resend tries one again.`,
        },
    uncertain === 0
      ? null
      : {
          kind: 'uncertain',
          what: `The server may have taken ${mails(uncertain)} of ${of}, or not: nobody knows.`,
          cure: 'mmr deliveries --uncertain lists them; mmr resend sends one that nobody has had.',
        },
    overdue === 0
      ? null
      : {
          kind: 'overdue',
          what: `${mails(overdue)} of ${of} ${overdue === 1 ? 'is' : 'are'} not submitted yet, more than two hours after ${overdue === 1 ? 'it was' : 'they were'} due.`,
          cure: list,
        },
  ]
  return alarms.filter((alarm) => alarm !== null)
}

function ofMailbox({ mailbox }: InstallationFacts): Alarm | null {
  if (mailbox === null) return null
  const what = `The mailbox of bounces can’t be read since ${utcTime(mailbox.since)}: ${ended(mailbox.reason)}`
  return { kind: 'mailbox', what, cure: 'mmr check --smtp logs in and says what is wrong.' }
}

/** The reason names the setting. */
function ofPull({ of, since, reason }: FailingPull): Alarm {
  const what = `The ${of} can’t be pulled since ${utcTime(since)}: ${ended(reason)}`
  const cure = `mmr import ${of} tries it now. Reports go out with what is known.`
  return { kind: 'pull', what, cure }
}

function ofDisk({ disk }: InstallationFacts): Alarm | null {
  if (disk === null) return null
  const needed = Math.max(leastFree, editionsFree * disk.edition)
  if (disk.free >= needed) return null
  const [free, wanted] = [Math.floor(disk.free / megabyte), Math.ceil(needed / megabyte)]
  const why = needed > leastFree ? 'what three editions take' : 'the least to work with'
  const what = `The disk of the database has ${free} MB left; ${wanted} MB are wanted, ${why}.`
  return { kind: 'disk', what, cure: 'Make room on it, before a report finds none.' }
}

/** Monitors read these sentences, too: figures are plain, whatever the LOCALE. */
function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`
}

function mails(count: number): string {
  return counted(count, 'mail')
}

function waitFor(count: number): string {
  return count === 1 ? 'waits for' : 'wait for'
}

/** ` (12 minutes ago)`; nothing for what lies ahead. */
function ago(duration: number): string {
  if (duration < 0) return ''
  const minutes = Math.floor(duration / minute)
  if (minutes < 120) return ` (${counted(minutes, 'minute')} ago)`
  const hours = Math.floor(minutes / 60)
  return hours < 48
    ? ` (${counted(hours, 'hour')} ago)`
    : ` (${counted(Math.floor(hours / 24), 'day')} ago)`
}

/** What somebody else wrote, on one line and with an end. */
function ended(words: string): string {
  const line = words.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  return /[.!?]$/.test(line) ? line : `${line}.`
}
