import type { Outcome } from '../../report/delivery.js'

/**
 * What server and client said to each other about one message, as nodemailer's transaction log has
 * it. Its errors alone don't tell how far a message got: one that was accepted, with the connection
 * reset before the reply, is reported like a failure to connect.
 */
export interface Conversation {
  /** nodemailer's name for the connection; null before the first one. */
  readonly connection: string | null
  /** The commands still to be answered, oldest first: several at once with PIPELINING. */
  readonly awaiting: readonly (Stage | 'other')[]
  /** The last reply at each stage. */
  readonly replies: Readonly<Partial<Record<Stage, string>>>
  /** The whole message was written, the dot included. */
  readonly bodySent: boolean
}

/** Where a session can be refused, in order; `dot` is the end of the message. */
const stages = ['greeting', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'dot'] as const
type Stage = (typeof stages)[number]

/** A line of nodemailer's log. */
export interface LogEntry {
  /** `server` and `client` for lines of the protocol, `message` when the body is written. */
  readonly tnx?: string | undefined
  /** The connection that it is about. */
  readonly sid?: string | undefined
}

export const silence: Conversation = {
  connection: null,
  awaiting: [],
  replies: {},
  bodySent: false,
}

/**
 * The next message begins; replies to what was said before may still come, and are not about it.
 */
export function nextMessage({ connection, awaiting }: Conversation): Conversation {
  return { connection, awaiting: awaiting.map(() => 'other'), replies: {}, bodySent: false }
}

/** The conversation after one more line. */
export function heard(talk: Conversation, { tnx, sid }: LogEntry, line: string): Conversation {
  if (sid === undefined) return talk
  const isTheirs = tnx === 'server'
  if (isTheirs || tnx === 'client') {
    const current = sid === talk.connection ? talk : connected(sid)
    return isTheirs ? replied(current, line) : said(current, line)
  }
  return tnx === 'message' && sid === talk.connection ? { ...talk, bodySent: true } : talk
}

/** The server speaks first. */
function connected(connection: string): Conversation {
  return { connection, awaiting: ['greeting'], replies: {}, bodySent: false }
}

function said(talk: Conversation, command: string): Conversation {
  // An empty message, ended with a dot of its own, is answered in the place of the whole one.
  return command === '.' ? talk : { ...talk, awaiting: [...talk.awaiting, stageOf(command)] }
}

function replied(talk: Conversation, reply: string): Conversation {
  const [stage, ...awaiting] = talk.awaiting
  if (stage === undefined || stage === 'other') return { ...talk, awaiting }
  const replies = { ...talk.replies, [stage]: reply }
  // nodemailer streams the message after a 2xx reply to DATA, too.
  return stage === 'DATA' && /^[23]/.test(reply)
    ? { ...talk, replies, awaiting: [...awaiting, 'dot'] }
    : { ...talk, replies, awaiting }
}

/** HELO stands in for an EHLO that was refused; what is no command is the rest of a login. */
function stageOf(command: string): Stage | 'other' {
  const verb = /^[A-Z]+(?=[ :]|$)/.exec(command)?.[0] ?? ''
  if (verb === 'RSET' || verb === 'QUIT') return 'other'
  if (verb === 'HELO') return 'EHLO'
  return stages.find((stage) => stage === verb) ?? 'AUTH'
}

/** The message had begun to flow, so the server may have taken it. */
export function hasFlowed({ replies }: Conversation): boolean {
  return /^[23]/.test(replies.DATA ?? '')
}

/**
 * On a connection kept from an earlier message, the server has said nothing to this one, or only
 * 421: it had hung up meanwhile. Nothing was accepted, and a new connection can be tried at once.
 */
export function wasStale({ replies, awaiting }: Conversation): boolean {
  const isKept = replies.greeting === undefined
  return isKept && (awaiting.includes('MAIL') || /^421/.test(replies.MAIL ?? ''))
}

/** How nodemailer's attempt ended: with success, or with an error, here in words. */
export type Ending =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'broken'; readonly why: string }

