import { describe, expect, it } from 'vitest'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import type { Action, DecisionMakerChange, History } from '../../../src/report/history.js'
import type { Snapshot, StakeholderGroup } from '../../../src/report/snapshot.js'
import type { Day } from '../../../src/report/week.js'
import { account, aged, facts, type HistoryParts, history, scores } from '../../fixture/history.js'

const open: Action = { action: 'Meet the director', owner: 'Ada Park', dueOn: null, doneOn: null }
const lost = account({ endedOn: '2026-11-18' })

function digestOf(...histories: History[]) {
  return executiveDigest(facts(histories), null, null)
}

function digestOfOne(parts: HistoryParts) {
  return digestOf(history(parts))
}

describe('an overdue action', () => {
  it.each<[string, Partial<Action>, number | null]>([
    ['due on the Sunday', { dueOn: '2026-11-22' }, 1],
    ['due a fortnight before the Monday', { dueOn: '2026-11-09' }, 14],
    ['due on the Monday of the report', { dueOn: '2026-11-23' }, null],
    ['due later', { dueOn: '2026-12-01' }, null],
    ['without a due date', {}, null],
    ['done, late as it was', { dueOn: '2026-11-01', doneOn: '2026-11-20' }, null],
  ])('%s', (_, overrides, daysOverdue) => {
    const { actions, movements } = digestOfOne({
      snapshots: [aged(0)],
      action: { ...open, ...overrides },
    })
    expect(actions.overdue.map((one) => one.daysOverdue)).toEqual(
      daysOverdue === null ? [] : [daysOverdue],
    )
    const row = movements[0]?.action
    expect(row?.daysOverdue ?? null).toBe('doneOn' in overrides ? null : (daysOverdue ?? 0))
  })

  it('counts whatever the status, but not for an account that was lost', () => {
    const action = { ...open, dueOn: '2026-11-01' as Day }
    expect(digestOfOne({ snapshots: [aged(0, 90)], action }).actions.overdue).toHaveLength(1)
    expect(digestOfOne({ action }).actions.overdue).toHaveLength(1)
    expect(digestOfOne({ account: lost, action }).actions.overdue).toEqual([])
  })

  it('comes before one that is less overdue', () => {
    const due = (accountId: string, dueOn: Day) =>
      history({ account: account({ accountId }), snapshots: [aged(0)], action: { ...open, dueOn } })
    const { actions } = digestOf(due('A', '2026-11-20'), due('B', '2026-11-02'))
    expect(actions.overdue.map(({ accountId }) => accountId)).toEqual(['B', 'A'])
  })
})

describe('an unattended account', () => {
  it.each<[string, HistoryParts, boolean]>([
    ['red, no action', { snapshots: [aged(0, 40)] }, true],
    ['yellow, no action', { snapshots: [aged(0, 60)] }, true],
    ['carried red, no action', { snapshots: [aged(2, 40)] }, true],
    [
      'red, the action is done',
      { snapshots: [aged(0, 40)], action: { ...open, doneOn: '2026-11-20' } },
      true,
    ],
    ['red, an open action', { snapshots: [aged(0, 40)], action: open }, false],
    [
      'red, an overdue action',
      { snapshots: [aged(0, 40)], action: { ...open, dueOn: '2026-11-01' } },
      false,
    ],
    ['green, no action', { snapshots: [aged(0, 75)] }, false],
    ['unknown, no action', {}, false],
    ['lost from red', { account: lost, snapshots: [aged(0, 40)] }, false],
  ])('%s: %s', (_, parts, listed) => {
    expect(digestOfOne(parts).actions.unattended).toHaveLength(listed ? 1 : 0)
  })

  it('that is red comes before yellow, then by revenue', () => {
    const at = (accountId: string, score: number, revenue: number) =>
      history({ account: account({ accountId, revenue }), snapshots: [aged(0, score)] })
    const { actions } = digestOf(at('A', 60, 900), at('B', 40, 100), at('C', 40, 200))
    expect(actions.unattended.map(({ accountId }) => accountId)).toEqual(['C', 'B', 'A'])
  })
})

