import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../../config/config.js'
import { type Format, formatOf } from '../../format.js'
import type { MailboxVisit } from '../../mail/bounce/mailbox-visit.js'
import type { ImapServer } from '../../mail/server-url.js'
import { wrapped } from '../../mail/text.js'
import { type Bounce, bounceWords, type ReplyKind, replyWords } from '../../report/bounce.js'
import {
  type Bouncing,
  type Collected,
  type CollectedBounces,
  collectFromFile,
  collectFromMailbox,
  openBouncing,
  type Taken,
} from '../../run/bounces.js'
import { bounceMailboxOf } from '../../run/server-logins.js'
import type { IgnoredMail, Workspace } from '../../run/workspace.js'
import type { RecordedBounce } from '../../store/bounces.js'
import type { Delivery } from '../../store/deliveries.js'
import type { RecordedReply } from '../../store/replies.js'
import { type CommonOptions, configOrFail, inExistingWorkspace, untilStopped } from '../session.js'
import { type ExitCode, Failure, printable, type Terminal, UsageFault } from '../terminal.js'

export interface BouncesOptions extends CommonOptions {
  readonly json?: true
}

/** Reads what came back, from files or from the mailbox; 1 where the mailbox could not be read. */
export async function bounces(
  terminal: Terminal,
  files: readonly string[],
  options: BouncesOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  if (config.bounces.address === null) throw new UsageFault(withoutAddress)
  const server = files.length > 0 ? null : requireMailbox(terminal, config)
  return await inExistingWorkspace(terminal, config, async (workspace) => {
    const bouncing = await openBouncing(workspace)
    if (bouncing === null) throw new UsageFault(withoutAddress)
    const { found, visit } = await untilStopped((stop) => {
      const work = { ...workspace, stop }
      return server === null
        ? fromFiles(work, bouncing, pathsOf(terminal, files))
        : collectFromMailbox(work, bouncing, { server, patience })
    })
    if (options.json) terminal.out(`${JSON.stringify(found.map(foundJson), null, 2)}\n`)
    else terminal.out(foundText(found, visit, formatOf(config)))
    if (visit.kind === 'failed') {
      throw new Failure(`The mailbox of BOUNCE_IMAP_URL could not be read: ${visit.reason}`)
    }
    return 0
  })
}

/** For 500 messages over a slow line. */
const patience = 10 * 60_000

interface NamedFile {
  readonly name: string
  readonly path: string
}

function pathsOf({ directory }: Terminal, files: readonly string[]): NamedFile[] {
  return files.map((name) => ({ name, path: resolve(directory, name) }))
}

async function fromFiles(
  work: Workspace,
  bouncing: Bouncing,
  files: readonly NamedFile[],
): Promise<Collected> {
  // All are read before anything is recorded: a name that is mistyped does nothing by halves.
  const contents = await readAll(files)
  const found = []
  for (const file of contents) found.push(...(await collectFromFile(work, bouncing, file)))
  return { found, visit: { kind: 'visited', left: 0 } }
}

