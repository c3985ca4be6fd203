import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AccountFacts } from '../../../src/report/account-facts.js'
import {
  type DecisionGround,
  decisionGrounds,
  decisions,
} from '../../../src/report/digest/decisions.js'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import { addDays } from '../../../src/report/week.js'
import {
  account,
  aged,
  facts,
  factsOfOne,
  type HistoryParts,
  history,
  standing,
} from '../../fixture/history.js'
import { anyBusyPortfolio, anyToldPortfolio, reportBefore } from '../arbitraries.js'

/** Monday after the reported week, 2026-W47. */
const monday = '2026-11-23'

const open = { action: 'Call', owner: 'Ada Park', dueOn: monday, doneOn: null } as const
const cared = { action: open }
const red = [aged(1, 40), aged(0, 40)]
const green = [aged(1, 80), aged(0, 80)]

function unmet(days: number, metOn: '2026-11-20' | null = null): Partial<HistoryParts> {
  const changedOn = addDays(monday, -days)
  return { decisionMakerChange: { decisionMaker: 'Ruth', changedOn, metOn } }
}

function tendered(isOpen: boolean): Partial<HistoryParts> {
  const of = account()
  const recordedAt = '2026-11-02T09:00:00.000Z'
  const tender = { isOpen, since: '2026-11-02', competitor: null, recordedAt } as const
  return { account: of, contract: standing(of, { tender }) }
}

function ending(endedOn: '2026-11-22' | '2026-11-23' | '2026-12-31'): Partial<HistoryParts> {
  return { account: account({ endedOn }) }
}

/** Three points lower than four weeks ago, by falls too small for a week. */
const slide = [80, 79.1, 78.2, 77.3, 77].map((score, index) => aged(4 - index, score))

function groundsOf(parts: HistoryParts, isTop20 = true): readonly DecisionGround[] {
  const one = factsOfOne(parts)
  const top20 = isTop20 ? [{ account: one.account }] : []
  return decisions([one], { monday, top20 }).flatMap(({ grounds }) => grounds)
}

describe('an account wants a decision', () => {
  it.each<[string, HistoryParts, readonly DecisionGround[]]>([
    ['green, and nothing is the matter', { snapshots: green }, []],
    ['yellow without an action', { snapshots: [aged(1, 60), aged(0, 60)] }, []],
    ['leaving', { ...ending('2026-12-31'), snapshots: green, ...cared }, ['leaving']],
    ['leaving on that Monday', { ...ending(monday), snapshots: green, ...cared }, ['leaving']],
    [
      'leaving without an action: no turn to red, which is the notice',
      { ...ending('2026-12-31'), snapshots: green },
      ['leaving', 'unattended'],
    ],
    ['out to tender', { ...tendered(true), snapshots: green }, ['in-tender']],
    ['no longer out to tender', { ...tendered(false), snapshots: green }, []],
    ['red with an action that is due that Monday', { snapshots: red, ...cared }, []],
    [
      'red with one that was due the day before',
      { snapshots: red, action: { ...open, dueOn: '2026-11-22' } },
      ['overdue'],
    ],
    ['red with one that has no day', { snapshots: red, action: { ...open, dueOn: null } }, []],
    [
      'yellow with one that is overdue',
      { snapshots: [aged(1, 60), aged(0, 60)], action: { ...open, dueOn: '2026-11-01' } },
      [],
    ],
    [
      'red with one that is done',
      { snapshots: red, action: { ...open, doneOn: '2026-11-20' } },
      ['unattended'],
    ],
    ['red without an action', { snapshots: red }, ['unattended']],
    ['with a decision maker unmet for 13 days', { snapshots: green, ...unmet(13) }, []],
    ['for 14 days', { snapshots: green, ...unmet(14) }, ['decision-maker']],
    ['met after all', { snapshots: green, ...unmet(30, '2026-11-20') }, []],
    [
      'red for the first time',
      { snapshots: [aged(1, 50), aged(0, 49.9)], ...cared },
      ['newly-red'],
    ],
    ['red as the week before', { snapshots: red, ...cared }, []],
    [
      'new, and red',
      { account: account({ startedOn: '2026-11-16' }), snapshots: [aged(0, 40)], ...cared },
      [],
    ],
    [
      'red in its first report: nothing tells that it turned',
      { snapshots: [aged(0, 40)], ...cared },
      [],
    ],
    [
      'red after weeks in which nothing was known, and yellow before',
      { snapshots: [aged(6, 60), aged(0, 40)], ...cared },
      ['newly-red'],
    ],
    [
      'red after weeks in which nothing was known, and red before',
      { snapshots: [aged(6, 40), aged(0, 40)], ...cared },
      [],
    ],
    ['red, its last report a week old', { snapshots: [aged(1, 40)], ...cared }, []],
    ['two weeks old', { snapshots: [aged(2, 40)], ...cared }, ['unreported']],
    [
      'red for its notice alone, and never reported on',
      { ...ending('2026-12-31'), ...cared },
      ['leaving', 'unreported'],
    ],
    ['unknown, and never reported on', {}, []],
    ['sliding', { snapshots: slide }, ['sliding']],
    [
      'sliding over 4 weeks, and up in the week',
      { snapshots: [aged(4, 90), aged(1, 80), aged(0, 84)] },
      [],
    ],
    [
      'several at once, the weightiest first',
      { snapshots: [aged(1, 50), aged(0, 40)], ...unmet(14) },
      ['unattended', 'decision-maker', 'newly-red'],
    ],
  ])('that is %s', (_, parts, grounds) => {
    expect(groundsOf(parts)).toEqual(grounds)
  })

  it('where it slides among the top 20 alone', () => {
    expect(groundsOf({ snapshots: slide }, true)).toEqual(['sliding'])
    expect(groundsOf({ snapshots: slide }, false)).toEqual([])
  })

  it('never where it is lost, or not desired', () => {
    const gone = { account: account({ endedOn: '2026-11-22' }), snapshots: [aged(1, 40)] }
    const unwanted = { account: account({ accountId: 'B', desired: false }), snapshots: red }
    const digest = executiveDigest(facts([history(gone), history(unwanted)]), null, null)
    expect(digest.movements).toMatchObject([{ movement: 'lost' }])
    expect(digest.decisions).toEqual([])
  })
})

