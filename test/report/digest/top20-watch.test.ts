import { describe, expect, it } from 'vitest'
import { accountManagerDigest } from '../../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import type { History } from '../../../src/report/history.js'
import type { Day } from '../../../src/report/week.js'
import { account, aged, facts, history } from '../../fixture/history.js'

const ben = { name: 'Ben Ito', address: 'ben@example.com' }

function large(accountId: string, revenue: number, endedOn: Day | null = null): History {
  return history({ account: account({ accountId, revenue, endedOn }), snapshots: [aged(0, 40)] })
}

describe('the top-20 watch', () => {
  it.each([
    [0, false],
    [1, false],
    [2, true],
    [3, true],
  ])('with %i lost: alarm %s', (lost, alarm) => {
    const gone = Array.from({ length: lost }, (_, index) => large(`L-${index}`, 80, '2026-03-01'))
    const { top20 } = executiveDigest(facts([...gone, large('A', 90)]), null, null)
    expect(top20).toMatchObject({ lost, alarm, red: 1 })
  })

  it('counts those lost in the week and before it, and the red of today only', () => {
    const { top20 } = executiveDigest(
      facts([
        large('lost-earlier', 900, '2026-03-01'),
        large('lost-now', 800, '2026-11-18'),
        large('red', 700),
        history({
          account: account({ accountId: 'green', revenue: 600 }),
          snapshots: [aged(0, 80)],
        }),
        history({ account: account({ accountId: 'silent', revenue: 500 }) }),
        history({
          account: account({ accountId: 'carried-red', revenue: 400 }),
          snapshots: [aged(3, 1)],
        }),
      ]),
      null,
      null,
    )
    expect(top20).toMatchObject({ lost: 2, red: 2, alarm: true })
    expect(
      top20.accounts.map(({ accountId, status, lostOn }) => [accountId, status, lostOn]),
    ).toEqual([
      ['lost-earlier', null, '2026-03-01'],
      ['lost-now', null, '2026-11-18'],
      ['red', 'red', null],
      ['green', 'green', null],
      ['silent', 'unknown', null],
      ['carried-red', 'red', null],
    ])
  })

  it("is the contractor's 20: a reader sees their own among them", () => {
    const own = history({
      account: account({ accountId: 'own', revenue: 1, accountManager: ben }),
      snapshots: [aged(0, 40)],
    })
    const others = Array.from({ length: 20 }, (_, index) => large(`A-${index}`, 100))
    expect(accountManagerDigest(facts([own, ...others]), ben).top20.accounts).toEqual([])
    const among = accountManagerDigest(facts([own, ...others.slice(1)]), ben).top20
    expect(among.accounts.map(({ accountId }) => accountId)).toEqual(['own'])
    expect(among).toMatchObject({ lost: 0, red: 1 })
  })
})
