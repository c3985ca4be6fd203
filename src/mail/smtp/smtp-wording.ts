import type { Outcome } from '../../report/delivery.js'
import { secretsOf } from '../login.js'
import { oneLine } from '../server-words.js'
import type { SmtpServer } from './smtp-server-url.js'

/** An outcome fit for ledger, log and terminal, whatever the server has said. */
export function printableOutcome<Any extends Outcome>(outcome: Any, server: SmtpServer): Any {
  return 'response' in outcome
    ? { ...outcome, response: worded(outcome.response, server) }
    : { ...outcome, reason: worded(outcome.reason, server) }
}

/** A line fit for print, without the secrets of the login. */
export function worded(text: string, { login }: Pick<SmtpServer, 'login'>): string {
  return oneLine(text, secretsOf(login))
}
