import { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import { mailAddress } from '../../address.js'
import type { Outcome } from '../../report/delivery.js'
import type { Login } from '../login.js'
import type { TokenReading } from '../oauth/token-source.js'
import type { SmtpServer } from '../server-url.js'
import { errorText } from '../server-words.js'
import type { MayLeave, OutgoingMessage, Transport } from '../transport.js'
import {
  type Conversation,
  type Ending,
  hasFlowed,
  heard,
  type LogEntry,
  nextMessage,
  outcomeOf,
  silence,
  wasStale,
} from './conversation.js'
import { nextToken, poolLogin, type TokenListener, withoutToken } from './login.js'

/** What every message is handed over with. */
export interface Submitting {
  readonly server: SmtpServer
  /** Envelope sender: where bounces go. */
  readonly sender: string
  readonly patience: Patience
}

/** One connection at most, kept between messages. For one message at a time. */
export interface Channel {
  readonly submit: Transport['submit']
  readonly close: () => void
}

/**
 * Each channel is a nodemailer pool of one connection, because its log names the connection but not
 * the message: this way, whatever is said while a message is under way is about that message.
 */
export function openChannel({ server, sender, patience }: Submitting): Channel {
  let talk = silence
  let onReady = ignored
  let onBodySent = ignored
  const options = connectionOptions(server, patience, (entry, line) => {
    talk = heard(talk, entry, line)
    if (hasFlowed(talk)) onReady()
    if (talk.bodySent) onBodySent()
  })
  let shown: TokenReading | null = null
  const open = () =>
    openPool(options, server.login, (reading) => {
      shown = reading
    })
  let pool = open()

  const attempt = async (...[parcel, stop, mayLeave = always]: Submission): Promise<Attempt> => {
    talk = nextMessage(talk)
    shown = null
    const deadline = startDeadline(patience, stop)
    const body = holdBack(parcel.bytes, mayLeave, deadline.breakOff)
    onReady = body.serverIsReady
    onBodySent = deadline.bodySent
    const ending = await send(pool, { parcel, sender, raw: body.source, signal: deadline.signal })
    body.end()
    deadline.stop()
    // What a connection that waits for the next message still heard of would keep this one.
    onReady = ignored
    onBodySent = ignored
    // Without a token, nothing has been said to the server but hello.
    const outcome = withoutToken(shown) ?? outcomeWith(body, outcomeOf(talk, ending))
    if (leavesDoubt(talk, outcome)) {
      pool.close({ force: true })
      pool = open()
    }
    return { outcome, talk, shown, isStale: wasStale(talk) && !deadline.signal.aborted }
  }

  return {
    submit: (...submission) => untilSettled(server.login, () => attempt(...submission)),
    close: () => pool.close(),
  }
}

interface Attempt {
  readonly outcome: Outcome
  readonly talk: Conversation
  readonly shown: TokenReading | null
  /** The connection had ended before: another one can be tried at once. */
  readonly isStale: boolean
}

/** Tries again where the connection was stale, and where there is another token than the refused. */
async function untilSettled(
  login: Login | null,
  attempt: () => Promise<Attempt>,
): Promise<Outcome> {
  const first = await attempt()
  const { outcome, talk, shown } = first.isStale ? await attempt() : first
  const next = await nextToken(login, talk, shown)
  if (next === null) return outcome
  return next.kind === 'token' ? (await attempt()).outcome : next
}

type Submission = Parameters<Transport['submit']>

const always: MayLeave = async () => true

const ignored = () => {}

/** What never left cannot have been accepted. */
function outcomeWith(body: HeldBody, outcome: Outcome): Outcome {
  return outcome.kind === 'uncertain' && !body.hasLeft()
    ? { kind: 'retry', reason: outcome.reason }
    : outcome
}

function openPool(
  options: ReturnType<typeof connectionOptions>,
  login: Login | null,
  heard: TokenListener,
) {
  return createTransport({
    ...options,
    pool: true,
    maxConnections: 1,
    // A new connection costs the pool a tenth of a second. A server that wants fewer says 421.
    maxMessages: 1000,
    // Whether to try again is decided by the ledger, not by the pool.
    maxRequeues: 0,
    ...(login === null ? {} : { auth: poolLogin(login, heard) }),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

interface Sent {
  readonly parcel: OutgoingMessage
  readonly sender: string
  readonly raw: Readable
  readonly signal: AbortSignal
}

async function send(
  pool: ReturnType<typeof openPool>,
  { parcel, sender, raw, signal }: Sent,
): Promise<Ending> {
  try {
    const { address, returnPath } = parcel
    const from = mailAddress(returnPath?.address ?? sender)
    const envelope = {
      from: { name: '', address: from },
      to: { name: '', address: mailAddress(address) },
    }
    // What comes back need not hold the message itself.
    const dsn = returnPath && { id: returnPath.envelopeId, return: 'headers' as const }
    await pool.sendMail({ envelope, raw, signal, ...(dsn && { dsn }) })
    return { kind: 'accepted' }
  } catch (error) {
    return { kind: 'broken', why: errorText(error) }
  }
}

/**
 * The server answered before it had everything, or not at all: nothing more is sent on that line.
 */
function leavesDoubt(talk: Conversation, outcome: Outcome): boolean {
  return outcome.kind === 'uncertain' || (hasFlowed(talk) && !talk.bodySent)
}

/** A message that stays here until the server is ready for it and it may leave. */
interface HeldBody {
  /** What the mail library reads the message from. */
  readonly source: Readable
  /** The server is ready: asks whether the message may leave. Calling it again does nothing. */
  readonly serverIsReady: () => void
  /** Whether any byte of it was given away. */
  readonly hasLeft: () => boolean
  /** From now on it stays, whatever is answered. */
  readonly end: () => void
}

/**
 * Not a byte can be read from `source` before `mayLeave` has said yes. Where it says no, or fails,
 * `refused` is told why, and the message never leaves.
 */
function holdBack(bytes: Buffer, mayLeave: MayLeave, refused: (why: Error) => void): HeldBody {
  let state: 'held' | 'asked' | 'free' | 'over' = 'held'
  let isWanted = false
  let hasLeft = false
  const flow = () => {
    if (state !== 'free' || !isWanted || hasLeft) return
    hasLeft = true
    source.push(bytes)
    source.push(null)
  }
  const source = new Readable({
    read: () => {
      isWanted = true
      flow()
    },
  })
  const ask = async () => {
    if (!(await mayLeave())) throw new Error('it may not leave any more')
    if (state === 'asked') state = 'free'
    flow()
  }
  return {
    source,
    serverIsReady: () => {
      if (state !== 'held') return
      state = 'asked'
      ask().catch((cause) => refused(new Error('the message was kept back', { cause })))
    },
    hasLeft: () => hasLeft,
    end: () => {
      state = 'over'
    },
  }
}

/** Ends a submission in time, however slowly but steadily the server goes on. */
export interface Deadline {
  /** Aborts at the deadline, or when the caller's own signal does. */
  readonly signal: AbortSignal
  /** The message is written: from now on there is patience for the reply. */
  readonly bodySent: () => void
  /** Ends it before its time. */
  readonly breakOff: (why: Error) => void
  readonly stop: () => void
}

/** Inactivity timeouts cannot do this: a byte a second would hold a worker for ever. */
function startDeadline(patience: Patience, stopped: AbortSignal | undefined): Deadline {
  const expiry = new AbortController()
  const after = (milliseconds: number, what: string) =>
    setTimeout(
      () => expiry.abort(new Error(`${what} within ${milliseconds / 1000} seconds`)),
      milliseconds,
    )
  let timer = after(patience.message, 'not written')
  let isSettled = false
  // Not AbortSignal.any: one signal stops a whole run, and would keep a trace of each message.
  const stopEarly = () => expiry.abort(stopped?.reason)
  if (stopped?.aborted) stopEarly()
  stopped?.addEventListener('abort', stopEarly)
  return {
    signal: expiry.signal,
    bodySent: () => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      timer = after(patience.reply, 'no reply')
    },
    breakOff: (why) => expiry.abort(why),
    stop: () => {
      isSettled = true
      clearTimeout(timer)
      stopped?.removeEventListener('abort', stopEarly)
    },
  }
}

/** How long to wait for what, in milliseconds. */
export interface Patience {
  /** From looking up the host to an open connection. */
  readonly connection: number
  /** For the greeting, and again for TLS. */
  readonly greeting: number
  /** From taking up a message until it is written in full, connecting included. */
  readonly message: number
  /** From then on, for the server's reply (RFC 5321 4.5.3.2.6: at least ten minutes). */
  readonly reply: number
}

const minute = 60_000

export const standardPatience: Patience = {
  connection: minute / 2,
  greeting: minute / 2,
  message: 2 * minute,
  reply: 10 * minute,
}

/** Hears every line of the transaction log. It may hold user names, but no passwords. */
export type Listener = (entry: LogEntry, line: string) => void

/** nodemailer's options for one connection. */
export function connectionOptions(
  server: SmtpServer,
  patience: Patience,
  listener: Listener,
): SMTPConnectionOptions {
  const { host, port, tls, certified, certificateName, ehloName } = server
  return {
    host,
    port,
    secure: tls === 'at-once',
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'never',
    tls: {
      rejectUnauthorized: certified,
      ...(certificateName === null ? {} : { servername: certificateName }),
    },
    ...(ehloName === null ? {} : { name: ehloName }),
    connectionTimeout: patience.connection,
    greetingTimeout: patience.greeting,
    // Our own deadlines come first: this one is for connections that nobody waits for.
    socketTimeout: Math.max(patience.message, patience.reply) + minute,
    transactionLog: true,
    // One method will do: nodemailer sends the lines of the others to it.
    logger: { debug: listener },
  }
}
