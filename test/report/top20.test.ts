import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Account } from '../../src/report/account.js'
import { top20 } from '../../src/report/portfolio.js'
import { addDays, firstDay, lastDay, shiftWeek } from '../../src/report/week.js'
import { account, history, week } from '../fixture/history.js'

/** 52 weeks with the reported one: Monday 24 November 2025 to Sunday 22 November 2026. */
const windowStart = '2025-11-24'

describe('the top 20', () => {
  it.each<[string, Partial<Account>, string]>([
    ['active throughout', {}, 'held'],
    ['began in the week', { startedOn: '2026-11-22' }, 'held'],
    ['begins after the week', { startedOn: '2026-11-23' }, 'out'],
    ['ended on the first day of the 52 weeks', { endedOn: windowStart }, 'lost'],
    ['ended on the day before them', { endedOn: '2025-11-23' }, 'out'],
    ['ended in the week', { endedOn: '2026-11-22' }, 'lost'],
    ['ends after the week', { endedOn: '2026-11-23' }, 'held'],
    ['began and ended within', { startedOn: '2026-01-05', endedOn: '2026-03-01' }, 'lost'],
    ['not desired', { desired: false }, 'out'],
    ['not desired and lost', { desired: false, endedOn: '2026-03-01' }, 'out'],
  ])('%s', (_, overrides, expected) => {
    const [found] = top20([history({ account: account(overrides) })], week)
    const state = found === undefined ? 'out' : found.lostOn === null ? 'held' : 'lost'
    expect(state).toBe(expected)
    if (state === 'lost') expect(found?.lostOn).toBe(overrides.endedOn)
  })

  it('reaches back 52 weeks, the reported one included', () => {
    expect(firstDay(shiftWeek(week, -51))).toBe(windowStart)
  })

  it('takes the larger contract, between equals the lower account id, whatever the order', () => {
    const accounts = Array.from({ length: 30 }, (_, index) =>
      account({ accountId: `A-${10 + index}`, revenue: index < 3 ? 900 : 500 }),
    )
    const expected = accounts.slice(0, 20).map(({ accountId }) => accountId)
    for (const given of [accounts, [...accounts].reverse()]) {
      expect(
        top20(
          given.map((one) => history({ account: one })),
          week,
        ).map((top) => top.account.accountId),
      ).toEqual(expected)
    }
  })

  it('holds no more than 20, none smaller than one left out, and no other order', () => {
    fc.assert(
      fc.property(fc.array(anyTop, { maxLength: 40 }), (given) => {
        const accounts = given.map((one, index) => ({ ...one, accountId: `A-${index}` }))
        const eligible = accounts.filter(wasActiveWithin)
        const found = top20(
          accounts.map((one) => history({ account: one })),
          week,
        ).map((top) => top.account)
        expect(found).toHaveLength(Math.min(20, eligible.length))
        const least = Math.min(...found.map(({ revenue }) => revenue))
        const out = eligible.filter((one) => !found.includes(one))
        expect(out.every(({ revenue }) => revenue <= least)).toBe(true)
        expect([...found].sort((a, b) => b.revenue - a.revenue)).toEqual(found)
      }),
    )
  })
})

const anyTop = fc
  .record({
    revenue: fc.integer({ min: 0, max: 20 }),
    desired: fc.boolean(),
    startedOn: fc.constantFrom(null, '2020-01-01', '2026-11-20', '2026-11-23'),
    endedOn: fc.constantFrom(null, null, '2025-11-23', '2025-11-24', '2026-11-22', '2026-12-31'),
  })
  .map((parts) => account(parts as Partial<Account>))
  .filter(({ startedOn, endedOn }) => (startedOn ?? '') <= (endedOn ?? '9999-12-31'))

const windowDays = Array.from({ length: 364 }, (_, index) => addDays(lastDay(week), -index))

/** Some day of the 52 weeks lies between its first and its last. */
function wasActiveWithin({ desired, startedOn, endedOn }: Account): boolean {
  const [from, to] = [startedOn ?? '0000-01-01', endedOn ?? '9999-12-31']
  return desired && windowDays.some((day) => from <= day && day <= to)
}