/**
 * What an attempt came to. What the server said counts, before what nodemailer makes of it:
 * - `submitted` only for a 2xx reply to the dot of a message that was written in full;
 * - `paused` for its permanent word about us: before any recipient was named, or a login that it
 *   wants or refuses (530, 535) anywhere;
 * - `failed` for its permanent word about this recipient (`isOwn`);
 * - `rejected` for any other permanent word about this recipient or message, which may be about us
 *   as well: servers refuse a sender or an account at RCPT, DATA and the dot, too;
 * - `uncertain` once the message had begun to flow and no reply to it can be made out;
 * - `retry` for everything else: nothing was accepted.
 * Reasons are the server's own words, not yet fit for print.
 */
export function outcomeOf(talk: Conversation, ending: Ending): Outcome {
  const refusal = refusalOf(talk)
  if (refusal !== null) return refusal
  const reply = talk.replies.dot
  if (reply !== undefined) return verdictOn(reply, talk, ending)
  const why = ending.kind === 'broken' ? ending.why : 'the mail library took it for submitted'
  if (hasFlowed(talk)) return { kind: 'uncertain', reason: `no reply to the message: ${why}` }
  return { kind: 'retry', reason: why }
}

/** The first stage where the server did not go along. With PIPELINING, others follow from it. */
function refusalOf({ replies }: Conversation): Outcome | null {
  for (const stage of stages) {
    const reply = replies[stage]
    if (reply === undefined || stage === 'dot' || /^[23]/.test(reply)) continue
    return refusedAt(stage, reply)
  }
  return null
}

function verdictOn(reply: string, talk: Conversation, ending: Ending): Outcome {
  if (isPermanent(reply) || /^4\d\d([ -]|$)/.test(reply)) return refusedAt('dot', reply)
  const isTaken = /^2\d\d([ -]|$)/.test(reply) && talk.bodySent && ending.kind === 'accepted'
  if (isTaken) return { kind: 'submitted', response: reply }
  return { kind: 'uncertain', reason: `cannot make out the reply to the message: ${reply}` }
}

function refusedAt(stage: Stage, reply: string): Outcome {
  const reason = `${place[stage]}: ${reply}`
  // TLS that does not come about is no refusal.
  if (!isPermanent(reply) || stage === 'STARTTLS') return { kind: 'retry', reason }
  if (!isAboutMessage(stage) || /^53[05]/.test(reply)) return { kind: 'paused', reason }
  // It says that the session went astray.
  if (/^503/.test(reply)) return { kind: 'retry', reason }
  return { kind: isOwn(stage, reply) ? 'failed' : 'rejected', reason }
}

/** From here on, the server knows for whom the message is. */
function isAboutMessage(stage: Stage): boolean {
  return stage === 'RCPT' || stage === 'DATA' || stage === 'dot'
}

function isPermanent(reply: string): boolean {
  return /^5\d\d([ -]|$)/.test(reply)
}

/**
 * Whether a permanent reply is about the recipient and nobody else, by its enhanced status code
 * (RFC 3463). The codes of a mailbox and its address are, wherever they come: 5.1.1 to 5.1.6, 5.1.10,
 * 5.2.1, 5.2.2. At RCPT, so are a reply without a code, which is how older servers say that there is
 * no such user, and the codes of a route (5.4.x) and of any address or mailbox (5.1.x, 5.2.x), but for
 * those of the sender (5.1.7, 5.1.8) and of a limit (5.4.5). Security and policy (5.7.x) never are.
 */
function isOwn(stage: Stage, reply: string): boolean {
  const [, code = '5.0.0'] = /(?<![\d.])(5\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(reply) ?? []
  if (/^5\.(1\.([1-6]|10)|2\.[12])$/.test(code)) return true
  if (stage !== 'RCPT' || /^5\.(1\.[78]|4\.5)$/.test(code)) return false
  return code === '5.0.0' || /^5\.(1\.\d+|2\.\d|4\.\d+)$/.test(code)
}

const place: Record<Stage, string> = {
  greeting: 'greeting',
  EHLO: 'EHLO',
  STARTTLS: 'STARTTLS',
  AUTH: 'login',
  MAIL: 'sender',
  RCPT: 'recipient',
  DATA: 'DATA',
  dot: 'message',
}
