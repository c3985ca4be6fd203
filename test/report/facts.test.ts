import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsOf } from '../../src/report/facts.js'
import { defaultPolicy } from '../../src/report/policy.js'
import {
  account,
  aged,
  facts,
  history,
  presentation,
  settings,
  snapshot,
  type week,
} from '../fixture/history.js'
import { anyPolicy, anyPortfolio } from './arbitraries.js'

const cutOff = '2026-11-23T07:00:00.000Z'

describe("an edition's facts", () => {
  it('freeze the week, the cut-off, the policy and how figures are shown', () => {
    const policy = { ...defaultPolicy, movePoints: 20 }
    expect(factsOf([], { week: '2027-W01', cutOff }, { ...settings, policy })).toEqual({
      week: '2027-W01',
      previousWeek: '2026-W53',
      cutOff,
      presentation,
      policy,
      reportBefore: null,
      laterReport: null,
      oldPulls: [],
      accounts: [],
      formerAccounts: [],
      top20: [],
      retention: settings.retention,
      valueHabit: 'settled',
      withoutRate: [],
    })
  })

  it('hold who was active or lost, by account id, and in the top 20 who was lost before', () => {
    const gone = account({ accountId: 'A-3', endedOn: '2026-05-01' })
    const edition = facts([
      history({ account: account({ accountId: 'A-2', desired: false }) }),
      history({ account: gone }),
      history({ account: account({ accountId: 'A-1', endedOn: '2026-11-18' }) }),
      history({ account: account({ accountId: 'A-0', startedOn: '2026-11-23' }) }),
    ])
    expect(edition.accounts.map((one) => one.account.accountId)).toEqual(['A-1', 'A-2'])
    expect(edition.top20.map((one) => one.account.accountId)).toEqual(['A-1', 'A-3'])
  })

  it('are plain JSON, the same for the same histories in any order, which they leave untouched', () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        const before = JSON.stringify(histories)
        const edition = facts(histories, { policy })
        expect(JSON.parse(JSON.stringify(edition))).toStrictEqual(edition)
        expect(facts([...histories].reverse(), { policy })).toEqual(edition)
        expect(JSON.stringify(histories)).toBe(before)
      }),
    )
  })
})

describe('the trend of an account', () => {
  it('is the health of the last 12 weeks, a gap for each week without a snapshot', () => {
    const snapshots = [aged(0, 70), aged(1, 60), aged(11, 50), aged(12, 40)]
    const [one] = facts([history({ snapshots })]).accounts
    expect(one?.trend).toEqual([500, ...Array(9).fill(null), 600, 700])
  })

  it('goes on across a year of 53 weeks', () => {
    const at = '2027-W01'
    const snapshots = ['2026-W52', '2026-W53', at].map((one, index) =>
      snapshot({ week: one as typeof week, statedHealth: 50 + index }),
    )
    const [one] = facts([history({ at, snapshots })], { at }).accounts
    expect(one?.trend.slice(-4)).toEqual([null, 500, 510, 520])
  })
})