describe('decisions', () => {
  const redOne = (accountId: string, noticeDays: number, revenue: number): AccountFacts =>
    factsOfOne({ account: account({ accountId, noticeDays, revenue }), snapshots: red })

  it('have the fewest days left first, then the larger contract, then the id', () => {
    const those = [
      redOne('B', 30, 100_00),
      redOne('late', 31, 900_00),
      redOne('A', 30, 100_00),
      redOne('large', 30, 200_00),
      factsOfOne({
        account: account({ accountId: 'leaving', endedOn: '2026-12-22', revenue: 1 }),
        snapshots: green,
      }),
    ]
    expect(
      decisions(those, { monday, top20: [] }).map(({ accountId, daysLeft }) => [
        accountId,
        daysLeft,
      ]),
    ).toEqual([
      ['leaving', 29],
      ['large', 30],
      ['A', 30],
      ['B', 30],
      ['late', 31],
    ])
  })

  it('tell whom to ask, how long there is, and what is to be done', () => {
    const one = factsOfOne({ snapshots: red, action: { ...open, dueOn: '2026-11-20' } })
    expect(decisions([one], { monday, top20: [] })).toEqual([
      {
        accountId: 'A-1',
        name: 'Meridian Hospital',
        accountManager: 'Ada Park',
        accountManagerAddress: 'ada@example.com',
        revenue: 120_000,
        status: 'red',
        health: 40,
        grounds: ['overdue'],
        exit: '2026-12-23',
        daysLeft: 30,
        action: { action: 'Call', owner: 'Ada Park', dueOn: '2026-11-20', daysOverdue: 3 },
      },
    ])
  })

  it('have every account at most once, in order, whatever the portfolio', () => {
    fc.assert(
      fc.property(fc.oneof(anyToldPortfolio, anyBusyPortfolio), (histories) => {
        const digest = executiveDigest(facts(histories, { reportBefore }), null, null)
        const ids = digest.decisions.map(({ accountId }) => accountId)
        expect(new Set(ids).size).toBe(ids.length)
        const days = digest.decisions.map(({ daysLeft }) => daysLeft)
        expect(days).toEqual(days.toSorted((a, b) => a - b))
        const movements = new Map(digest.movements.map((one) => [one.accountId, one]))
        for (const { accountId, grounds, exit, daysLeft } of digest.decisions) {
          const one = movements.get(accountId)
          expect(one?.earliestExit).toBe(exit)
          expect(grounds.includes('leaving')).toBe(one?.leaving !== null)
          if (one?.leaving) expect(daysLeft).toBe(one.leaving.daysLeft)
          const order = grounds.map((ground) => decisionGrounds.indexOf(ground))
          expect(order).toEqual([...new Set(order)].toSorted((a, b) => a - b))
        }
        const { overdue, unattended } = digest.actions
        for (const { accountId, status } of [...overdue, ...unattended]) {
          if (status === 'red') expect(ids).toContain(accountId)
        }
      }),
    )
  })
})