async function readAll(files: readonly NamedFile[]): Promise<{ name: string; content: Buffer }[]> {
  const contents: { name: string; content: Buffer }[] = []
  const faults: string[] = []
  for (const { name, path } of files) {
    try {
      contents.push({ name, content: await readFile(path) })
    } catch (error) {
      faults.push(`- ${path}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (faults.length === 0) return contents
  const which =
    'Nothing was recorded, because not every file could be read. Name .eml or mbox files.'
  throw new Failure([which, ...faults])
}

function requireMailbox({ directory, now }: Terminal, config: Config): ImapServer {
  const databaseFile = resolve(directory, config.databaseFile)
  const reading = bounceMailboxOf(config, { databaseFile, now })
  if (reading === null) throw new UsageFault(withoutMailbox)
  if (reading.kind === 'fault') throw new UsageFault(reading.fault)
  return reading.server
}

const withoutAddress =
  'BOUNCE_ADDRESS is not set, so no message has gone out with a return path that could be known ' +
  'again. Set it to an address such as bounces@example.com, whose server takes ' +
  'bounces+anything@example.com, too; it counts for what is submitted from then on.'

const withoutMailbox =
  'There is no mailbox to read: set BOUNCE_IMAP_URL, such as ' +
  'imaps://user:password@imap.example.com/INBOX, or name files: mmr bounces FILE.'

/** What was read, for the terminal: the sum, and each message that somebody should know of. */
function foundText(
  found: readonly CollectedBounces[],
  visit: MailboxVisit,
  format: Format,
): string {
  const lines = [
    sum(found, format),
    ...found.flatMap(ofBounce),
    ...found.flatMap(ofReply),
    ...found.flatMap(ofNoDelivery),
    ...(visit.kind === 'visited' && visit.left > 0 ? [left(visit.left, format)] : []),
  ]
  return `${lines.join('\n')}\n`
}

function sum(found: readonly CollectedBounces[], format: Format): string {
  const sorts = found.map(({ taken }) => sortOf(taken))
  const parts = sums
    .map((sort) => ({ sort, count: sorts.filter((one) => one === sort).length }))
    .filter(({ count }) => count > 0)
  const told = parts.map(({ sort, count }) => `${format.count(count)} ${sort}`).join(', ')
  return `${format.counted(found.length, 'message')} read${told === '' ? '' : `: ${told}`}.`
}

const sums = [
  'recorded',
  'known already',
  'replied to',
  'of no delivery of ours',
  'without a failure',
  'left alone',
] as const

function sortOf(taken: Taken): (typeof sums)[number] {
  switch (taken.kind) {
    case 'recorded':
      return taken.isNew ? 'recorded' : 'known already'
    case 'replied':
      return taken.isNew ? 'replied to' : 'known already'
    case 'unmatched':
      return 'of no delivery of ours'
    case 'ignored':
      return isLeftAlone(taken) ? 'left alone' : 'without a failure'
  }
}

/** What may be anything, unlike somebody's absence. */
function isLeftAlone({ why }: Extract<Taken, { kind: 'ignored' }>): boolean {
  return why === 'no-report' || why === 'too-large' || why === 'unreadable'
}

function ofBounce({ source, taken }: CollectedBounces): string[] {
  if (taken.kind !== 'recorded' || !taken.isNew) return []
  const { delivery, bounce } = taken
  // A person will want to read the rest of it.
  const from = bounce.action === 'in-words' ? ` ${printable(source)}` : ''
  return [`${named(delivery)}:${from}`, bounceLine(bounce, 2)]
}

function ofReply({ source, taken }: CollectedBounces): string[] {
  if (taken.kind !== 'replied' || !taken.isNew) return []
  return [`${named(taken.delivery)}: ${printable(source)}`, replyLine(taken.reply, 2)]
}

function named({ deliveryId, week, role, address }: Delivery): string {
  return `Delivery ${deliveryId}, ${week}, ${role}, ${address}`
}

function ofNoDelivery({ source, taken }: CollectedBounces): string[] {
  if (taken.kind === 'ignored' && isLeftAlone(taken)) {
    return [wrapped(printable(`Left alone: ${source}, ${ignoredWords(taken.why)}.`), 0)]
  }
  if (taken.kind !== 'unmatched') return []
  const { recipient, reportId } = taken.report
  const about = recipient === null ? '' : ` about ${recipient}`
  const told = `Left alone: ${source}${about}, ${taken.why} (${reportId}).`
  return [wrapped(printable(told), 0)]
}

/** `an automatic reply, 2026-11-16T07:00:09.000Z: Out of office: I am back…`, wrapped. */
export function replyLine({ kind, receivedAt, words }: RecordedReply, indent: number): string {
  const said = words === null ? '' : `: ${words}`
  return wrapped(printable(`${replyWords[kind]}, ${receivedAt}${said}`), indent)
}

/** `bounced 5.1.1 2026-11-16T07:00:09.000Z: 550 no such user`, wrapped. */
export function bounceLine(bounce: RecordedBounce, indent: number): string {
  const { diagnostic, receivedAt, recipient } = bounce
  const passedOn = recipient === null ? '' : `, passed on to ${recipient}`
  const why = diagnostic === null ? '' : `: ${diagnostic}`
  return wrapped(printable(`${bounceWords(bounce)}, ${receivedAt}${passedOn}${why}`), indent)
}

function left(count: number, { counted }: Format): string {
  return `${counted(count, 'more message')} in the mailbox: mmr bounces again reads on.`
}

/** A bounce as `--json` prints it: a public contract, to which fields may be added. */
export interface BounceJson {
  /** `in-words` where only people can read it: then `kind` and `status` are null. */
  readonly action: Bounce['action']
  readonly kind: Bounce['kind']
  readonly status: Bounce['status']
  /** The mail system's words, or a bounce's first lines. */
  readonly diagnostic: Bounce['diagnostic']
  /** Whom the report names, where the message had been passed on to somebody else. */
  readonly recipient: string | null
  /** The report's Message-ID, or the hash of its bytes. */
  readonly reportId: string
  /** UTC, ISO 8601 with milliseconds. */
  readonly receivedAt: string
}

export function bounceJson(bounce: RecordedBounce): BounceJson {
  const { action, kind, status, diagnostic, recipient, reportId, receivedAt } = bounce
  return { action, kind, status, diagnostic, recipient, reportId, receivedAt }
}

/** What came to a return path and is no bounce, as `--json` prints it. */
export interface ReplyJson {
  readonly kind: ReplyKind
  /** Its subject and first lines. */
  readonly words: string | null
  readonly reportId: string
  readonly receivedAt: string
}

export function replyJson({ kind, words, reportId, receivedAt }: RecordedReply): ReplyJson {
  return { kind, words, reportId, receivedAt }
}

/** Why a mail is no bounce of ours, in words that stay the same. */
export function ignoredWords(why: IgnoredMail): string {
  return why === 'no-report' ? 'no delivery report' : replyWords[why]
}

/** What became of a message that `mmr bounces` read. */
function foundJson({ source, taken }: CollectedBounces) {
  switch (taken.kind) {
    case 'recorded': {
      const { isNew, delivery, bounce } = taken
      const result = isNew ? 'recorded' : 'known'
      return { source, result, delivery: deliveryNamed(delivery), bounce: bounceJson(bounce) }
    }
    case 'replied': {
      const { delivery, reply } = taken
      const why = replyWords[reply.kind]
      const about = { delivery: deliveryNamed(delivery), reply: replyJson(reply) }
      return { source, result: 'ignored', why, ...about }
    }
    case 'ignored':
      return { source, result: 'ignored', why: ignoredWords(taken.why) }
    case 'unmatched':
      return { source, result: 'unmatched', why: taken.why, report: taken.report }
  }
}

function deliveryNamed({ deliveryId: id, week, role, address: recipient }: Delivery) {
  return { id, week, role, recipient }
}
