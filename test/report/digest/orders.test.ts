import { describe, expect, it } from 'vitest'
import { adminDigest, type LedgerReport } from '../../../src/report/digest/admin.js'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import { knownWeeks, type TrendWeek } from '../../../src/report/digest/portfolio-trend.js'
import { askedByManager, promptDigest } from '../../../src/report/digest/prompt.js'
import type { Day } from '../../../src/report/week.js'
import { account, aged, facts, type HistoryParts, history } from '../../fixture/history.js'

const ada = { name: 'Ada Park', address: 'ada@example.com' }

/** By revenue they are B and D, which are equal, then C, then A. */
const revenues = { A: 10_00, B: 30_00, C: 20_00, D: 30_00 }

/** These four accounts, each with the same history. */
function four(parts: HistoryParts, over: Parameters<typeof account>[0] = {}) {
  return facts(
    Object.entries(revenues).map(([accountId, revenue]) =>
      history({ ...parts, account: account({ accountId, revenue, accountManager: ada, ...over }) }),
    ),
  )
}

const idsOf = (rows: readonly { readonly accountId: string }[]) =>
  rows.map(({ accountId }) => accountId).join('')

const ledger: LedgerReport = {
  thisEdition: {
    ...{ week: '2026-W47', planned: 0, submitted: 0, failed: 0, uncertain: 0 },
    ...{ skipped: 0, open: 0, notSubmitted: [] },
  },
  ...{
    previousEdition: null,
    accountManagers: [],
    importProblems: [],
    unlisted: null,
    unsubscribed: [],
  },
  ...{ bounced: [], replied: [], bounceMailbox: null },
  linksRefused: { expired: 0, revoked: 0, removed: 0, unknown: 0, withheld: 0 },
}

describe('a list of accounts that are alike has the larger contract first, then goes by id', () => {
  const ofExecutives = (parts: HistoryParts, over = {}) =>
    executiveDigest(four(parts, over), null, null)
  const ofAdmins = (parts: HistoryParts) => adminDigest(four(parts), null, ledger).administration
  const open = { action: 'Call', owner: null, dueOn: '2026-11-01' as Day, doneOn: null }
  const change = { decisionMaker: null, changedOn: '2026-11-02' as Day, metOn: null }

  it.each([
    ['without an action', ofExecutives({ snapshots: [aged(0, 40)] }).actions.unattended],
    ['with a late action', ofExecutives({ snapshots: [aged(0)], action: open }).actions.overdue],
    ['near their exit', ofExecutives({ snapshots: [aged(0, 40)] }).nearExit],
    [
      'with a new decision maker',
      ofExecutives({ decisionMakerChange: change }).decisionMakerChanges,
    ],
    [
      'with another pulse',
      ofExecutives({ snapshots: [aged(0, 40, { pulse: 'green' })] }).pulseDisagreements,
    ],
    [
      'with one contact',
      ofExecutives({ snapshots: [aged(0)], contacts: ['executives'] }).singleThreaded,
    ],
    [
      'with value delivered',
      ofExecutives({ snapshots: [aged(0, 60, { valueDelivered: 'Done' })] }).valueDelivered,
    ],
    ['that are not desired', ofExecutives({}, { desired: false }).notDesired],
    ['that are stale', ofAdmins({ snapshots: [aged(2)] }).stale],
    ['that are unknown', ofAdmins({}).unknown],
    [
      'that were restated',
      ofAdmins({ snapshots: [aged(0), aged(1)], superseded: aged(1, 90) }).restated,
    ],
  ])('%s', (_what, rows) => {
    expect(idsOf(rows)).toBe('BDCA')
  })

  it('that were reported on', () => {
    const found = four({ snapshots: [aged(0)] })
    const own = askedByManager(found).get(ada.address) ?? []
    const digest = promptDigest(found, {
      ...{ recipient: ada, own, today: '2026-11-20', answered: new Set<string>() },
      ...{ closesAt: '2026-11-23T07:00:00.000Z', timeZone: 'UTC' },
    })
    expect(idsOf(digest.done)).toBe('BDCA')
    expect(digest).toMatchObject({ role: 'account-manager', recipient: ada })
  })
})

