import { expect, test } from 'vitest'
import { settle } from '../../src/store/claim.js'
import type { Database } from '../../src/store/database.js'
import { addDeliveries, readDeliveries, readDeliveryReport } from '../../src/store/deliveries.js'
import type { Edition } from '../../src/store/editions.js'
import { addMessages } from '../../src/store/messages.js'
import { failRejected, readStanding, recomposeAdmins } from '../../src/store/rejections.js'
import { claim, deliveryTo, end, minutes, planned, states } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

/** The next delivery of an edition is rejected, and waits. */
async function reject(db: Database, edition: Edition) {
  const claimed = await claim(db, edition)
  if (claimed === null) throw new Error('nothing to claim')
  const waits = { state: 'retry', nextAttemptAt: Date.parse(minutes(2)), reason: 'no' } as const
  await settle(db, claimed, { ...waits, outcome: 'rejected', at: minutes(2) })
  return claimed
}

async function addAdmin(db: Database, { editionId }: Edition): Promise<void> {
  const address = 'root'
  const recipient = { name: '', region: null, zone: null, role: 'admin', address } as const
  await addDeliveries(db, editionId, [{ recipient, dueAt: minutes(0) }])
}

async function compose(db: Database, edition: Edition, address: string): Promise<void> {
  const { deliveryId } = await deliveryTo(db, edition, address)
  const message = {
    subject: 'Monday',
    composedAt: minutes(0),
    bytes: Buffer.from('x'),
    pictures: [],
  }
  await addMessages(db, [{ ...message, deliveryId, messageId: `<${deliveryId}@x>` }])
}

test('one that was rejected waits, counts as no try, and fails when it is told to', async () => {
  const db = await scratchDatabase()
  const edition = await planned(db, '2026-W47', ['ada', 'bob'])
  const rejection = await reject(db, edition)
  expect(await states(db, edition)).toEqual(['ada retry', 'bob planned'])
  const standing = { rejected: 1, open: 1, isTaken: false }
  expect(await readStanding(db, edition.editionId)).toEqual(standing)
  const [failed] = await failRejected(db, [rejection], minutes(3))
  expect(failed).toMatchObject({ address: 'ada', state: 'failed', reason: 'no' })
  expect(await failRejected(db, [rejection], minutes(3))).toEqual([])
})

test('one that was tried again meanwhile stays as it is', async () => {
  const db = await scratchDatabase()
  const edition = await planned(db, '2026-W47', ['ada'])
  const rejection = await reject(db, edition)
  const again = await claim(db, edition, 5)
  expect(again).toMatchObject({ attempt: 2, tries: 1 })
  expect(await failRejected(db, [rejection], minutes(6))).toEqual([])
  expect(await states(db, edition)).toEqual(['ada sending'])
  if (again !== null) await end(db, again, 'retry')
  expect(await failRejected(db, [rejection], minutes(6))).toEqual([])
  expect(await states(db, edition)).toEqual(['ada retry'])
})

test('the receipt calls failed what was rejected, once nothing else is left', async () => {
  const db = await scratchDatabase()
  const edition = await planned(db, '2026-W47', ['ada', 'bob'])
  await reject(db, edition)
  expect(await readDeliveryReport(db, edition.editionId)).toMatchObject({ failed: 0, open: 2 })
  const bob = await claim(db, edition)
  if (bob !== null) await end(db, bob, 'submitted')
  expect(await readDeliveryReport(db, edition.editionId)).toMatchObject({
    submitted: 1,
    failed: 1,
    open: 0,
    notSubmitted: [{ address: 'ada', state: 'failed' }],
  })
})

test.each([
  ['was rejected', 'rejected', null],
  ['a server may have', 'uncertain', 'Monday'],
] as const)('an admins’ mail that %s, while others are open', async (_what, outcome, subject) => {
  const db = await scratchDatabase()
  const edition = await planned(db, '2026-W47', ['ada'], { composed: false })
  await addAdmin(db, edition)
  await compose(db, edition, 'root')
  const claimed = await claim(db, edition)
  const waits = { state: 'retry', nextAttemptAt: Date.parse(minutes(2)), reason: 'no' } as const
  if (claimed !== null) await settle(db, claimed, { ...waits, outcome, at: minutes(2) })
  await recomposeAdmins(db, edition.editionId)
  expect(await deliveryTo(db, edition, 'root')).toMatchObject({
    state: subject === null ? 'planned' : 'retry',
    subject,
    attempt: 1,
  })
  expect(await readDeliveries(db, edition.editionId)).toHaveLength(2)
})

test('an admins’ mail stays when nobody else is open', async () => {
  const db = await scratchDatabase()
  const edition = await planned(db, '2026-W47', [])
  await addAdmin(db, edition)
  await compose(db, edition, 'root')
  await reject(db, edition)
  await recomposeAdmins(db, edition.editionId)
  expect(await deliveryTo(db, edition, 'root')).toMatchObject({ state: 'retry', subject: 'Monday' })
})
