import { describe, expect, it } from 'vitest'
import { readDeliveryReport } from '../../src/store/deliveries.js'
import { bring, planned } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

describe('the report of an edition’s deliveries', () => {
  it('counts everyone but the admins, and names who has not been submitted to, and why', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a', 'b', 'c', 'd', 'e', 'f'])
    await planned(db, '2026-W47', ['root'], { role: 'admin' })
    await planned(db, '2026-W46', ['elsewhere'])
    await bring(db, edition, ['submitted', 'failed', 'uncertain', 'retry', 'sending', 'planned'])
    const { notSubmitted, ...counts } = await readDeliveryReport(db, edition.editionId)
    expect(counts).toEqual({
      ...{ week: '2026-W47', planned: 6, submitted: 1, failed: 1, uncertain: 1 },
      ...{ skipped: 0, open: 3 },
    })
    expect(notSubmitted.map(({ address, state, reason }) => [address, state, reason])).toEqual([
      ['b', 'failed', 'it failed'],
      ['c', 'uncertain', 'it uncertain'],
      ['d', 'retry', 'it retry'],
      ['e', 'sending', null],
      ['f', 'planned', null],
    ])
  })

  it('of an edition for nobody is all zero', async () => {
    const db = await scratchDatabase()
    const { editionId } = await planned(db, '2026-W47', [])
    expect(await readDeliveryReport(db, editionId)).toMatchObject({ planned: 0, open: 0 })
  })

  it('of an edition that there is not is a fault', async () => {
    await expect(readDeliveryReport(await scratchDatabase(), 7)).rejects.toThrow('no edition 7')
  })
})
