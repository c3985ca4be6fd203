import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedByManager, promptDigest } from '../../../src/report/digest/prompt.js'
import type { EditionFacts } from '../../../src/report/facts.js'
import type { History } from '../../../src/report/history.js'
import { account, aged, facts, history } from '../../fixture/history.js'
import { anyPortfolio } from '../arbitraries.js'

const ada = { name: 'Ada Park', address: 'ADA@example.com' }
const today = '2026-11-20'
const asked = { today, closesAt: '2026-11-23T07:00:00.000Z', timeZone: 'UTC' } as const

/** What a manager is asked, as far as they have accounts. */
function told(found: EditionFacts, recipient = ada, answered: readonly string[] = []) {
  const own = askedByManager(found).get(recipient.address.toLowerCase()) ?? []
  return promptDigest(found, { ...asked, recipient, own, answered: new Set(answered) })
}

/** An account of Ada's, last reported on so many weeks ago, or never. */
function owned(accountId: string, ages: readonly number[], over: Partial<History['account']> = {}) {
  return history({
    account: account({ accountId, ...over }),
    snapshots: ages.map((age) => aged(age)),
  })
}

describe('what a manager is asked', () => {
  it('tells the longest silent first, those never reported on before all, then the larger', () => {
    const { open, done, accounts } = told(
      facts([
        owned('A-1', [1]),
        owned('A-2', [0, 1]),
        owned('A-3', [2], { revenue: 10_000_00 }),
        owned('A-4', [7]),
        owned('A-5', []),
        owned('A-6', [2], { revenue: 90_000_00 }),
      ]),
    )
    expect(open.map(({ accountId, weeksSinceUpdate }) => [accountId, weeksSinceUpdate])).toEqual([
      ['A-5', null],
      ['A-4', 7],
      ['A-6', 2],
      ['A-3', 2],
      ['A-1', 1],
    ])
    expect(done.map(({ accountId }) => accountId)).toEqual(['A-2'])
    expect(accounts).toBe(6)
  })

  it('asks of one that is leaving first, whatever scores say, until its manager answers', () => {
    const found = facts([
      owned('A-1', [7]),
      owned('A-2', [0, 1], { endedOn: '2026-12-31' }),
      owned('A-3', [1], { endedOn: '2026-11-30' }),
      owned('A-4', [0]),
      owned('A-5', []),
    ])
    const { open, done } = told(found)
    expect(open.map(({ accountId, leaving }) => [accountId, leaving?.daysLeft ?? null])).toEqual([
      ['A-3', 7],
      ['A-2', 38],
      ['A-5', null],
      ['A-1', null],
    ])
    expect(open[0]?.leaving?.lastDay).toBe('2026-11-30')
    expect(done.map(({ accountId }) => accountId)).toEqual(['A-4'])
    const answered = told(found, ada, ['A-2', 'A-1'])
    expect(answered.open.map(({ accountId }) => accountId)).toEqual(['A-3', 'A-5', 'A-1'])
    expect(answered.done.map(({ accountId }) => accountId)).toEqual(['A-2', 'A-4'])
  })

  it('is about their own active accounts, as far as we want to keep them', () => {
    const found = facts([
      owned('A-1', [1]),
      owned('A-2', [1], { endedOn: '2026-11-18' }),
      owned('A-3', [1], { startedOn: '2026-12-01' }),
      owned('A-4', [1], { desired: false }),
      owned('A-5', [1], { accountManager: { name: 'Ben', address: 'ben@example.com' } }),
    ])
    expect(told(found).open.map(({ accountId }) => accountId)).toEqual(['A-1'])
  })

  it('tells what is known of each, and an action by its days past due on the day it is read', () => {
    const late = { action: 'Call them', owner: 'Ada', dueOn: '2026-11-16', doneOn: null } as const
    const found = facts([{ ...owned('A-1', [1]), action: late }])
    expect(told(found).open).toMatchObject([
      { health: 60, status: 'yellow', weeksSinceUpdate: 1, action: { daysOverdue: 4 } },
    ])
  })

  it('asks every manager together about each account that takes part, once', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const found = facts(histories)
        const managers = new Map(
          found.accounts.map(({ account: { accountManager: one } }) => [
            one.address.toLowerCase(),
            one,
          ]),
        )
        const ids = [...managers.values()].flatMap((recipient) => {
          const { open, done, accounts } = told(found, recipient)
          expect(open.length + done.length).toBe(accounts)
          return [...open, ...done].map(({ accountId }) => accountId)
        })
        const active = found.accounts.filter(
          ({ account, standing }) => account.desired && standing !== null,
        )
        expect(ids.sort()).toEqual(active.map((one) => one.account.accountId).sort())
      }),
    )
  })
})
