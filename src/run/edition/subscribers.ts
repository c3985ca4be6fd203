import type { Recipient, Role } from '../../report/recipient.js'
import type { Database } from '../../store/database.js'
import { readUnsubscribes, type Unsubscribe } from '../../store/unsubscribes.js'

/** Those who are to get a digest or a notice, without those who want no more mail in that role. */
export async function subscribers(
  db: Database,
  everyone: readonly Recipient[],
): Promise<Recipient[]> {
  const unsubscribeOf = await readUnsubscribeOf(db)
  return everyone.filter((recipient) => unsubscribeOf(recipient) === null)
}

/**
 * Finds what somebody asked for by unsubscribing in a role; null where they did not, or not any
 * more.
 */
export async function readUnsubscribeOf(
  db: Database,
): Promise<(who: { readonly role: Role; readonly address: string }) => Unsubscribe | null> {
  const byKey = new Map(
    (await readUnsubscribes(db)).map((one) => [keyOf(one.role, one.recipient), one]),
  )
  return ({ role, address }) => byKey.get(keyOf(role, address.toLowerCase())) ?? null
}

function keyOf(role: Role, recipient: string): string {
  return `${role} ${recipient}`
}
