import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { deliveryStates } from '../../src/report/delivery.js'
import type { Recipient } from '../../src/report/recipient.js'
import type { Database } from '../../src/store/database.js'
import { addDeliveries, isFiled, readDeliveries } from '../../src/store/deliveries.js'
import { recordPlanned } from '../../src/store/editions.js'
import { addMessages, readUncomposed } from '../../src/store/messages.js'
import { bring, minutes, planned, states } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

const ada: Recipient = {
  ...{ role: 'executive', name: 'Ada Boss', address: 'Ada@Example.com', region: 'West' },
  zone: 'Europe/Berlin',
}

async function empty(db: Database) {
  return await planned(db, '2026-W47', [])
}

describe('a delivery', () => {
  it('is planned with what is known of its recipient, whatever stands in the name', async () => {
    const db = await scratchDatabase()
    const { editionId } = await empty(db)
    const name = `"Zoë'; drop table deliveries; -- \u202e👩🏽‍🚒`
    await addDeliveries(db, editionId, [{ recipient: { ...ada, name }, dueAt: minutes(5) }])
    expect(await readDeliveries(db, editionId)).toEqual([
      {
        ...{ deliveryId: expect.any(Number), editionId, kind: 'report', week: '2026-W47' },
        ...{ role: 'executive', name, address: 'Ada@Example.com', region: 'West' },
        occasion: '',
        ...{ dueAt: minutes(5), state: 'planned', attempt: 0, nextAttemptAt: null },
        ...{ leaseUntil: null, settledAt: null, reason: null, transport: null },
        ...{ messageId: null, subject: null, isKept: false },
      },
    ])
  })

  it('is one for each edition, role and address, ignoring case', async () => {
    const db = await scratchDatabase()
    const { editionId } = await empty(db)
    const other = await planned(db, '2026-W46', [])
    const plan = async (to: Partial<Recipient>, edition = editionId) =>
      await addDeliveries(db, edition, [{ recipient: { ...ada, ...to }, dueAt: minutes(0) }])
    await plan({})
    await plan({ address: 'ADA@EXAMPLE.COM', name: 'Another name' })
    await plan({ role: 'admin' })
    await plan({ address: 'eve@example.com' })
    await plan({}, other.editionId)
    const found = await readDeliveries(db, editionId)
    expect(found.map(({ role, name, address }) => [role, name, address])).toEqual([
      ['executive', 'Ada Boss', 'Ada@Example.com'],
      ['admin', 'Ada Boss', 'Ada@Example.com'],
      ['executive', 'Ada Boss', 'eve@example.com'],
    ])
    expect(await readDeliveries(db, other.editionId)).toHaveLength(1)
  })

  it('stays what it has become, whoever plans it again', async () => {
    const db = await scratchDatabase()
    const addresses = ['sent', 'failed', 'doubtful', 'under way', 'waiting']
    const edition = await planned(db, '2026-W47', addresses)
    await bring(db, edition, ['submitted', 'failed', 'uncertain', 'sending', 'planned'])
    await recordPlanned(db, edition.editionId, minutes(0))
    const before = await readDeliveries(db, edition.editionId)
    const again = addresses.map((address) => ({
      recipient: { ...ada, address, name: '', region: null },
      dueAt: minutes(90),
    }))
    await addDeliveries(db, edition.editionId, again)
    expect(await readDeliveries(db, edition.editionId)).toEqual(before)
  })

  it('gets another time while it waits and its edition is not planned for everyone', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['sent', 'waiting', 'same'])
    await bring(db, edition, ['submitted'])
    const other = await planned(db, '2026-W46', ['theirs'])
    await recordPlanned(db, other.editionId, minutes(0))
    const at = (address: string, dueAt: string) => ({ recipient: { ...ada, address }, dueAt })
    const times = async ({ editionId }: typeof edition) =>
      (await readDeliveries(db, editionId)).map(({ dueAt }) => dueAt)
    const again = [at('sent', minutes(9)), at('waiting', minutes(9)), at('same', minutes(0))]
    expect(await addDeliveries(db, edition.editionId, again)).toBe(1)
    expect(await times(edition)).toEqual([minutes(0), minutes(9), minutes(0)])
    expect(await addDeliveries(db, other.editionId, [at('theirs', minutes(9))])).toBe(0)
    expect(await times(other)).toEqual([minutes(0)])
  })

  it.each([
    ['submitted', 'outbox', true],
    ['submitted', 'smtp', false],
    ['submitted', null, false],
    ['retry', 'outbox', false],
    ['failed', 'smtp', false],
  ] as const)('that is %s by way of %s lies in a file: %s', (state, transport, filed) => {
    expect(isFiled({ state, transport })).toBe(filed)
  })

  it('is read in the order in which it was planned', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['c', 'a', 'b'])
    expect(await states(db, edition)).toEqual(['c planned', 'a planned', 'b planned'])
  })

  it('can be in no state but those that there are, and is owned exactly while it is sent', async () => {
    const db = await scratchDatabase()
    await planned(db, '2026-W47', ['a'])
    const set = async (assignments: string) =>
      await sql.raw(`update deliveries set ${assignments}`).execute(db)
    await expect(set(`state = 'delivered'`)).rejects.toThrow(/CHECK/)
    await expect(set(`state = 'sending'`)).rejects.toThrow(/CHECK/)
    await expect(set(`owner = 'me', lease_until = 'x'`)).rejects.toThrow(/CHECK/)
    for (const state of deliveryStates.filter((one) => one !== 'sending')) {
      await expect(set(`state = '${state}'`)).resolves.toBeDefined()
    }
  })
})

