import { createHash } from 'node:crypto'
import type { Week } from '../report/week.js'
import { domainOf, type Mailbox } from './mailbox.js'

/** What tells one delivery from every other. */
export interface Addressee {
  /** What kind of edition it belongs to: a report, or a notice about one. */
  readonly kind: string
  readonly week: Week
  readonly role: string
  readonly address: string
  /** What tells a letter from another to them in the same week. */
  readonly occasion?: string
}

/**
 * The Message-ID of a delivery: always the same for it, so that mail systems recognise a second
 * copy, and another one for every other delivery. Neither recipient nor role can be read from it.
 * People are told apart by address, ignoring case.
 */
export function messageIdOf(addressee: Addressee, from: Mailbox): string {
  const { kind, week, role, address, occasion = '' } = addressee
  const only = occasion === '' ? [] : [occasion]
  const key = JSON.stringify([kind, week, role, address.toLowerCase(), ...only])
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 32)
  return `<mmr.${digest}@${domainOf(from)}>`
}