describe('other orders', () => {
  const of = (accountId: string, revenue: number, parts: HistoryParts) =>
    history({ ...parts, account: account({ accountId, revenue }) })

  it('without an action: red before yellow, whatever their contracts', () => {
    const { actions } = executiveDigest(
      facts([
        of('A', 90, { snapshots: [aged(0, 60)] }),
        of('B', 10, { snapshots: [aged(0, 40)] }),
        of('C', 80, { snapshots: [aged(0, 60)] }),
        of('D', 20, { snapshots: [aged(0, 40)] }),
      ]),
      null,
      null,
    )
    expect(idsOf(actions.unattended)).toBe('DBAC')
  })

  it('new decision makers: the longest open first, then the larger contract', () => {
    const changed = (changedOn: Day) => ({
      decisionMakerChange: { decisionMaker: null, changedOn, metOn: null },
    })
    const { decisionMakerChanges } = executiveDigest(
      facts([
        of('A', 90, changed('2026-11-09')),
        of('B', 10, changed('2026-11-02')),
        of('C', 80, changed('2026-11-16')),
        of('D', 20, changed('2026-11-02')),
      ]),
      null,
      null,
    )
    expect(idsOf(decisionMakerChanges)).toBe('DBAC')
  })

  it('owners who get no digest: who own most first, then by address', () => {
    const owned = ['d', 'b', 'e', 'b', 'a', 'e', 'c', 'e'].map((letter, index) =>
      history({
        account: account({
          accountId: `A-${index}`,
          accountManager: { name: letter, address: `${letter}@example.com` },
        }),
      }),
    )
    const { ownersNotInSettings } = adminDigest(facts(owned), null, ledger).administration
    expect(ownersNotInSettings.map(({ name, accounts }) => `${name}${accounts}`)).toEqual([
      ...['e3', 'b2', 'a1', 'c1', 'd1'],
    ])
  })

  it('movements: falls, then rises, each the largest first, then the rest by contract', () => {
    const moved = (now: number) => ({ snapshots: [aged(0, now), aged(1, 60)] })
    const { movements } = executiveDigest(
      facts([
        of('A', 90, moved(60)),
        of('B', 10, moved(70)),
        of('C', 80, moved(80)),
        of('D', 20, moved(50)),
        of('E', 95, moved(61)),
        of('F', 5, moved(30)),
      ]),
      null,
      null,
    )
    expect(idsOf(movements)).toBe('FDCBEA')
  })
})

describe('the weeks that a trend shows', () => {
  const none = { accounts: 0, revenue: 0 }
  const all = { red: none, yellow: none, green: none, unknown: { accounts: 1, revenue: 5 } }
  const weekOf = (number: number, over: Partial<TrendWeek['byStatus']> = {}): TrendWeek => ({
    week: `2026-W${10 + number}`,
    byStatus: { ...all, ...over },
  })
  const some = { accounts: 1, revenue: 5 }

  it.each(['red', 'yellow', 'green'] as const)(
    'begin with the first that is known: %s',
    (status) => {
      const known = weekOf(2, { [status]: some })
      const trend = [weekOf(1), known, weekOf(3), weekOf(4)]
      expect(knownWeeks(trend)).toEqual(trend.slice(1))
      expect(knownWeeks([known, ...trend])).toEqual([known, ...trend])
    },
  )

  it('are none where nothing is known, or one week alone', () => {
    expect(knownWeeks([])).toEqual([])
    expect(knownWeeks([weekOf(1), weekOf(2)])).toEqual([])
    expect(knownWeeks([weekOf(1), weekOf(2, { red: some })])).toEqual([])
    expect(knownWeeks([weekOf(1, { red: { accounts: 3, revenue: 0 } }), weekOf(2)])).toEqual([])
    expect(knownWeeks([weekOf(1, { red: some }), weekOf(2)])).toHaveLength(2)
  })
})
