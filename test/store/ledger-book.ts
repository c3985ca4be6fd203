import type { DeliveryState } from '../../src/report/delivery.js'
import type { Role } from '../../src/report/recipient.js'
import type { Week } from '../../src/report/week.js'
import { type Claim, claimNext, settle } from '../../src/store/claim.js'
import type { Database } from '../../src/store/database.js'
import { addDeliveries, type Delivery, readDeliveries } from '../../src/store/deliveries.js'
import {
  addEdition,
  type Edition,
  type EditionKind,
  readEdition,
} from '../../src/store/editions.js'
import { ensureInstallation } from '../../src/store/installation.js'
import { addMessages } from '../../src/store/messages.js'

/** What a delivery is to be brought to. */
export type Fate = Exclude<DeliveryState, 'skipped'>

/** So many minutes after the Monday on which everything here is due; before it when negative. */
export function minutes(after: number): string {
  return new Date(Date.UTC(2026, 10, 23, 7, after)).toISOString()
}

interface PlannedParts {
  readonly kind?: EditionKind
  readonly role?: Role
  readonly composed?: boolean
}

/** An edition whose deliveries are planned and composed; recipients are named by their address. */
export async function planned(
  db: Database,
  week: Week,
  addresses: readonly string[],
  { kind = 'report', role = 'executive', composed = true }: PlannedParts = {},
): Promise<Edition> {
  const at = minutes(0)
  await ensureInstallation(db, { identity: 'ours' })
  await addEdition(db, {
    kind,
    week,
    dueAt: at,
    cutOff: at,
    madeAt: at,
    late: false,
    facts: null,
  })
  const edition = await readEdition(db, kind, week)
  if (edition === null) throw new Error('no edition')
  const person = { name: '', region: null, zone: null, role }
  const rows = addresses.map((address) => ({ recipient: { ...person, address }, dueAt: at }))
  await addDeliveries(db, edition.editionId, rows)
  if (composed) await compose(db, edition)
  return edition
}

async function compose(db: Database, { editionId }: Edition): Promise<void> {
  const deliveries = await readDeliveries(db, editionId)
  await addMessages(
    db,
    deliveries.map(({ deliveryId, address }) => ({
      deliveryId,
      messageId: `<${deliveryId}@example.com>`,
      subject: 'Monday',
      composedAt: minutes(0),
      bytes: Buffer.from(`To: ${address}\r\n`),
      pictures: [],
    })),
  )
}

/** Claims the next delivery of an edition that is due. */
export function claim(db: Database, { editionId }: Edition, after = 1): Promise<Claim | null> {
  return claimNext(db, {
    editionId,
    owner: 'worker',
    now: minutes(after),
    leaseUntil: minutes(after + 20),
    transport: 'smtp',
    only: null,
  })
}

/** Brings the next deliveries of an edition, in the order of their planning, to these states. */
export async function bring(db: Database, edition: Edition, fates: readonly Fate[]): Promise<void> {
  for (const fate of fates) {
    if (fate === 'planned') continue
    const claimed = await claim(db, edition)
    if (claimed === null) throw new Error('nothing to claim')
    if (fate !== 'sending') await end(db, claimed, fate)
  }
}

/** Records what an attempt has come to, two minutes after everything was due. */
export async function end(
  db: Database,
  claimed: Claim,
  state: Exclude<Fate, 'planned' | 'sending'>,
): Promise<boolean> {
  const nextAttemptAt = state === 'retry' ? Date.parse(minutes(60)) : null
  return await settle(db, claimed, { state, nextAttemptAt, reason: `it ${state}`, at: minutes(2) })
}

/** Each delivery of an edition as its address and state. */
export async function states(db: Database, { editionId }: Edition): Promise<string[]> {
  const deliveries = await readDeliveries(db, editionId)
  return deliveries.map(({ address, state }) => `${address} ${state}`)
}

/** The delivery of an edition to an address. */
export async function deliveryTo(
  db: Database,
  { editionId }: Edition,
  address: string,
): Promise<Delivery> {
  const found = (await readDeliveries(db, editionId)).find((one) => one.address === address)
  if (found === undefined) throw new Error(`nothing to ${address}`)
  return found
}
