import type { SMTPConnectionAuth } from 'nodemailer/lib/smtp-connection'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Outcome } from '../../report/delivery.js'
import { secretsOf } from '../login.js'
import type { TokenReading } from '../oauth/token-source.js'
import type { SmtpServer } from '../server-url.js'
import { errorText, oneLine } from '../server-words.js'
import type { Readiness, Transport } from '../transport.js'
import { connectionOptions, openChannel, type Submitting } from './channel.js'
import { type Conversation, heard, outcomeOf, silence } from './conversation.js'
import { connectionLogin, nextToken, withoutToken } from './login.js'

/**
 * Submits over SMTP, with at most `connections` connections that are kept between messages. Further
 * submissions wait for a free one; their time does not begin before.
 */
export function createSmtpTransport(submitting: Submitting & { connections: number }): Transport {
  const { server, connections } = submitting
  const channels = Array.from({ length: connections }, () => openChannel(submitting))
  const lend = lending(channels)
  return {
    kind: 'smtp',
    submit: async (...submission) => {
      const outcome = await lend((channel) => channel.submit(...submission))
      return printableOutcome(outcome, server)
    },
    verify: () => probe(submitting),
    close: async () => {
      for (const channel of channels) channel.close()
    },
  }
}

/**
 * Lends each item to one borrower at a time; the one used last goes first, its connection is warm.
 */
function lending<Item>(items: readonly Item[]) {
  const free = [...items]
  const waiting: ((item: Item) => void)[] = []
  return async <Result>(use: (item: Item) => Promise<Result>): Promise<Result> => {
    const item = free.pop() ?? (await new Promise<Item>((resolve) => waiting.push(resolve)))
    try {
      return await use(item)
    } finally {
      const next = waiting.shift()
      if (next === undefined) free.push(item)
      else next(item)
    }
  }
}

/**
 * Connects, logs in where there is a login, and takes leave. A token that is refused is tried again
 * with a new one.
 */
export async function probe(submitting: Submitting): Promise<Readiness> {
  const first = await attempt(submitting)
  const { login } = submitting.server
  const next = await nextToken(login, first.talk, first.shown)
  if (next === null) return first.readiness
  return next.kind === 'token' ? (await attempt(submitting)).readiness : next
}

interface Attempt {
  readonly readiness: Readiness
  readonly talk: Conversation
  /** The token that the server was shown, or why there was none; null where none was wanted. */
  readonly shown: TokenReading | null
}

async function attempt({ server, patience }: Submitting): Promise<Attempt> {
  let talk = silence
  let shown: TokenReading | null = null
  const options = connectionOptions(server, patience, (entry, line) => {
    talk = heard(talk, entry, line)
  })
  const connection = new SMTPConnection(options)
  const { login } = server
  const auth =
    login &&
    connectionLogin(login, (reading) => {
      shown = reading
    })
  try {
    await within(patience.message, (done) => logIn(connection, auth, done))
    connection.quit()
    return { readiness: { kind: 'ready' }, talk, shown }
  } catch (error) {
    connection.close()
    const { kind, ...outcome } =
      withoutToken(shown) ?? outcomeOf(talk, { kind: 'broken', why: errorText(error) })
    const reason = 'reason' in outcome ? outcome.reason : outcome.response
    const readiness = { kind: kind === 'paused' ? kind : ('retry' as const), reason }
    return { readiness: printableOutcome(readiness, server), talk, shown }
  }
}

type Done = (error?: Error | null) => void

function logIn(connection: SMTPConnection, auth: SMTPConnectionAuth | null, done: Done): void {
  connection.once('error', done)
  connection.once('end', () => done(new Error('the server hung up')))
  connection.connect((error) => {
    if (error || auth === null) return done(error)
    if (!connection.allowsAuth) return done(new Error('the server offers no login'))
    connection.login(auth, done)
  })
}

function within(milliseconds: number, run: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error(`not logged in within ${milliseconds / 1000} seconds`))
    const timer = setTimeout(late, milliseconds)
    run((error) => {
      clearTimeout(timer)
      if (error) reject(error)
      else resolve()
    })
  })
}

/** An outcome fit for ledger, log and terminal, whatever the server has said. */
function printableOutcome<Any extends Outcome>(outcome: Any, server: SmtpServer): Any {
  return 'response' in outcome
    ? { ...outcome, response: worded(outcome.response, server) }
    : { ...outcome, reason: worded(outcome.reason, server) }
}

/** A line fit for print, without the secrets of the login. */
export function worded(text: string, { login }: Pick<SmtpServer, 'login'>): string {
  return oneLine(text, secretsOf(login))
}
