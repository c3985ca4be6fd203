import { describe, expect, it } from 'vitest'
import { adminDigest, type LedgerReport } from '../../../src/report/digest/admin.js'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import { account, aged, facts, history, week } from '../../fixture/history.js'

const ada = { name: 'Ada Park', address: 'ada@example.com' }
const ben = { name: 'Ben Ito', address: 'ben@example.com' }
const cleo = { name: 'Cleo Diaz', address: 'cleo@example.com' }

const ledger: LedgerReport = {
  thisEdition: {
    week,
    planned: 2,
    submitted: 1,
    failed: 1,
    uncertain: 0,
    skipped: 0,
    open: 0,
    notSubmitted: [
      { mail: 'report', role: 'executive', ...cleo, state: 'failed', reason: '550 no such user' },
    ],
  },
  previousEdition: null,
  accountManagers: [{ name: 'Ada', address: 'ADA@example.com' }],
  linksRefused: { expired: 2, revoked: 0, removed: 0, unknown: 1, withheld: 0 },
  unsubscribed: [{ role: 'executive', ...cleo, since: '2026-11-18T06:31:00.000Z' }],
  unlisted: null,
  importProblems: [
    { kind: 'refused', file: 'snapshots.csv', at: '2026-11-20', faults: 2, firstFault: 'line 3' },
  ],
  replied: [
    {
      week: '2026-W46',
      role: 'account-manager',
      name: 'Ada',
      address: 'ada@example.com',
      kind: 'automatic',
      words: 'Away: back on Monday.',
      receivedAt: '2026-11-16T07:00:09.000Z',
    },
  ],
  bounced: [
    {
      ...ben,
      week: '2026-W46',
      role: 'account-manager',
      action: 'failed',
      kind: 'permanent',
      status: '5.1.1',
      diagnostic: '550 user unknown',
      receivedAt: '2026-11-16T07:00:09.000Z',
    },
  ],
  bounceMailbox: { since: '2026-11-20T07:00:00.000Z', reason: 'connection refused' },
}

const edition = facts([
  history({ account: account({ accountId: 'stale', accountManager: ada }), snapshots: [aged(2)] }),
  history({ account: account({ accountId: 'silent', accountManager: ben, revenue: 10 }) }),
  history({
    account: account({ accountId: 'old', accountManager: ben, revenue: 20 }),
    snapshots: [aged(9)],
  }),
  history({
    account: account({ accountId: 'restated', accountManager: cleo }),
    snapshots: [aged(0), aged(1)],
    superseded: aged(1, 90),
  }),
  history({ account: account({ accountId: 'undesired', accountManager: ada, desired: false }) }),
])

describe("an admin's digest", () => {
  const { administration, ...body } = adminDigest(edition, ada, ledger)

  it('says what the ledger says', () => {
    expect(administration).toMatchObject({
      thisEdition: ledger.thisEdition,
      previousEdition: null,
      importProblems: ledger.importProblems,
      unsubscribed: ledger.unsubscribed,
      linksRefused: ledger.linksRefused,
      bounced: ledger.bounced,
      replied: ledger.replied,
      bounceMailbox: ledger.bounceMailbox,
    })
  })

  it('lists what needs care, the larger contract first', () => {
    const { stale, unknown, restated } = administration
    expect([stale, unknown, restated].map((rows) => rows.map((row) => row.accountId))).toEqual([
      ['stale'],
      ['old', 'silent'],
      ['restated'],
    ])
  })

  it('names owners who get no digest, who own most first', () => {
    expect(administration.ownersNotInSettings).toEqual([
      { ...ben, accounts: 2 },
      { ...cleo, accounts: 1 },
    ])
    const everyone = { ...ledger, accountManagers: [ada, ben, cleo] }
    expect(adminDigest(edition, null, everyone).administration.ownersNotInSettings).toEqual([])
  })

  it('lists active accounts that the latest file lacks, desired or not, and no others', () => {
    const lacking = (accountIds: readonly string[]) =>
      adminDigest(edition, null, { ...ledger, unlisted: { asOf: '2026-11-16', accountIds } })
        .administration.missingFromFile
    const missing = lacking(['silent', 'undesired', 'old', 'long gone'])
    expect(missing?.asOf).toBe('2026-11-16')
    expect(missing?.accounts.map(({ accountId }) => accountId)).toEqual([
      ...['undesired', 'old', 'silent'],
    ])
    expect(lacking(['long gone'])).toBeNull()
    expect(administration.missingFromFile).toBeNull()
  })

  it('names accounts that no amount of retention counts', () => {
    const share = { name: 'Elm', accountManager: ben, region: null, worthNow: 0 } as const
    const shares = [
      { ...share, accountId: 'A-1', fate: 'lost', worthThen: null },
      { ...share, accountId: 'A-2', fate: 'kept', worthThen: 1 },
    ] as const
    const retention = { since: '2025-11-23', until: '2026-11-22', shares } as const
    const found = { ...edition, retention, withoutRate: ['A-1'] }
    expect(adminDigest(found, null, ledger).administration.withoutRate).toEqual([
      { accountId: 'A-1', name: 'Elm', accountManager: 'Ben Ito' },
    ])
    expect(administration.withoutRate).toEqual([])
  })

  it('has the figures of the executives', () => {
    const executive = executiveDigest(edition, ada, null)
    expect(body).toEqual({ ...executive, role: 'admin' })
  })
})
