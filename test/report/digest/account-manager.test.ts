import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountManagerDigest } from '../../../src/report/digest/account-manager.js'
import { type DigestBody, executiveDigest } from '../../../src/report/digest/digest.js'
import type { EditionFacts } from '../../../src/report/facts.js'
import { statuses } from '../../../src/report/health.js'
import { account, aged, facts, history } from '../../fixture/history.js'
import { anyPolicy, anyPortfolio } from '../arbitraries.js'

describe("the account managers' digests", () => {
  it("partition the executive's: no account in two of them, none missing, the same figures", () => {
    fc.assert(
      fc.property(anyPortfolio, anyPolicy, (histories, policy) => {
        const edition = facts(histories, { policy })
        const digests = managersOf(edition).map((one) => accountManagerDigest(edition, one))
        expectPartition(digests, executiveDigest(edition, null, null))
      }),
    )
  })

  it("of the regions partition the executive's of all", () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const edition = facts(histories)
        const digests = ['west', 'East', 'CENTRAL'].map((one) =>
          executiveDigest(edition, null, one),
        )
        expectPartition(digests, executiveDigest(edition, null, null))
      }),
    )
  })
})

describe("an account manager's digest", () => {
  const ben = { name: 'Ben Ito', address: 'ben@example.com' }
  const edition = facts([
    history({ account: account({ accountId: 'A-1', accountManager: ben }), snapshots: [aged(0)] }),
    history({ account: account({ accountId: 'A-2' }), snapshots: [aged(0)] }),
  ])

  it('holds their own accounts alone, by address, ignoring case', () => {
    const recipient = { name: 'Benjamin', address: 'BEN@example.com' }
    const digest = accountManagerDigest(edition, recipient)
    expect(digest).toMatchObject({ role: 'account-manager', recipient, region: null })
    expect(digest.movements.map(({ accountId }) => accountId)).toEqual(['A-1'])
  })

  it('of somebody who owns nothing is empty', () => {
    const digest = accountManagerDigest(edition, { name: 'Cleo', address: 'cleo@example.com' })
    expect(digest.movements).toEqual([])
    expect(digest.portfolio).toMatchObject({ accounts: 0, health: null })
  })
})

/** Everyone who owns an account of the edition or of its top 20, once, ignoring case. */
function managersOf({ accounts, top20 }: EditionFacts) {
  const managers = [...accounts, ...top20].map(({ account }) => account.accountManager)
  return [...new Map(managers.map((one) => [one.address.toLowerCase(), one])).values()]
}

function expectPartition(parts: readonly DigestBody[], whole: DigestBody): void {
  for (const list of lists) {
    const rows = parts.flatMap((part) => list(part))
    expect(byId(rows)).toEqual(byId(list(whole)))
  }
  for (const figure of figures) {
    const sum = parts.reduce((total, part) => total + cents(figure(part)), 0)
    expect(sum).toBe(cents(figure(whole)))
  }
}

type Row = { readonly accountId: string }

const lists: readonly ((digest: DigestBody) => readonly Row[])[] = [
  (digest) => digest.movements,
  (digest) => digest.nearExit,
  (digest) => digest.top20.accounts,
  (digest) => digest.decisionMakerChanges,
  (digest) => digest.actions.overdue,
  (digest) => digest.actions.unattended,
  (digest) => digest.pulseDisagreements,
  (digest) => digest.singleThreaded,
  (digest) => digest.valueDelivered,
  (digest) => digest.earned.takenForGranted,
  (digest) => digest.notDesired,
]

const figures: readonly ((digest: DigestBody) => number)[] = [
  ({ portfolio }) => portfolio.accounts,
  ({ portfolio }) => portfolio.accountsChange,
  ...statuses.flatMap((status) => [
    ({ portfolio }: DigestBody) => portfolio.byStatus[status].accounts,
    ({ portfolio }: DigestBody) => portfolio.byStatus[status].accountsChange,
    ({ portfolio }: DigestBody) => portfolio.byStatus[status].revenue,
    ({ portfolio }: DigestBody) => portfolio.byStatus[status].revenueChange,
  ]),
  ({ revenueAtRisk }) => revenueAtRisk.total,
  ({ revenueAtRisk }) => revenueAtRisk.previous,
  ({ revenueAtRisk }) => revenueAtRisk.change,
  ({ revenueAtRisk }) => revenueAtRisk.bridge.movedIn,
  ({ revenueAtRisk }) => revenueAtRisk.bridge.movedOut,
  ({ revenueAtRisk }) => revenueAtRisk.bridge.new,
  ({ revenueAtRisk }) => revenueAtRisk.bridge.lost,
  ({ revenueAtRisk }) => revenueAtRisk.bridge.becameKnown,
  ({ revenueAtRisk }) => revenueAtRisk.bridge.becameUnknown,
  ({ revenueAtRisk }) => revenueAtRisk.byNotice['30'],
  ({ revenueAtRisk }) => revenueAtRisk.byNotice['60'],
  ({ revenueAtRisk }) => revenueAtRisk.byNotice['90'],
  ({ revenueAtRisk }) => revenueAtRisk.byNotice.over90,
  ({ top20 }) => top20.lost,
  ({ top20 }) => top20.red,
  ({ participation }) => participation.updated,
  ({ participation }) => participation.active,
  ({ participation }) => participation.previous.updated,
  ({ participation }) => participation.previous.active,
  ({ participation }) => participation.managers.reduce((sum, one) => sum + one.active, 0),
]

function byId(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (a.accountId < b.accountId ? -1 : 1))
}

function cents(figure: number): number {
  return Math.round(figure * 100)
}
