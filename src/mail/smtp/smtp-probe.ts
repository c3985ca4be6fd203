import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Readiness } from '../transport.js'
import type { Submitting } from './smtp-channel.js'
import { heard, silence } from './smtp-conversation.js'
import { connectionOptions, inWords } from './smtp-options.js'
import { outcomeOf } from './smtp-outcome.js'
import { printable } from './smtp-wording.js'

/** Connects, logs in where there is a login, and takes leave. */
export async function probe({ server, patience }: Submitting): Promise<Readiness> {
  let talk = silence
  const options = connectionOptions(server, patience, (entry, line) => {
    talk = heard(talk, entry, line)
  })
  const connection = new SMTPConnection(options)
  try {
    await within(patience.message, (done) => logIn(connection, server.login, done))
    connection.quit()
    return { kind: 'ready' }
  } catch (error) {
    connection.close()
    const { kind, ...outcome } = outcomeOf(talk, { kind: 'broken', why: inWords(error) })
    const reason = 'reason' in outcome ? outcome.reason : outcome.response
    return printable({ kind: kind === 'paused' ? kind : 'retry', reason }, server)
  }
}

type Done = (error?: Error | null) => void

function logIn(connection: SMTPConnection, login: Submitting['server']['login'], done: Done): void {
  connection.once('error', done)
  connection.once('end', () => done(new Error('the server hung up')))
  connection.connect((error) => {
    if (error || login === null) return done(error)
    if (!connection.allowsAuth) return done(new Error('the server offers no login'))
    connection.login({ user: login.user, pass: login.password }, done)
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
