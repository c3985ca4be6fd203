import type { Outcome } from '../../report/delivery.js'
import type { SmtpServer } from './smtp-server-url.js'

/** An outcome fit for ledger, log and terminal, whatever the server has said. */
export function printable<Any extends Outcome>(outcome: Any, server: SmtpServer): Any {
  return 'response' in outcome
    ? { ...outcome, response: worded(outcome.response, server) }
    : { ...outcome, reason: worded(outcome.reason, server) }
}

/**
 * One line of at most 300 characters, without anything that a terminal would act upon, and without
 * the password: some servers repeat what they were sent, also as the login has it, in base64.
 */
export function worded(text: string, { login }: Pick<SmtpServer, 'login'>): string {
  const masked = secretsOf(login).reduce((rest, secret) => rest.replaceAll(secret, '•••'), text)
  const line = [...masked.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()]
  return line.length <= longest ? line.join('') : `${line.slice(0, longest - 1).join('')}…`
}

const longest = 300

function secretsOf(login: SmtpServer['login']): string[] {
  if (login === null || login.password === '') return []
  const { user, password } = login
  const sent = [`\0${user}\0${password}`, password].map((it) => Buffer.from(it).toString('base64'))
  return [...sent, password]
}
