import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Week } from '../../src/report/week.js'
import { type KnownOfLedger, uncertainUpTo } from '../../src/run/ledger-mark.js'
import type { HighWater } from '../../src/store/mark.js'

const latestDue: Week = '2026-W50'

function ours(attempts: number, lastEdition: Week | null): HighWater {
  return { identity: 'ours', attempts, begun: 0, lastEdition }
}

function theirs(attempts: number, lastEdition: Week | null): HighWater {
  return { identity: 'theirs', attempts, begun: 0, lastEdition }
}

describe('what is in doubt after a restore', () => {
  it.each<[string, HighWater, Omit<KnownOfLedger, 'latestDue'>, Week | null]>([
    [
      'nothing, where nothing has happened since',
      ours(20, '2026-W47'),
      { replaced: ours(20, '2026-W47'), mark: ours(20, '2026-W47') },
      null,
    ],
    [
      'nothing, where the one in its place was older still',
      ours(20, '2026-W47'),
      { replaced: ours(10, '2026-W46'), mark: null },
      null,
    ],
    [
      'the edition that was made since',
      ours(20, '2026-W46'),
      { replaced: ours(40, '2026-W47'), mark: ours(40, '2026-W47') },
      '2026-W47',
    ],
    [
      'the last edition, where it was tried again since',
      ours(20, '2026-W47'),
      { replaced: ours(21, '2026-W47'), mark: ours(20, '2026-W47') },
      '2026-W47',
    ],
    [
      'what the mark alone knows of, where an older copy was put in its place by hand',
      ours(20, '2026-W46'),
      { replaced: ours(20, '2026-W46'), mark: ours(40, '2026-W47') },
      '2026-W47',
    ],
    [
      'the edition that the mark names, where the database is damaged',
      ours(20, '2026-W46'),
      { replaced: null, mark: ours(20, '2026-W47') },
      '2026-W47',
    ],
    [
      'even one that it has: how far its run came before the damage, the mark cannot tell',
      ours(20, '2026-W47'),
      { replaced: null, mark: ours(20, '2026-W47') },
      '2026-W47',
    ],
    [
      'all that can have been due, where nothing is left',
      ours(20, '2026-W46'),
      { replaced: null, mark: null },
      latestDue,
    ],
    [
      'all that can have been due, where another ledger is in its place',
      ours(20, '2026-W46'),
      { replaced: theirs(3, '2026-W48'), mark: theirs(3, '2026-W48') },
      latestDue,
    ],
    [
      'what another ledger sent from this place later than that',
      ours(20, '2026-W46'),
      { replaced: theirs(3, '2026-W52'), mark: null },
      '2026-W52',
    ],
    [
      'all that either ledger may have sent',
      ours(20, '2026-W46'),
      { replaced: theirs(3, '2026-W48'), mark: ours(40, '2026-W47') },
      '2026-W48',
    ],
    [
      'nothing, where nothing was ever sent',
      ours(0, null),
      { replaced: ours(0, null), mark: null },
      null,
    ],
  ])('is %s', (_what, restored, known, doubt) => {
    expect(uncertainUpTo(restored, { ...known, latestDue })).toBe(doubt)
  })

  it('is never less than what anybody knows to have been made and it does not', () => {
    const week = fc
      .integer({ min: 1, max: 53 })
      .map((number): Week => `2026-W${String(number).padStart(2, '0')}` as Week)
    const level = fc.record({
      identity: fc.constantFrom('ours', 'theirs'),
      attempts: fc.nat(3),
      begun: fc.nat(3),
      lastEdition: fc.option(week),
    })
    const known = fc.record({ replaced: fc.option(level), mark: fc.option(level) })
    fc.assert(
      fc.property(level, known, (restored, { replaced, mark }) => {
        const doubt = uncertainUpTo(restored, { replaced, mark, latestDue }) ?? ''
        for (const one of [replaced, mark]) {
          const isNews = one?.lastEdition != null && one.lastEdition > (restored.lastEdition ?? '')
          if (isNews) expect(doubt >= (one.lastEdition ?? '')).toBe(true)
        }
      }),
    )
  })
})