describe('a message', () => {
  const message = (deliveryId: number, bytes: Buffer) => ({
    ...{ deliveryId, messageId: `<${deliveryId}@example.com>`, subject: 'Monday' },
    ...{ composedAt: minutes(0), bytes, pictures: [] },
  })

  it('keeps its bytes, each of them, and its subject', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a'], { composed: false })
    const [delivery] = await readDeliveries(db, edition.editionId)
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
    await addMessages(db, [message(delivery?.deliveryId ?? 0, bytes)])
    const { rows } = await sql<{ bytes: Buffer }>`select bytes from messages`.execute(db)
    expect(rows[0]?.bytes.equals(bytes)).toBe(true)
    expect((await readDeliveries(db, edition.editionId))[0]).toMatchObject({
      messageId: `<${delivery?.deliveryId}@example.com>`,
      subject: 'Monday',
    })
  })

  it('is fixed by the first who composes it', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a'], { composed: false })
    const [delivery] = await readDeliveries(db, edition.editionId)
    const id = delivery?.deliveryId ?? 0
    await addMessages(db, [message(id, Buffer.from('first'))])
    await addMessages(db, [message(id, Buffer.from('second'))])
    const { rows } = await sql`select cast(bytes as text) as text from messages`.execute(db)
    expect(rows).toEqual([{ text: 'first' }])
  })

  it('is still to be composed only for those who are due, have none, and are not settled', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a', 'b', 'c'], { composed: false })
    const { editionId } = edition
    const [first] = await readDeliveries(db, editionId)
    await addMessages(db, [message(first?.deliveryId ?? 0, Buffer.from('x'))])
    await sql`update deliveries set state = 'skipped' where recipient = 'b'`.execute(db)
    const turn = 'everyone-else'
    const uncomposed = async (now: string, only: string | null = null) =>
      (await readUncomposed(db, editionId, { now, turn, only })).map(({ address }) => address)
    expect(await uncomposed(minutes(0))).toEqual(['c'])
    expect(await uncomposed(minutes(-1))).toEqual([])
    expect(await uncomposed(minutes(0), 'a')).toEqual([])
    expect(await uncomposed(minutes(0), 'c')).toEqual(['c'])
  })
})
