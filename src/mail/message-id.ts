import { createHmac } from 'node:crypto'
import { domainOf, type Mailbox } from '../address.js'
import type { Week } from '../report/week.js'

/** What tells one delivery from every other. */
export interface MessageKey {
  /** What kind of edition it belongs to: a report, or a notice about one. */
  readonly kind: string
  readonly week: Week
  readonly role: string
  readonly address: string
  /** What tells a letter from another to them in the same week. */
  readonly occasion?: string
}

/**
 * The Message-ID of a delivery: always the same for it under the same key, so that mail systems
 * recognise a second copy, and another one for every other delivery. Under another key it is
 * another one, and without the key nobody can tell it beforehand: mail programs drop what comes
 * under an ID that they have seen. Neither recipient, role nor week can be read from it. People are
 * told apart by address, ignoring case.
 */
export function messageIdOf(addressee: MessageKey, from: Mailbox, key: Buffer): string {
  const { kind, week, role, address, occasion = '' } = addressee
  const only = occasion === '' ? [] : [occasion]
  const named = JSON.stringify([kind, week, role, address.toLowerCase(), ...only])
  const digest = createHmac('sha256', key).update(named).digest('hex').slice(0, 32)
  return `<mmr.${digest}@${domainOf(from)}>`
}
