import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Week } from '../../src/report/week.js'
import { readHistory } from '../../src/store/claim.js'
import type { Database } from '../../src/store/database.js'
import type { EditionKind } from '../../src/store/editions.js'
import { clearHold, setHold } from '../../src/store/installation.js'
import { type Ordered, orderResend, readWeekToResend } from '../../src/store/resend.js'
import { unsubscribe } from '../../src/store/unsubscribes.js'
import {
  bring,
  claim,
  deliveryTo,
  end,
  type Fate,
  minutes,
  planned,
  states,
} from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

const fates: Fate[] = ['submitted', 'failed', 'uncertain', 'retry', 'sending', 'planned']

async function ledger() {
  const db = await scratchDatabase()
  const edition = await planned(db, '2026-W47', fates)
  await bring(db, edition, fates)
  return {
    db,
    edition,
    idOf: async (name: Fate) => (await deliveryTo(db, edition, name)).deliveryId,
  }
}

function order(db: Database, deliveryIds: number[], again = false): Promise<Ordered> {
  const order = { deliveryIds, again, at: minutes(30), by: 'ann', why: 'they asked' }
  return orderResend(db, { ...order, hasServer: true, closed: '2026-W47' })
}

describe('ordering a delivery again', () => {
  it.each<[Fate, boolean, boolean]>([
    ['uncertain', false, true],
    ['failed', false, true],
    ['submitted', false, false],
    ['retry', false, false],
    ['sending', false, false],
    ['planned', false, false],
    ['uncertain', true, true],
    ['failed', true, true],
    ['submitted', true, true],
    ['retry', true, false],
    ['sending', true, false],
    ['planned', true, false],
  ])('that is %s, with --again %s: %s', async (fate, again, taken) => {
    const { db, edition, idOf } = await ledger()
    const before = await states(db, edition)
    const ordered = await order(db, [await idOf(fate)], again)
    expect(ordered.kind).toBe(taken ? 'ordered' : 'refused')
    const after = before.map((line) => (taken && line.startsWith(fate) ? `${fate} retry` : line))
    expect(await states(db, edition)).toEqual(after)
  })

  it('makes a report due that nobody was there to send in time', async () => {
    const { db, idOf } = await ledger()
    const id = await idOf('planned')
    await sql`update deliveries set state = 'skipped' where delivery_id = ${id}`.execute(db)
    expect(await order(db, [id])).toMatchObject({
      kind: 'ordered',
      deliveries: [{ deliveryId: id, dueAt: minutes(30) }],
    })
  })

  it('is refused for a skipped prompt, whose week is over', async () => {
    const { db, edition, idOf } = await ledger()
    const id = await idOf('planned')
    await sql`update deliveries set state = 'skipped' where delivery_id = ${id}`.execute(db)
    await sql`update editions set kind = 'prompt' where edition_id = ${edition.editionId}`.execute(
      db,
    )
    expect(await order(db, [id], true)).toMatchObject({
      kind: 'refused',
      refused: [{ deliveryId: id, delivery: { state: 'skipped' } }],
    })
  })

  it.each<[EditionKind, Week, string]>([
    ['prompt', '2026-W47', 'refused'],
    ['new-link', '2026-W46', 'refused'],
    ['prompt', '2026-W48', 'ordered'],
    ['new-link', '2026-W48', 'ordered'],
    ['change', '2026-W47', 'ordered'],
    ['held', '2026-W47', 'ordered'],
  ])(
    'of a %s about %s, where weeks up to 2026-W47 are closed, is %s',
    async (kind, week, taken) => {
      const db = await scratchDatabase()
      const edition = await planned(db, week, ['a'], { kind })
      await bring(db, edition, ['uncertain'])
      const { deliveryId } = await deliveryTo(db, edition, 'a')
      const ordered = await order(db, [deliveryId], true)
      expect(ordered.kind).toBe(taken)
      if (ordered.kind === 'refused')
        expect(ordered.refused).toMatchObject([{ obstacle: 'closed' }])
      expect(await states(db, edition)).toEqual([
        `a ${taken === 'refused' ? 'uncertain' : 'retry'}`,
      ])
    },
  )

  it('is refused for a prompt whose report was made before it was due', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W48', ['a'], { kind: 'prompt' })
    await bring(db, edition, ['failed'])
    await planned(db, '2026-W48', [])
    const { deliveryId } = await deliveryTo(db, edition, 'a')
    expect(await order(db, [deliveryId])).toMatchObject({ refused: [{ obstacle: 'closed' }] })
  })

  it('is refused for one whose recipient has unsubscribed', async () => {
    const { db, idOf } = await ledger()
    const id = await idOf('failed')
    await sql`
      insert into links (link_hash, purpose, address, delivery_id, issued_at, expires_at)
      values ('mailed', 'unsubscribe', '', ${id}, '', '')
    `.execute(db)
    await unsubscribe(db, {
      ...{ deliveryId: id, linkHash: 'mailed', device: '', at: minutes(5) },
    })
    expect(await order(db, [id], true)).toMatchObject({
      kind: 'refused',
      refused: [{ deliveryId: id, obstacle: 'unsubscribed' }],
    })
  })

  it('is refused for one that does not exist', async () => {
    const { db } = await ledger()
    expect(await order(db, [999])).toEqual({
      kind: 'refused',
      refused: [{ deliveryId: 999, delivery: null, obstacle: null }],
    })
  })

  it('changes nothing where one of several is refused', async () => {
    const { db, edition, idOf } = await ledger()
    const before = await states(db, edition)
    const ids = [await idOf('uncertain'), await idOf('submitted'), await idOf('failed')]
    expect(await order(db, ids)).toMatchObject({
      kind: 'refused',
      refused: [{ delivery: { state: 'submitted' } }],
    })
    expect(await states(db, edition)).toEqual(before)
    expect((await readHistory(db, ids)).resends).toEqual([])
  })

  it('leaves a mark of who did it, when, why, and what it had come to', async () => {
    const { db, idOf } = await ledger()
    const id = await idOf('failed')
    await order(db, [id])
    expect((await readHistory(db, [id])).resends).toEqual([
      {
        deliveryId: id,
        afterAttempt: 1,
        state: 'failed',
        dueAt: minutes(0),
        orderedAt: minutes(30),
        orderedBy: 'ann',
        why: 'they asked',
      },
    ])
  })

  it('makes it due at once with the message it has, as a further attempt', async () => {
    const { db, edition, idOf } = await ledger()
    const before = await deliveryTo(db, edition, 'uncertain')
    await order(db, [await idOf('uncertain')])
    const now = await deliveryTo(db, edition, 'uncertain')
    expect(now).toMatchObject({ dueAt: minutes(30), nextAttemptAt: null, settledAt: null })
    expect(now.messageId).toBe(before.messageId)
    expect(now.reason).toContain('ann')
    await bring(db, edition, ['submitted'])
    const claimed = await claim(db, edition, 31)
    expect(claimed).toMatchObject({ address: 'uncertain', attempt: 2, dueAt: minutes(30) })
    if (claimed !== null) await end(db, claimed, 'failed')
    await order(db, [before.deliveryId])
    expect((await readHistory(db, [before.deliveryId])).resends).toHaveLength(2)
  })

  it('plans one that was never composed, and not before it was due', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['early', 'late'], { composed: false })
    await sql`update deliveries set due_at = ${minutes(90)} where address = 'late'`.execute(db)
    await setHold(db, { reason: 'restored', since: minutes(1), doubt: '2026-W47' })
    await clearHold(db, { at: minutes(2), again: false })
    expect(await states(db, edition)).toEqual(['early uncertain', 'late uncertain'])
    const uncertain = await readWeekToResend(db, '2026-W47', 'uncertain')
    const ids = uncertain.map(({ deliveryId }) => deliveryId)
    expect(ids).toHaveLength(2)
    expect(await readWeekToResend(db, '2026-W46', 'uncertain')).toEqual([])
    await order(db, ids)
    expect(await states(db, edition)).toEqual(['early planned', 'late planned'])
    expect(await deliveryTo(db, edition, 'early')).toMatchObject({ dueAt: minutes(30) })
    expect(await deliveryTo(db, edition, 'late')).toMatchObject({ dueAt: minutes(90) })
  })
})
