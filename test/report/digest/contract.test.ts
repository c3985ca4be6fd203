import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountManagerDigest } from '../../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import type { History } from '../../../src/report/history.js'
import { account, aged, facts, history } from '../../fixture/history.js'
import { anyPolicy, anyPortfolio } from '../arbitraries.js'

const manager = { name: 'Ada Park', address: 'ada@example.com' }

/** One account with everything that a digest can tell of it. */
const everything: History = history({
  account: account({ accountManager: manager, renewalDate: '2027-03-01' }),
  snapshots: [
    aged(0, 40, {
      pulse: 'green',
      note: 'Board meets in May.',
      contacts: ['executives'],
      valueCategory: 'innovation',
      valueDelivered: 'Night audit trialled',
    }),
    aged(1, 60),
  ],
  superseded: aged(1, 70),
  action: { action: 'Call', owner: 'Ada Park', dueOn: '2026-11-02', doneOn: null },
  decisionMakerChange: { decisionMaker: 'Noor Haddad', changedOn: '2026-10-05', metOn: null },
})

const unattended = history({ account: account({ accountId: 'A-2' }), snapshots: [aged(0, 40)] })
const notDesired = history({ account: account({ accountId: 'A-3', desired: false }) })

/** The names that docs/json.md promises, by where they stand; a digest may have more. */
const promised: Readonly<Record<string, readonly string[]>> = {
  '': [
    ...['week', 'previousWeek', 'role', 'recipient', 'portfolio', 'movements', 'revenueAtRisk'],
    ...['top20', 'decisionMakerChanges', 'actions', 'valueDelivered', 'participation'],
  ],
  recipient: ['name', 'address'],
  portfolio: ['accounts', 'health', 'change', 'byStatus'],
  'portfolio.byStatus': ['red', 'yellow', 'green', 'unknown'],
  ...Object.fromEntries(
    ['red', 'yellow', 'green', 'unknown'].map((status) => [
      `portfolio.byStatus.${status}`,
      ['accounts', 'accountsChange', 'revenue', 'revenueChange'],
    ]),
  ),
  'movements.0': [
    ...['accountId', 'name', 'accountManager', 'region', 'revenue', 'movement', 'health'],
    ...['previousHealth', 'change', 'status', 'previousStatus', 'comparedWeek', 'weeksSinceUpdate'],
    ...['cause', 'pulse', 'restatedFrom', 'drivers', 'coverage', 'reason', 'note', 'earliestExit'],
    'action',
  ],
  'movements.0.drivers.0': ['driver', 'score', 'change'],
  'movements.0.action': ['action', 'owner', 'dueOn'],
  revenueAtRisk: ['total', 'previous', 'change', 'bridge', 'byNotice'],
  'revenueAtRisk.bridge': ['movedIn', 'movedOut', 'new', 'lost', 'becameKnown', 'becameUnknown'],
  'revenueAtRisk.byNotice': ['30', '60', '90', 'over90'],
  top20: ['lost', 'red', 'accounts'],
  'top20.accounts.0': ['accountId', 'name', 'revenue', 'status', 'lostOn'],
  'decisionMakerChanges.0': ['accountId', 'decisionMaker', 'changedOn', 'weeksOpen'],
  actions: ['overdue', 'unattended'],
  'actions.overdue.0': ['accountId', 'action', 'owner', 'dueOn', 'daysOverdue'],
  'actions.unattended.0': ['accountId', 'name', 'status', 'revenue'],
  'valueDelivered.0': ['accountId', 'category', 'text'],
  participation: ['updated', 'active', 'stale', 'unknown', 'neverAnswered', 'managers'],
  'participation.managers.0': [
    ...['name', 'address', 'updated', 'active', 'stale', 'unknown', 'neverAnswered', 'weeksSilent'],
  ],
}

describe('the digest as data', () => {
  const edition = facts([everything, unattended, notDesired])

  it.each(Object.entries(promised))('has the promised names at "%s"', (path, names) => {
    for (const digest of [
      executiveDigest(edition, manager, null),
      accountManagerDigest(edition, manager),
    ]) {
      const told = JSON.parse(JSON.stringify(digest))
      expect(Object.keys(at(told, path))).toEqual(expect.arrayContaining([...names]))
    }
  })

  it('says null where there is nothing, and holds whole hundredths at most', () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        const digest = executiveDigest(facts(histories, { policy }), null, null)
        expect(JSON.parse(JSON.stringify(digest))).toStrictEqual(digest)
        const { movements, ...rest } = digest
        const rows = movements.map(({ drivers, ...row }) => ({
          ...row,
          drivers: drivers.map(({ change }) => change),
        }))
        for (const [path, figure] of figuresOf({ ...rest, movements: rows })) {
          expect(`${path}: ${figure}`).toMatch(
            inTenths.test(path) ? /: -?\d+(\.\d)?$/ : /: -?\d+(\.\d\d?)?$/,
          )
        }
      }),
    )
  })
})

/** What is told in points, not in money. */
const inTenths = /(health|previousHealth|restatedFrom|portfolio\.change|trend\.\d+|drivers\.\d+)$/i

function at(value: unknown, path: string): object {
  const steps = path === '' ? [] : path.split('.')
  const found = steps.reduce<unknown>((from, step) => Object(from)[step], value)
  if (typeof found !== 'object' || found === null) throw new Error(`nothing at ${path}`)
  return found
}

/** Every number below `value`, with the path that leads to it. */
function figuresOf(value: unknown, path = ''): [path: string, figure: number][] {
  if (typeof value === 'number') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, below]) =>
    figuresOf(below, path ? `${path}.${key}` : key),
  )
}
