import { describe, expect, it } from 'vitest'
import { addDeliveries } from '../../src/store/deliveries.js'
import {
  clearHold,
  ensureInstallation,
  type Hold,
  inDoubtReason,
  readHold,
  setHold,
} from '../../src/store/installation.js'
import { resendUncertain } from '../../src/store/sweep.js'
import { bring, claim, deliveryTo, end, minutes, planned, states } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

const byHand: Hold = { reason: 'the server moves', since: minutes(5), doubt: null }
const restored: Hold = { reason: 'it was restored', since: minutes(9), doubt: '2026-W47' }

async function installed() {
  const db = await scratchDatabase()
  await ensureInstallation(db, { identity: 'ours' })
  return db
}

describe('a hold', () => {
  it('is none until somebody sets it, and none once it is cleared', async () => {
    const db = await installed()
    expect(await readHold(db)).toBeNull()
    await setHold(db, byHand)
    expect(await readHold(db)).toEqual(byHand)
    await clearHold(db, { at: minutes(9), again: false })
    expect(await readHold(db)).toBeNull()
  })

  it('stays as it is when it is set again, unless more is in doubt', async () => {
    const db = await installed()
    await setHold(db, byHand)
    await setHold(db, { ...byHand, reason: 'lunch', since: minutes(7) })
    expect(await readHold(db)).toEqual(byHand)
    await setHold(db, restored)
    expect(await readHold(db)).toEqual({ ...restored, since: byHand.since })
    await setHold(db, { ...restored, reason: 'less', doubt: '2026-W46' })
    await setHold(db, { ...restored, reason: 'nothing', doubt: null })
    expect(await readHold(db)).toEqual({ ...restored, since: byHand.since })
    await setHold(db, { ...restored, reason: 'more', doubt: '2026-W48' })
    expect(await readHold(db)).toMatchObject({ reason: 'more', doubt: '2026-W48' })
  })

  it('cannot be lost for want of a place to keep it', async () => {
    const db = await scratchDatabase()
    await expect(setHold(db, byHand)).rejects.toThrow('no installation')
  })

  it('lets nothing be claimed, and lets what is under way come to its end', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a', 'b'])
    const underWay = await claim(db, edition)
    await setHold(db, byHand)
    expect(await claim(db, edition)).toBeNull()
    if (underWay === null) throw new Error('nothing under way')
    expect(await end(db, underWay, 'submitted')).toBe(true)
    await clearHold(db, { at: minutes(9), again: false })
    expect(await claim(db, edition)).toMatchObject({ address: 'b' })
  })
})

describe('a hold that leaves nothing in doubt', () => {
  it('changes no delivery when it is cleared', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a', 'b', 'c'])
    await bring(db, edition, ['retry', 'sending'])
    const before = await states(db, edition)
    await setHold(db, byHand)
    expect(await clearHold(db, { at: minutes(9), again: false })).toBe(0)
    expect(await states(db, edition)).toEqual(before)
  })
})

describe('a doubt', () => {
  const fates = ['submitted', 'failed', 'uncertain', 'retry', 'sending', 'planned'] as const

  async function doubted({ again }: { again: boolean }) {
    const db = await scratchDatabase()
    const names = [...fates]
    const [before, within, after] = [
      await planned(db, '2026-W46', names),
      await planned(db, '2026-W47', names),
      await planned(db, '2026-W48', names),
    ]
    for (const edition of [before, within, after]) await bring(db, edition, fates)
    await setHold(db, restored)
    const count = await clearHold(db, { at: minutes(9), again })
    return { db, count, before, within, after }
  }

  it('makes uncertain what is not settled of its weeks and those before, and nothing else', async () => {
    const { db, count, before, within, after } = await doubted({ again: false })
    expect(count).toBe(6)
    const settled = ['submitted submitted', 'failed failed', 'uncertain uncertain']
    const held = ['retry uncertain', 'sending uncertain', 'planned uncertain']
    expect(await states(db, before)).toEqual([...settled, ...held])
    expect(await states(db, within)).toEqual([...settled, ...held])
    expect(await states(db, after)).toEqual(fates.map((fate) => `${fate} ${fate}`))
    expect(await deliveryTo(db, within, 'sending')).toMatchObject({
      reason: inDoubtReason,
      settledAt: minutes(9),
      leaseUntil: null,
      nextAttemptAt: null,
    })
  })

  it('leaves all as it is when it may go out again', async () => {
    const { db, count, within } = await doubted({ again: true })
    expect(count).toBe(0)
    expect(await states(db, within)).toEqual(fates.map((fate) => `${fate} ${fate}`))
    const later = await planned(db, '2026-W45', ['late'])
    expect(await states(db, later)).toEqual(['late planned'])
  })

  it('holds for a person what is planned for its weeks later on', async () => {
    const { db, within, after } = await doubted({ again: false })
    const recipient = { role: 'executive', name: '', region: null, zone: null } as const
    for (const { editionId } of [within, after]) {
      const late = { recipient: { ...recipient, address: 'late' }, dueAt: minutes(0) }
      expect(await addDeliveries(db, editionId, [late])).toBe(1)
      expect(await addDeliveries(db, editionId, [late])).toBe(0)
    }
    expect(await deliveryTo(db, within, 'late')).toMatchObject({
      state: 'uncertain',
      reason: inDoubtReason,
    })
    expect(await deliveryTo(db, after, 'late')).toMatchObject({ state: 'planned', reason: null })
    const older = await planned(db, '2026-W40', ['a'])
    expect(await states(db, older)).toEqual(['a uncertain'])
  })

  it('is not forgotten when a later hold is cleared', async () => {
    const { db } = await doubted({ again: false })
    await setHold(db, byHand)
    await clearHold(db, { at: minutes(10), again: false })
    await setHold(db, { ...restored, doubt: '2026-W46' })
    await clearHold(db, { at: minutes(11), again: false })
    const lost = await planned(db, '2026-W45', ['a'])
    expect(await states(db, lost)).toEqual(['a uncertain'])
  })

  it('is left to a person even where uncertain deliveries are sent again by themselves', async () => {
    const { db, within, after } = await doubted({ again: false })
    const times = { nextAttemptAt: minutes(14), dueSince: minutes(0) }
    expect(await resendUncertain(db, { ...times, most: 3, closed: '2026-W48' })).toBe(1)
    expect(await states(db, within)).toContain('uncertain uncertain')
    expect(await states(db, after)).toContain('uncertain retry')
  })
})
