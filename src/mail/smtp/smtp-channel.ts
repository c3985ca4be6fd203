import type { Readable } from 'node:stream'
import { createTransport } from 'nodemailer'
import { mailAddress } from '../../address.js'
import type { Outcome } from '../../report/delivery.js'
import type { Login } from '../login.js'
import type { TokenReading } from '../oauth/token-source.js'
import { errorText } from '../server-words.js'
import type { MayLeave, OutgoingMessage, Transport } from '../transport.js'
import type { HeldBody } from './held-body.js'
import { holdBack } from './held-body.js'
import type { Conversation } from './smtp-conversation.js'
import { hasFlowed, heard, nextMessage, silence, wasStale } from './smtp-conversation.js'
import { startDeadline } from './smtp-deadline.js'
import type { TokenListener } from './smtp-login.js'
import { nextToken, poolLogin, withoutToken } from './smtp-login.js'
import type { Patience } from './smtp-options.js'
import { connectionOptions } from './smtp-options.js'
import type { Ending } from './smtp-outcome.js'
import { outcomeOf } from './smtp-outcome.js'
import type { SmtpServer } from './smtp-server-url.js'

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
