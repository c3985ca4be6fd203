import { type Logger, pino, stdTimeFunctions } from 'pino'
import { prettyFactory } from 'pino-pretty'
import type { Config } from '../config/config.js'
import { replyWords } from '../report/bounce.js'
import { unshrinkableText } from '../run/keeping.js'
import { pullSettings } from '../run/pull-orders.js'
import { type Event, isoUtc, type Observer } from '../run/workspace.js'
import type { Claim } from '../store/claim.js'
import type { Edition } from '../store/editions.js'
import { ignoredWords } from './action/bounces.js'
import { spelledOut, type Terminal } from './terminal.js'

/**
 * The worker's log on stdout: JSON, a line for each entry; where a person reads along, readable.
 * Passwords and addresses with a token are masked, whoever said them.
 */
export function createLog(
  { out, paint = out, screen }: Terminal,
  config: Config,
  { verbose }: { readonly verbose: boolean },
): Log {
  const secrets = secretsOf(config)
  const pretty = screen?.out ? prettyFactory({ colorize: true, ignore: 'pid,hostname' }) : null
  const write = (line: string) => (pretty === null ? out(line) : paint(pretty(readable(line))))
  const options = {
    level: verbose ? 'debug' : 'info',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  const log = pino(options, { write: (line) => write(masked(line, secrets)) })
  return Object.assign(log, { mask: (next: Config) => void secrets.push(...secretsOf(next)) })
}

export type Log = Logger & {
  /** From now on, masks what is secret in these settings, too. */
  readonly mask: (config: Config) => void
}

/**
 * What a line of JSON holds, fit to be shown between colours: some texts of an error are shown as
 * they are.
 */
function readable(line: string): object {
  return JSON.parse(line, (_name, value) => (typeof value === 'string' ? spelledOut(value) : value))
}

/** Logs what a run tells of; what stays wrong from beat to beat, once until it changes. */
export function logging(log: Logger): Observer {
  let standing = ''
  return (event) => {
    const { level, message, fields } = entryOf(event)
    const isStanding = event.kind === 'no-rate'
    const text = JSON.stringify(fields)
    if (isStanding && text === standing) return
    if (isStanding) standing = text
    log[level](fields, message)
  }
}

function secretsOf({ mail, bounces, heartbeatUrl, imports }: Config): string[] {
  const passwords = [mail.kind === 'smtp' ? mail.url : '', bounces.imapUrl ?? '']
    .flatMap((text) => (URL.canParse(text) ? [new URL(text)] : []))
    .flatMap(({ href, password }) => [href, password, decoded(password)])
  const apps = [mail.kind === 'smtp' ? mail.oauth : null, bounces.oauth]
  const tokens = apps.flatMap((app) => [app?.clientSecret, app?.refreshToken])
  const pulled = [imports.accounts, imports.snapshots].flatMap((source) =>
    source?.from.kind === 'https' ? [source.from.url, source.from.header?.value] : [],
  )
  const secrets = [...passwords, ...tokens, ...pulled, heartbeatUrl].filter(
    (it) => typeof it === 'string',
  )
  // JSON writes some characters otherwise.
  return [...secrets, ...secrets.map((secret) => JSON.stringify(secret).slice(1, -1))]
}

/** Shorter ones would mask the log's own words; in what a server says, they are masked already. */
const shortest = 6

function masked(line: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= shortest)
    .reduce((rest, secret) => rest.replaceAll(secret, '•••'), line)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** How an event is logged. */
function entryOf(event: Event): Entry {
  switch (event.kind) {
    case 'beat':
      return entry('debug', 'beat', { ...event.pulse })
    case 'claimed':
    case 'begun':
      return underWay(event)
    case 'settled':
      return settled(event)
    case 'failed-alone':
      return failedAlone(event)
    case 'unrecorded':
      return unrecorded(event)
    case 'uncomposed':
    case 'plain-form':
      return uncomposed(event)
    case 'swept':
    case 'resending':
    case 'expired':
      return recovery(event)
    case 'bounced':
    case 'replied':
    case 'bounce-unmatched':
    case 'bounce-ignored':
    case 'bounces-unread':
      return bounceEntry(event)
    case 'pull':
    case 'pruned':
    case 'rewriting':
    case 'unshrinkable':
      return dataEntry(event)
    case 'on-hold':
    case 'released':
    case 'paused':
    case 'resumed':
    case 'heartbeat-answered':
    case 'heartbeat-unanswered':
    case 'fault':
      return conditionEntry(event)
    default:
      return edition(event)
  }
}

function underWay({ kind, claim }: Of<'claimed' | 'begun'>): Entry {
  const words = kind === 'claimed' ? 'claimed' : 'the server is ready for the message'
  return entry('debug', words, claimed(claim))
}

function failedAlone({ delivery }: Of<'failed-alone'>): Entry {
  const { deliveryId, kind, week, role, address, reason } = delivery
  const fields = { deliveryId, edition: kind, week, role, address, reason }
  return entry('warn', 'failed; others are taken, so it is about this one', fields)
}

function unrecorded({ claim, error }: Of<'unrecorded'>): Entry {
  const fields = { ...claimed(claim), err: error }
  return entry('error', 'what became of a message is not recorded yet; trying again', fields)
}

type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>

function claimed({ deliveryId, kind, week, role, address, attempt }: Claim): Entry['fields'] {
  return { deliveryId, edition: kind, week, role, address, attempt }
}

function settled({ claim, settlement, kept }: Of<'settled'>): Entry {
  const { state, reason, nextAttemptAt } = settlement
  const next = nextAttemptAt === null ? {} : { nextAttemptAt: isoUtc(nextAttemptAt) }
  const fields = { ...claimed(claim), state, reason, ...next }
  if (!kept) return entry('warn', 'came too late: another worker has settled it', fields)
  return entry(state === 'submitted' ? 'info' : 'warn', state, fields)
}

function uncomposed(event: Of<'uncomposed' | 'plain-form'>): Entry {
  const { deliveryId, kind, week, role, address } = event.delivery
  const fields = { deliveryId, edition: kind, week, role, address, err: event.error }
  return event.kind === 'uncomposed'
    ? entry('error', 'failed: the message could not be composed', {
        ...fields,
        reason: event.reason,
      })
    : entry('error', 'goes out in its plain form: the usual one could not be made', fields)
}

function recovery(event: Of<'swept' | 'resending' | 'expired'>): Entry {
  const { kind, ...fields } = event
  switch (kind) {
    case 'swept':
      return entry('warn', 'took deliveries from a worker that had vanished', fields)
    case 'resending':
      return entry('warn', 'uncertain deliveries will be sent again', fields)
    case 'expired':
      return entry('error', 'gave up deliveries that are out of date', fields)
  }
}

type EditionEvent = Of<
  | 'planned'
  | 'composed'
  | 'delivering'
  | 'closed'
  | 'skipped'
  | 'prompts-skipped'
  | 'no-snapshots'
  | 'no-rate'
>

function edition(event: EditionEvent): Entry {
  switch (event.kind) {
    case 'planned':
      return entry('info', 'planned', { ...named(event.edition), deliveries: event.deliveries })
    case 'composed':
      return entry('debug', 'composed', { messages: event.count, left: event.left })
    case 'delivering':
      return entry('debug', 'delivering', { ...named(event.edition), due: event.due })
    case 'closed': {
      const { kind, planned, submitted, skipped, unwanted } = event.edition
      const fields = {
        ...named(event.edition),
        planned,
        submitted,
        ...(skipped > 0 && { skipped }),
      }
      // Who has answered everything needs no prompt.
      const spared = kind === 'prompt' ? skipped : unwanted
      return entry(submitted + spared < planned ? 'warn' : 'info', 'closed', fields)
    }
    case 'skipped':
      return entry('error', 'skipped: nobody gets a report', { weeks: event.weeks })
    case 'prompts-skipped':
      return entry('warn', 'skipped: nobody gets a prompt', { weeks: event.weeks })
    case 'no-snapshots':
      return entry('warn', 'held: there are no snapshots of the week', { week: event.week })
    case 'no-rate': {
      const { week, currencies } = event
      return entry('error', 'held: EXCHANGE_RATES lacks a rate', { week, currencies })
    }
  }
}

function named({ kind, week, dueAt, late }: Edition): Entry['fields'] {
  return { edition: kind, week, dueAt, ...(late && { late }) }
}

type BounceEvent = Extract<Event, { kind: BounceEventKind }>
type BounceEventKind =
  | 'bounced'
  | 'replied'
  | 'bounce-unmatched'
  | 'bounce-ignored'
  | 'bounces-unread'

/** How what came back is logged. */
function bounceEntry(event: BounceEvent): Entry {
  switch (event.kind) {
    case 'bounced': {
      const { deliveryId, week, role, address } = event.delivery
      const { action, status, diagnostic } = event.bounce
      const fields = { deliveryId, week, role, address, action, status, diagnostic }
      const what = 'a message came back'
      const words = action === 'in-words' ? `${what}, in a form that can’t be read` : what
      return entry('warn', words, fields)
    }
    case 'replied': {
      const { deliveryId, week, role, address } = event.delivery
      const { kind, words } = event.reply
      const fields = { deliveryId, week, role, address, what: replyWords[kind], words }
      return entry(
        kind === 'too-large' || kind === 'unreadable' ? 'warn' : 'info',
        'a message was replied to',
        fields,
      )
    }
    case 'bounce-ignored': {
      const { source, why } = event
      return entry('info', 'a mail is no bounce of ours', { source, why: ignoredWords(why) })
    }
    case 'bounce-unmatched': {
      const { source, why, report } = event
      return entry('warn', 'a report of a bounce is none of ours', { source, why, ...report })
    }
    case 'bounces-unread':
      return entry('error', 'bounces can’t be read; trying again', { reason: event.reason })
  }
}

type Condition = Extract<
  Event,
  {
    kind:
      | 'on-hold'
      | 'released'
      | 'paused'
      | 'resumed'
      | 'heartbeat-answered'
      | 'heartbeat-unanswered'
      | 'fault'
  }
>

/** How a state of things that may last is logged. */
function conditionEntry(event: Condition): Entry {
  switch (event.kind) {
    case 'on-hold': {
      const { reason, since } = event.hold
      return entry('error', 'sending is on hold until mmr release', { reason, since })
    }
    case 'released':
      return entry('info', 'sending is free again')
    case 'paused': {
      const fields = { reason: event.reason, nextTryAt: isoUtc(event.until) }
      return entry('error', 'the mail server refuses us; nobody failed by it', fields)
    }
    case 'resumed':
      return entry('info', 'the mail server takes mail again')
    case 'heartbeat-answered':
      return entry('info', 'HEARTBEAT_URL answered', { week: event.week })
    case 'heartbeat-unanswered':
      return entry('warn', 'HEARTBEAT_URL did not answer; trying again', { reason: event.reason })
    case 'fault':
      return entry('error', 'this beat failed; the next one starts over', { err: event.error })
  }
}

/** One line of the log: `error` needs a person, `warn` may. */
interface Entry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

function entry(level: Entry['level'], message: string, fields: Entry['fields'] = {}): Entry {
  return { level, message, fields }
}

/** How pulls are logged. */
function pullEntry({ of, came }: Of<'pull'>): Entry {
  const setting = pullSettings[of]
  switch (came.kind) {
    case 'imported':
      return entry('info', 'pulled', { setting, rows: came.rows, news: came.news })
    case 'unchanged':
      return entry('debug', 'nothing to pull: it is as it was', { setting })
    case 'failed': {
      const words = 'can’t be pulled; trying again until the mail is due'
      return entry(came.isNews ? 'error' : 'debug', words, { setting, reason: came.reason })
    }
  }
}

type DataEvent = Extract<Event, { kind: 'pull' | 'pruned' | 'rewriting' | 'unshrinkable' }>

/** How it is logged what comes in, what is let go of, and what is done to the database's file for it. */
function dataEntry(event: DataEvent): Entry {
  switch (event.kind) {
    case 'pull':
      return pullEntry(event)
    case 'pruned':
      return entry('info', 'let go of what is out of time', { ...event.pruned })
    case 'rewriting':
      return entry('info', 'writing the database anew, once, so that it can shrink', {
        bytes: event.bytes,
      })
    case 'unshrinkable':
      return entry(
        'warn',
        `the database does not shrink: ${unshrinkableText(event.why)}; mmr prune tries again`,
      )
  }
}
