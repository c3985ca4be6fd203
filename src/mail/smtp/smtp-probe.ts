import type { SMTPConnectionAuth } from 'nodemailer/lib/smtp-connection'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { TokenReading } from '../oauth/token-source.js'
import { errorText } from '../server-words.js'
import type { Readiness } from '../transport.js'
import type { Submitting } from './smtp-channel.js'
import type { Conversation } from './smtp-conversation.js'
import { heard, silence } from './smtp-conversation.js'
import { connectionLogin, nextToken, withoutToken } from './smtp-login.js'
import { connectionOptions } from './smtp-options.js'
import { outcomeOf } from './smtp-outcome.js'
import { printableOutcome } from './smtp-wording.js'

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
