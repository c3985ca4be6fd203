import { createTransport } from 'nodemailer'
import type { Outcome } from '../report/delivery.js'
import { mailAddress } from './mailbox.js'
import {
  type Conversation,
  hasFlowed,
  heard,
  nextMessage,
  silence,
  wasStale,
} from './smtp-conversation.js'
import { startDeadline } from './smtp-deadline.js'
import { connectionOptions, inWords, type Patience } from './smtp-options.js'
import { type Ending, outcomeOf } from './smtp-outcome.js'
import type { SmtpServer } from './smtp-server-url.js'
import type { Parcel } from './transport.js'

/** What every message is handed over with. */
export interface Submitting {
  readonly server: SmtpServer
  /** Envelope sender: where bounces go. */
  readonly sender: string
  readonly patience: Patience
}

/** One connection at most, kept between messages. For one message at a time. */
export interface Channel {
  readonly submit: (parcel: Parcel, signal?: AbortSignal) => Promise<Outcome>
  readonly close: () => void
}

/**
 * Each channel is a nodemailer pool of one connection, because its log names the connection but not
 * the message: this way, whatever is said while a message is under way is about that message.
 */
export function openChannel({ server, sender, patience }: Submitting): Channel {
  const from = mailAddress(sender)
  let talk = silence
  let onBodySent = () => {}
  const options = connectionOptions(server, patience, (entry, line) => {
    talk = heard(talk, entry, line)
    if (talk.bodySent) onBodySent()
  })
  let pool = openPool(options, server)

  const attempt = async (parcel: Parcel, signal: AbortSignal | undefined) => {
    talk = nextMessage(talk)
    const deadline = startDeadline(patience, signal)
    onBodySent = deadline.bodySent
    const ending = await send(pool, { parcel, from, signal: deadline.signal })
    deadline.stop()
    const outcome = outcomeOf(talk, ending)
    if (leavesDoubt(talk, outcome)) {
      pool.close({ force: true })
      pool = openPool(options, server)
    }
    return { outcome, isStale: wasStale(talk) && !deadline.signal.aborted }
  }

  return {
    submit: async (parcel, signal) => {
      const first = await attempt(parcel, signal)
      return first.isStale ? (await attempt(parcel, signal)).outcome : first.outcome
    },
    close: () => pool.close(),
  }
}

function openPool(options: ReturnType<typeof connectionOptions>, { login }: SmtpServer) {
  return createTransport({
    ...options,
    pool: true,
    maxConnections: 1,
    // A new connection costs the pool a tenth of a second. A server that wants fewer says 421.
    maxMessages: 1000,
    // Whether to try again is decided by the ledger, not by the pool.
    maxRequeues: 0,
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

async function send(
  pool: ReturnType<typeof openPool>,
  { parcel, from, signal }: { parcel: Parcel; from: string; signal: AbortSignal },
): Promise<Ending> {
  try {
    const envelope = {
      from: { name: '', address: from },
      to: { name: '', address: mailAddress(parcel.address) },
    }
    await pool.sendMail({ envelope, raw: parcel.bytes, signal })
    return { kind: 'accepted' }
  } catch (error) {
    return { kind: 'broken', why: inWords(error) }
  }
}

/** The server answered before it had everything, or not at all: nothing more is sent on that line. */
function leavesDoubt(talk: Conversation, outcome: Outcome): boolean {
  return outcome.kind === 'uncertain' || (hasFlowed(talk) && !talk.bodySent)
}
