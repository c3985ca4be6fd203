import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Account } from '../../src/report/account.js'
import type { Snapshot } from '../../src/report/snapshot.js'
import { shiftWeek } from '../../src/report/week.js'
import {
  account,
  aged,
  facts,
  factsOfOne,
  type HistoryParts,
  history,
  scores,
  week,
} from '../fixture/history.js'
import { anyPolicy, anyPortfolio } from './arbitraries.js'

/**
 * One letter a week, the reported one last: red, yellow, green, unknown, or `-` while not active.
 */
function letters(parts: HistoryParts): string {
  const { accounts, formerAccounts } = facts([history(parts)])
  const [only] = [...accounts, ...formerAccounts]
  return (only?.statusTrend ?? []).map((status) => status?.charAt(0) ?? '-').join('')
}

function active(span: Partial<Account>, snapshots: readonly Snapshot[]): HistoryParts {
  return { account: account(span), snapshots }
}

describe('where an account stood in the last 12 weeks', () => {
  it.each<[string, string, HistoryParts]>([
    ['never reported on', 'uuuuuuuuuuuu', {}],
    ['reported on every week', 'gggggyyyyyrr', active({}, [...weekly(12)])],
    ['carried for three weeks, then unknown', 'uuuuuyyyyuuu', active({}, [aged(6, 60)])],
    [
      'unknown once nothing was scored',
      'uuuuyyyruuuu',
      active({}, [aged(7, 60), aged(4, 30), aged(3, 0, none)]),
    ],
    ['carried from before the trend', 'gguuuuuuuuuu', active({}, [aged(13, 80)])],
    ['carried from before the recent weeks', 'guuuuuuuuuuu', active({}, [aged(14, 80)])],
    ['too old from the start', 'uuuuuuuuuuuu', active({}, [aged(15, 80)])],
    [
      'began in the fifth last week',
      '-------yyyyu',
      active({ startedOn: '2026-10-25' }, [aged(4)]),
    ],
    ['lost in the week', 'uuuuuuuuuuy-', active({ endedOn: '2026-11-20' }, [aged(1)])],
    ['lost earlier', 'uuuuuuuyyy--', active({ endedOn: '2026-11-09' }, [aged(4)])],
    ['lost before the trend', '', active({ endedOn: '2026-08-31' }, [aged(12)])],
    ['not begun', '', active({ startedOn: '2026-11-23' }, [aged(1)])],
  ])('%s: %s', (_, expected, parts) => {
    expect(letters(parts)).toBe(expected)
  })

  it('ends with the standing of the reported week and that of the week before', () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        for (const one of facts(histories, { policy }).accounts) {
          expect(one.statusTrend).toHaveLength(12)
          expect(one.statusTrend.slice(-2)).toEqual([
            one.weekBefore?.status ?? null,
            one.standing?.status ?? null,
          ])
        }
      }),
    )
  })

  it('is what each week would have said, had its report been made from what is known today', () => {
    const snapshots = [aged(0, 80), aged(2, 40), aged(7, 60), aged(9, 60, none), aged(13, 20)]
    const { statusTrend } = factsOfOne({ snapshots })
    const told = Array.from({ length: 12 }, (_, index) => {
      const at = shiftWeek(week, index - 11)
      return factsOfOne({ snapshots, at }).standing?.status
    })
    expect(statusTrend).toEqual(told)
  })
})

describe('former accounts', () => {
  it('are those that ended before the week and counted in the trend, by account id', () => {
    const ended = (accountId: string, endedOn: Account['endedOn']) =>
      history({ account: account({ accountId, endedOn }) })
    const edition = facts([
      ended('A-5', null),
      ended('A-4', '2026-11-15'),
      ended('A-3', '2026-11-16'),
      ended('A-2', '2026-09-14'),
      ended('A-1', '2026-09-06'),
    ])
    expect(edition.formerAccounts.map((one) => one.account.accountId)).toEqual(['A-2', 'A-4'])
    expect(edition.accounts.map((one) => one.account.accountId)).toEqual(['A-3', 'A-5'])
  })
})

/** Nothing that has a weight was scored. */
const none = { scores: scores() }

/** Five green weeks, five yellow ones, then red. */
function weekly(count: number): Snapshot[] {
  return Array.from({ length: count }, (_, age) => aged(age, age < 2 ? 40 : age < 7 ? 60 : 80))
}
