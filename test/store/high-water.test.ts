import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Week } from '../../src/report/week.js'
import { type HighWater, isBehind, readHighWater } from '../../src/store/high-water.js'
import { clearHold, setHold } from '../../src/store/hold.js'
import { ensureInstallation } from '../../src/store/installation.js'
import { bring, minutes, planned } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

describe('how far a ledger has come', () => {
  it('is not known before it has an identity, which it keeps', async () => {
    const db = await scratchDatabase()
    expect(await readHighWater(db)).toBeNull()
    await ensureInstallation(db, { identity: 'ours' })
    await ensureInstallation(db, { identity: 'theirs' })
    expect(await readHighWater(db)).toEqual({ identity: 'ours', attempts: 0, lastEdition: null })
  })

  it('counts every attempt, and names the latest week however late it was sent', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a', 'b', 'c'])
    await bring(db, edition, ['submitted', 'retry', 'sending'])
    await planned(db, '2026-W30', ['a'])
    expect(await readHighWater(db)).toEqual({
      identity: 'ours',
      attempts: 3,
      lastEdition: '2026-W47',
    })
  })

  it('does not go back behind what a lost state may have sent', async () => {
    const db = await scratchDatabase()
    await planned(db, '2026-W46', ['a'])
    await setHold(db, { reason: 'restored', since: minutes(0), doubt: '2026-W48' })
    expect(await readHighWater(db)).toMatchObject({ lastEdition: '2026-W48' })
    await clearHold(db, { at: minutes(1), again: false })
    expect(await readHighWater(db)).toMatchObject({ lastEdition: '2026-W48' })
  })
})

describe('behind', () => {
  const at = (attempts: number, lastEdition: HighWater['lastEdition']): HighWater => ({
    identity: 'ours',
    attempts,
    lastEdition,
  })

  it.each<[HighWater, HighWater, boolean]>([
    [at(3, '2026-W47'), at(3, '2026-W47'), false],
    [at(2, '2026-W47'), at(3, '2026-W47'), true],
    [at(3, '2026-W46'), at(3, '2026-W47'), true],
    [at(9, '2026-W46'), at(3, '2026-W47'), true],
    [at(0, null), at(0, null), false],
    [at(0, null), at(0, '2026-W01'), true],
    [at(0, '2026-W53'), at(0, '2027-W01'), true],
  ])('%j %j: %s', (ledger, other, behind) => {
    expect(isBehind(ledger, other)).toBe(behind)
  })

  it('never holds for a ledger that has grown', () => {
    const growth = fc.tuple(fc.nat(1000), fc.nat(50), fc.integer({ min: 1, max: 52 }), fc.nat(9))
    const week = (number: number) => `2026-W${String(number).padStart(2, '0')}` as Week
    fc.assert(
      fc.property(growth, ([attempts, more, last, later]) => {
        const before = at(attempts, week(last))
        const after = at(attempts + more, week(Math.min(53, last + later)))
        expect(isBehind(after, before)).toBe(false)
      }),
    )
  })
})
