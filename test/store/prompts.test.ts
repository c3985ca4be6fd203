import { describe, expect, it } from 'vitest'
import {
  closePrompts,
  readPromptOutcomes,
  recordPlanned,
  skipDeliveries,
} from '../../src/store/editions.js'
import {
  clearHold,
  endPrompting,
  ensureInstallation,
  recordPrompting,
  setHold,
} from '../../src/store/installation.js'
import { readHighWater } from '../../src/store/mark.js'
import { readLastClosed, readOutcomes, readReportState } from '../../src/store/open-editions.js'
import { bring, deliveryTo, minutes, planned, states } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

const asked = { kind: 'prompt', role: 'account-manager' } as const

describe('a prompt beside the reports', () => {
  it('is in doubt with the report that was due last before it, not with that of its own week', async () => {
    const db = await scratchDatabase()
    await planned(db, '2026-W46', ['a'])
    const prompt = await planned(db, '2026-W47', ['b'], asked)
    expect(await readHighWater(db)).toMatchObject({ lastEdition: '2026-W46' })
    await setHold(db, { reason: 'restored', since: minutes(0), doubt: '2026-W46' })
    expect(await clearHold(db, { at: minutes(1), again: false })).toBe(2)
    expect(await states(db, prompt)).toEqual(['b uncertain'])
    expect(await states(db, await planned(db, '2026-W47', ['a']))).toEqual(['a planned'])
    expect(await states(db, await planned(db, '2026-W48', ['b'], asked))).toEqual(['b planned'])
  })

  it('in its first week of a year is in doubt with the last of the year before', async () => {
    const db = await scratchDatabase()
    await planned(db, '2027-W01', ['b'], asked)
    expect(await readHighWater(db)).toMatchObject({ lastEdition: '2026-W53' })
  })

  it('says nothing of the report of its week, nor that of the prompt', async () => {
    const db = await scratchDatabase()
    const prompt = await planned(db, '2026-W47', ['a'], asked)
    await recordPlanned(db, prompt.editionId, minutes(0))
    await bring(db, prompt, ['uncertain'])
    expect(await readOutcomes(db)).toEqual(new Map())
    expect(await readLastClosed(db)).toBeNull()
    const state = { made: false, held: false, open: 0, failed: 0, uncertain: 0 }
    expect(await readReportState(db, '2026-W47')).toMatchObject(state)
    expect(await readPromptOutcomes(db)).toEqual(new Map([['2026-W47', 'made']]))
  })

  it('is not asked for where the report is made, and is where it was begun for one alone', async () => {
    const db = await scratchDatabase()
    const report = await planned(db, '2026-W46', ['a'])
    await recordPlanned(db, report.editionId, minutes(0))
    await planned(db, '2026-W47', ['a'], asked)
    await planned(db, '2026-W45', [], { kind: 'skipped-prompt' })
    expect(await readPromptOutcomes(db)).toEqual(
      new Map([
        ['2026-W45', 'skipped'],
        ['2026-W46', 'made'],
      ]),
    )
  })
})

describe('prompts come to an end', () => {
  it('with the report of their week, and so do earlier ones; reports don’t', async () => {
    const db = await scratchDatabase()
    const earlier = await planned(db, '2026-W46', ['a'], asked)
    const last = await planned(db, '2026-W47', ['a', 'b', 'c', 'd', 'e'], asked)
    const running = await planned(db, '2026-W48', ['a'], asked)
    const report = await planned(db, '2026-W47', ['a'])
    await bring(db, last, ['submitted', 'retry', 'uncertain', 'sending', 'planned'])
    expect(await closePrompts(db, { week: '2026-W47', now: minutes(3) })).toBe(3)
    expect(await states(db, earlier)).toEqual(['a skipped'])
    expect(await states(db, last)).toEqual([
      'a submitted',
      'b failed',
      'c uncertain',
      'd sending',
      'e skipped',
    ])
    expect((await deliveryTo(db, last, 'b')).reason).toBe('gave up: it retry')
    expect((await deliveryTo(db, last, 'e')).reason).toBe('the report of its week was due')
    expect([...(await states(db, running)), ...(await states(db, report))]).toEqual([
      'a planned',
      'a planned',
    ])
    expect(await closePrompts(db, { week: '2026-W47', now: minutes(4) })).toBe(0)
  })

  it('for somebody who needs none, unless it has begun to leave', async () => {
    const db = await scratchDatabase()
    const edition = await planned(db, '2026-W47', ['a', 'b', 'c'], asked)
    await bring(db, edition, ['sending'])
    const [a, b] = [await deliveryTo(db, edition, 'a'), await deliveryTo(db, edition, 'b')]
    const ids = [a.deliveryId, b.deliveryId]
    await skipDeliveries(db, ids, { at: minutes(1), reason: 'nothing to ask' })
    expect(await states(db, edition)).toEqual(['a sending', 'b skipped', 'c planned'])
    const skipped = { settledAt: minutes(1), reason: 'nothing to ask' }
    expect(await deliveryTo(db, edition, 'b')).toMatchObject(skipped)
  })
})

describe('since when prompts are sent', () => {
  it('stays what it was until they end, and begins anew', async () => {
    const db = await scratchDatabase()
    await ensureInstallation(db, { identity: 'ours' })
    expect(await recordPrompting(db, minutes(1))).toBe(minutes(1))
    expect(await recordPrompting(db, minutes(2))).toBe(minutes(1))
    await endPrompting(db)
    await endPrompting(db)
    expect(await recordPrompting(db, minutes(3))).toBe(minutes(3))
  })

  it('can’t be lost for want of a place to keep it', async () => {
    const db = await scratchDatabase()
    await expect(recordPrompting(db, minutes(1))).rejects.toThrow('no installation')
  })
})
