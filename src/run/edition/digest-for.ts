import type { Digest } from '../../mail/message.js'
import { accountManagerDigest } from '../../report/digest/account-manager.js'
import { adminDigest, type LedgerReport } from '../../report/digest/admin.js'
import { type Addressee, executiveDigest } from '../../report/digest/digest.js'
import type { EditionFacts } from '../../report/facts.js'
import type { Role } from '../../report/recipient.js'

/** Whom a digest is for, as far as it matters to what it says. */
export interface Reader extends Addressee {
  readonly role: Role
  readonly region: string | null
}

/** Nobody in particular: what the role as a whole is told. */
export function anyReader(role: 'executive' | 'admin'): Reader {
  return { role, name: '', address: '', region: null }
}

/**
 * The digest that a reader gets of an edition's facts. `ledger` is asked for admins alone, so a fault
 * in what only they are told keeps back nobody else's.
 */
export function digestFor(facts: EditionFacts, reader: Reader, ledger: () => LedgerReport): Digest {
  const addressee = { name: reader.name, address: reader.address }
  const somebody = reader.address === '' ? null : addressee
  switch (reader.role) {
    case 'executive':
      return executiveDigest(facts, somebody, reader.region)
    case 'account-manager':
      return accountManagerDigest(facts, addressee)
    case 'admin':
      return adminDigest(facts, somebody, ledger())
  }
}
