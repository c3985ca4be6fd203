import type { Outcome } from '../../report/delivery.js'
import { secretsOf } from '../login.js'
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

/**
 * One line of at most 300 characters, without anything that a terminal would act upon, and without
 * secrets.
 */
export function oneLine(text: string, secrets: readonly string[]): string {
  const masked = secrets.reduce((rest, secret) => rest.replaceAll(secret, '•••'), text)
  const line = [...masked.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()]
  return line.length <= longest ? line.join('') : `${line.slice(0, longest - 1).join('')}…`
}

const longest = 300
