import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Account } from '../../src/report/account.js'
import type { History } from '../../src/report/history.js'
import { participation } from '../../src/report/participation.js'
import { account, aged, facts, history } from '../fixture/history.js'
import { anyPortfolio } from './arbitraries.js'

const ada = { name: 'Ada Park', address: 'ada@example.com' }
const ben = { name: 'Ben Ito', address: 'ben@example.com' }

function owned(overrides: Partial<Account>, ages: readonly number[]): History {
  return history({ account: account(overrides), snapshots: ages.map((age) => aged(age)) })
}

function participationOf(histories: readonly History[]) {
  return participation(facts(histories).accounts)
}

describe('participation', () => {
  it('counts active accounts with a snapshot in the week, now and the week before', () => {
    const found = participationOf([
      owned({ accountId: 'A-1', accountManager: ada }, [0, 1]),
      owned({ accountId: 'A-2', accountManager: ada }, [1]),
      owned({ accountId: 'A-3', accountManager: ben }, [5]),
      owned({ accountId: 'A-4', accountManager: ben }, []),
      owned({ accountId: 'A-5', accountManager: ben, startedOn: '2026-11-18' }, [0]),
      owned({ accountId: 'A-6', accountManager: ben, endedOn: '2026-11-18' }, [0, 1]),
    ])
    expect(found).toEqual({
      updated: 2,
      active: 5,
      stale: 1,
      unknown: 2,
      neverAnswered: 1,
      previous: { updated: 3, active: 5 },
      managers: [
        { ...ada, updated: 1, active: 2, stale: 1, unknown: 0, neverAnswered: 0, weeksSilent: 0 },
        { ...ben, updated: 1, active: 3, stale: 0, unknown: 2, neverAnswered: 1, weeksSilent: 0 },
      ],
    })
  })

  it.each<[string, readonly (readonly number[])[], number | null]>([
    ['reported in the week', [[0], [9]], 0],
    ['one account reported on last week', [[1], [4]], 1],
    ['nothing for 3 weeks', [[3], [7]], 3],
    ['nothing for longer than is carried', [[11], []], 11],
    ['never anything', [[], []], null],
  ])('weeks silent: %s', (_, ages, weeksSilent) => {
    const histories = ages.map((each, index) => owned({ accountId: `A-${index}` }, each))
    expect(participationOf(histories).managers).toMatchObject([{ weeksSilent }])
  })

  it('tells managers apart by address, ignoring case, and lists them by name', () => {
    const { managers } = participationOf([
      owned({ accountId: 'A-1', accountManager: { name: 'Zoe', address: 'z@example.com' } }, [0]),
      owned({ accountId: 'A-2', accountManager: { name: 'Ada', address: 'b@example.com' } }, [0]),
      owned({ accountId: 'A-3', accountManager: { name: 'Ada', address: 'A@Example.com' } }, [0]),
      owned({ accountId: 'A-4', accountManager: { name: 'Ada', address: 'a@example.com' } }, []),
    ])
    expect(managers.map(({ name, address, active }) => [name, address, active])).toEqual([
      ['Ada', 'A@Example.com', 2],
      ['Ada', 'b@example.com', 1],
      ['Zoe', 'z@example.com', 1],
    ])
  })

  it('lists managers of one name by their address, in whatever order they come', () => {
    const addresses = ['c@example.com', 'a@example.com', 'd@example.com', 'b@example.com']
    const { managers } = participationOf(
      addresses.map((address, index) =>
        owned({ accountId: `A-${index}`, accountManager: { name: 'Ada', address } }, [0]),
      ),
    )
    expect(managers.map(({ address }) => address)).toEqual(addresses.toSorted())
  })

  it('tells who never answered from whose answer is too old', () => {
    const ages = [[], [], [20]]
    const found = participationOf(
      ages.map((each, index) => owned({ accountId: `A-${index}` }, each)),
    )
    expect(found).toMatchObject({ unknown: 3, neverAnswered: 2, stale: 0, updated: 0 })
  })

  it('leaves out who owns no active account', () => {
    const lost = owned({ accountManager: ben, endedOn: '2026-11-18' }, [0])
    expect(participationOf([lost])).toMatchObject({ updated: 0, active: 0, managers: [] })
  })

  it('by manager adds up to the whole', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const { updated, active, managers } = participationOf(histories)
        expect(managers.reduce((sum, one) => sum + one.updated, 0)).toBe(updated)
        expect(managers.reduce((sum, one) => sum + one.active, 0)).toBe(active)
        for (const one of managers) expect(one.weeksSilent === 0).toBe(one.updated > 0)
      }),
    )
  })
})
