import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import { messageIdOf } from '../../src/mail/message-id.js'
import { renderMessage } from '../../src/mail/render.js'
import { digestFor } from '../../src/run/digest-for.js'
import { openDatabase } from '../../src/store/database.js'
import { readDeliveries } from '../../src/store/deliveries.js'
import { readEdition, readFacts } from '../../src/store/editions.js'
import { readDeliveryReport } from '../../src/store/receipt.js'
import { filledDesk, ledger, scores, week, weekCsv } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

const from = { name: 'Monday Report', address: 'report@example.com' }

describe('an edition', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await filledDesk()
    await desk.mmr('send')
    desk.write('later.csv', weekCsv(week, { 'A-1': 1, 'A-3': 99 }))
    await desk.mmr('import', 'snapshots', 'later.csv')
  })
  afterAll(() => desk.close())

  test('renders and composes again from its frozen facts to the very bytes that went out', async () => {
    const db = await openDatabase(`${desk.directory}/mmr.sqlite`)
    const edition = await readEdition(db, 'report', week)
    const editionId = edition?.editionId ?? 0
    const facts = await readFacts(db, editionId)
    const deliveries = await readDeliveries(db, editionId)
    const thisEdition = await readDeliveryReport(db, editionId)
    await db.destroy()
    if (facts === null) throw new Error('no facts')

    const kept = new Map(
      desk
        .rows<{ delivery_id: number; composed_at: string; bytes: Buffer }>('select * from messages')
        .map((row) => [row.delivery_id, row]),
    )
    const accountManagers = deliveries.filter(({ role }) => role === 'account-manager')
    const told = { thisEdition, previousEdition: null, accountManagers, importProblems: [] }
    for (const delivery of deliveries) {
      const { composed_at: composedAt = '', bytes } = kept.get(delivery.deliveryId) ?? {}
      const again = await composeMessage(
        renderMessage(digestFor(facts, delivery, told), { cutOff: facts.cutOff }),
        {
          from,
          to: delivery,
          replyTo: null,
          date: Date.parse(composedAt),
          messageId: messageIdOf(delivery, from),
        },
      )
      expect(again.toString()).toBe(bytes?.toString())
    }
    expect(deliveries).toHaveLength(5)
  })
})

describe('a week that is corrected after its own edition went out', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await filledDesk()
    await desk.mmr('send')
    desk.wait(24 * 3_600_000)
    desk.write('corrected.csv', weekCsv(week, { 'A-1': 65 }))
    await desk.mmr('import', 'snapshots', 'corrected.csv')
    desk.wait(6 * 24 * 3_600_000)
    desk.write('next.csv', weekCsv('2026-W47', { ...scores, 'A-1': 60 }))
    await desk.mmr('import', 'snapshots', 'next.csv')
    await desk.mmr('send')
  })
  afterAll(() => desk.close())

  interface Row {
    readonly accountId: string
    readonly previousHealth: number
    readonly restatedFrom: number | null
  }

  async function movements(of: string): Promise<Row[]> {
    const { out } = await desk.mmr('preview', '--role', 'executive', '--week', of, '--json')
    return JSON.parse(out).movements
  }

  test('is marked restated in the next one, with the figure that had been told', async () => {
    const rows = await movements('2026-W47')
    const restated = rows.filter(({ restatedFrom }) => restatedFrom !== null)
    expect(restated).toMatchObject([
      { accountId: 'A-1', previousHealth: 65, restatedFrom: 45, change: -5, movement: 'down' },
    ])
  })

  test('stays what it was in its own', async () => {
    const own = (await movements(week)).find(({ accountId }) => accountId === 'A-1')
    expect(own).toMatchObject({ health: 45, previousHealth: 80, restatedFrom: null })
  })

  test('is told to the admins, next to what became of the edition before', async () => {
    const { out } = await desk.mmr('preview', '--role', 'admin', '--week', '2026-W47', '--json')
    const { administration } = JSON.parse(out)
    expect(administration.restated).toMatchObject([{ accountId: 'A-1' }])
    expect(administration.previousEdition).toMatchObject({ week, planned: 4, submitted: 4 })
    expect(ledger(desk, '2026-W47')).toHaveLength(5)
  })
})