describe('a decision-maker change', () => {
  it.each<[string, Partial<DecisionMakerChange>, number | null]>([
    ['on the Monday of the week', { changedOn: '2026-11-16' }, 1],
    ['on the Tuesday of the week', { changedOn: '2026-11-17' }, 0],
    ['eight weeks ago', { changedOn: '2026-09-28' }, 8],
    ['announced for later', { changedOn: '2026-12-01' }, 0],
    ['with the new one met', { changedOn: '2026-09-28', metOn: '2026-11-20' }, null],
  ])('%s', (_, overrides, weeksOpen) => {
    const decisionMakerChange = {
      decisionMaker: 'Noor Haddad',
      changedOn: '2026-11-16' as Day,
      metOn: null,
      ...overrides,
    }
    const { decisionMakerChanges } = digestOfOne({ decisionMakerChange })
    expect(decisionMakerChanges.map((one) => one.weeksOpen)).toEqual(
      weeksOpen === null ? [] : [weeksOpen],
    )
    expect(digestOfOne({ account: lost, decisionMakerChange }).decisionMakerChanges).toEqual([])
  })

  it('that has been open longest comes first', () => {
    const changed = (accountId: string, changedOn: Day) =>
      history({
        account: account({ accountId }),
        decisionMakerChange: { decisionMaker: null, changedOn, metOn: null },
      })
    const { decisionMakerChanges } = digestOf(
      changed('A', '2026-11-02'),
      changed('B', '2026-08-03'),
    )
    expect(decisionMakerChanges.map(({ accountId }) => accountId)).toEqual(['B', 'A'])
  })
})

describe('a pulse', () => {
  it.each<[string, Snapshot[], boolean]>([
    ['green on red disagrees', [aged(0, 40, { pulse: 'green' })], true],
    ['red on green disagrees', [aged(0, 90, { pulse: 'red' })], true],
    ['yellow on green disagrees', [aged(0, 90, { pulse: 'yellow' })], true],
    ['of a carried snapshot can disagree', [aged(2, 40, { pulse: 'green' })], true],
    ['green on green agrees', [aged(0, 90, { pulse: 'green' })], false],
    ['absent says nothing', [aged(0, 90)], false],
    [
      'where nothing was scored has nothing to disagree with',
      [aged(0, 0, { scores: scores(), pulse: 'red' })],
      false,
    ],
    ['on an unknown account has nothing to disagree with', [aged(4, 90, { pulse: 'red' })], false],
  ])('%s', (_, snapshots, listed) => {
    expect(digestOfOne({ snapshots }).pulseDisagreements).toHaveLength(listed ? 1 : 0)
  })

  it('never changes the status', () => {
    const [row] = digestOfOne({ snapshots: [aged(0, 90, { pulse: 'red' })] }).movements
    expect(row).toMatchObject({ status: 'green', pulse: 'red' })
  })
})

describe('coverage', () => {
  const groups: StakeholderGroup[] = ['end users', 'procurement']

  it.each<[string, StakeholderGroup[] | null, StakeholderGroup | null]>([
    ['one group alone is single-threaded', ['procurement'], 'procurement'],
    ['two groups are not', groups, null],
    ['nobody in 13 weeks is not', [], null],
    ['never recorded is not', null, null],
  ])('%s', (_, contacts, group) => {
    const { singleThreaded, movements } = digestOfOne({ snapshots: [aged(0, 90)], contacts })
    expect(singleThreaded.map((one) => one.group)).toEqual(group === null ? [] : [group])
    expect(movements[0]?.coverage).toEqual(contacts)
  })
})

describe('value delivered', () => {
  const value = { valueCategory: 'innovation', valueDelivered: 'Night audit trialled' } as const

  it.each<[string, Snapshot[], boolean]>([
    ['in the week', [aged(0, 60, value)], true],
    ['in an earlier week', [aged(1, 60, value)], false],
    ['in an earlier week, nothing since', [aged(0), aged(1, 60, value)], false],
    ['a category without words', [aged(0, 60, { valueCategory: 'innovation' })], false],
  ])('%s', (_, snapshots, listed) => {
    const found = digestOfOne({ snapshots }).valueDelivered
    expect(found).toMatchObject(
      listed ? [{ category: 'innovation', text: 'Night audit trialled' }] : [],
    )
  })

  it('needs no category', () => {
    const snapshots = [aged(0, 60, { valueDelivered: 'Lobby repainted' })]
    expect(digestOfOne({ snapshots }).valueDelivered).toMatchObject([{ category: null }])
  })
})

describe('near exit', () => {
  it('holds the red, the earliest exit first', () => {
    const at = (accountId: string, noticeDays: number, score: number) =>
      history({ account: account({ accountId, noticeDays }), snapshots: [aged(0, score)] })
    const { nearExit } = digestOf(at('A', 90, 40), at('B', 30, 40), at('C', 0, 60), at('D', 10, 90))
    expect(nearExit.map(({ accountId, earliestExit }) => [accountId, earliestExit])).toEqual([
      ['B', '2026-12-23'],
      ['A', '2027-02-21'],
    ])
  })
})
