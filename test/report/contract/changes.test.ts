import { describe, expect, it } from 'vitest'
import { toldIn } from '../../../src/report/account-facts.js'
import type { AccountVersion } from '../../../src/report/contract/version.js'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import type { EditionFacts } from '../../../src/report/facts.js'
import type { Snapshot } from '../../../src/report/snapshot.js'
import { level, snapshot } from '../../fixture/history.js'
import { dollars, reportOn, version } from './book.js'

/** Monday 9 to Sunday 15 February 2026; the report before is that of W06, the next edition's Monday the 16th. */
const week = '2026-W07'
const before = '2026-W06'

/** Imported on the Tuesday of the week: the report before did not know it. */
const later = {
  version: 2,
  asOf: '2026-02-09',
  recordedAt: '2026-02-10T09:00:00.000Z',
} as const

type Terms = Partial<AccountVersion>

/** What the report of W07 tells of a contract that the report of W06 told by its first terms. */
function told(first: Terms, second: Terms, snapshots: readonly Partial<Snapshot>[] = []) {
  const recorded = {
    versions: [version(first), version({ ...later, ...first, ...second })],
    snapshots: snapshots.map((one) => snapshot({ scores: level(80), ...one })),
  }
  const earlier = reportOn(recorded, [], { week: before })
  return changesIn(reportOn(recorded, [earlier], { week }))
}

function changesIn(facts: EditionFacts) {
  return executiveDigest(facts, null, null).contracts.changes
}

describe('what a report tells of a contract', () => {
  it('that ended since the report before and was never told says that it was learned late', () => {
    const recorded = {
      versions: [
        version({
          ...{ asOf: '2026-01-14', recordedAt: '2026-01-26T05:00:00.000Z' },
          ...{ startedOn: '2026-01-05', endedOn: '2026-01-12' },
        }),
      ],
      snapshots: [],
    }
    const earlier = reportOn(recorded, [], { week: '2026-W02' })
    expect(changesIn(reportOn(recorded, [earlier], { week: '2026-W05' }))).toMatchObject([
      { kind: 'lost', amount: 120_000, on: '2026-01-12', learnedLate: true },
    ])
  })

  it.each<[string, Terms, Terms, Record<string, unknown> | null]>([
    ['the same as before: nothing', {}, {}, null],
    [
      'ended in the week: lost',
      {},
      { endedOn: '2026-02-12', endReason: 'price' },
      { kind: 'lost', amount: 120_000, on: '2026-02-12', learnedLate: false, reason: 'price' },
    ],
    [
      'ended weeks ago, learned in the week: lost, late',
      {},
      { endedOn: '2026-01-20' },
      { kind: 'lost', amount: 120_000, on: '2026-01-20', learnedLate: true },
    ],
    [
      'ended and cut at once: lost, with what was told',
      {},
      { endedOn: '2026-02-12', annualRevenue: 10_000_00 },
      { kind: 'lost', amount: 120_000 },
    ],
    [
      'a last day to come: notice given',
      {},
      { endedOn: '2026-05-31' },
      { kind: 'notice-given', amount: null, before: null, after: '2026-05-31', on: '2026-02-09' },
    ],
    [
      'a last day moved',
      { endedOn: '2026-05-31' },
      { endedOn: '2026-06-30' },
      { kind: 'last-day-moved', before: '2026-05-31', after: '2026-06-30' },
    ],
    [
      'a last day taken back: good news',
      { endedOn: '2026-05-31' },
      { endedOn: null },
      { kind: 'notice-withdrawn', before: '2026-05-31', after: null },
    ],
    [
      'cut by 90 %',
      {},
      { annualRevenue: 12_000_00 },
      { kind: 'cut', amount: 108_000, before: 120_000, after: 12_000, on: '2026-02-09' },
    ],
    ['grown', {}, { annualRevenue: 150_000_00 }, { kind: 'grown', amount: 30_000 }],
    [
      'no longer desired, with its reason',
      {},
      { desired: false, desiredReason: 'never profitable' },
      { kind: 'no-longer-desired', amount: 120_000, reason: 'never profitable' },
    ],
    ['desired again', { desired: false }, { desired: true }, { kind: 'desired-again' }],
    [
      'handed over',
      {},
      { accountManager: { name: 'Ben Sol', address: 'ben@example.com' } },
      { kind: 'handed-over', before: 'Ada Park', after: 'Ben Sol', amount: null },
    ],
    [
      'an address that was merely corrected: nothing',
      {},
      { accountManager: { name: 'Ada Park', address: 'ada.park@example.com' } },
      null,
    ],
    ['out to tender', {}, { tender: true }, { kind: 'out-to-tender' }],
    ['a tender closed', { tender: true }, { tender: false }, { kind: 'tender-closed' }],
    ['not desired and ended: no change', { desired: false }, { endedOn: '2026-02-12' }, null],
  ])('%s', (_, first, second, expected) => {
    const [change, ...others] = told(first, second)
    expect(others).toEqual([])
    if (expected === null) expect(change).toBeUndefined()
    else expect(change).toMatchObject(expected)
  })

  it('tells hand-over and notice beside an amount, the amount first', () => {
    const owner = { name: 'Ben Sol', address: 'ben@example.com' }
    const all = told({}, { annualRevenue: 90_000_00, endedOn: '2026-05-31', accountManager: owner })
    expect(all.map(({ kind }) => kind)).toEqual(['cut', 'handed-over', 'notice-given'])
  })

  it('tells a lost one no hand-over', () => {
    const owner = { name: 'Ben Sol', address: 'ben@example.com' }
    const all = told({}, { endedOn: '2026-02-12', accountManager: owner })
    expect(all.map(({ kind }) => kind)).toEqual(['lost'])
  })

  it('tells a new one, and back one that was told as lost', () => {
    const recorded = {
      versions: [
        version({ endedOn: '2026-02-04' }),
        version({ version: 2, asOf: '2026-02-16', endedOn: null }),
        version({ ...later, accountId: 'A-2', version: 1 }),
      ],
      snapshots: [],
    }
    const first = reportOn(recorded, [], { week: before })
    expect(changesIn(first)).toMatchObject([{ kind: 'lost', inBridge: false }])
    const second = reportOn(recorded, [first], { week })
    expect(changesIn(second).map(({ accountId, kind }) => [accountId, kind])).toEqual([
      ['A-1', 'back'],
      ['A-2', 'new'],
    ])
  })

  it('tells once what a report told, and not again', () => {
    const recorded = {
      versions: [version(), version({ ...later, endedOn: '2026-02-12' })],
      snapshots: [],
    }
    const one = reportOn(recorded, [], { week: before })
    const two = reportOn(recorded, [one], { week })
    const three = reportOn(recorded, [one, two], { week: '2026-W08' })
    expect([two, three].map((facts) => changesIn(facts).map(({ kind }) => kind))).toEqual([
      ['lost'],
      [],
    ])
  })

  it('names a loss that no report told as active, in no sum', () => {
    const recorded = {
      versions: [
        version(),
        version({ ...later, accountId: 'A-2', version: 1, endedOn: '2026-02-11' }),
      ],
      snapshots: [],
    }
    const one = reportOn(recorded, [], { week: before })
    // Known before its own beginning, so that W06 did not see it at all.
    const without = { ...one, accounts: one.accounts.filter((a) => a.account.accountId === 'A-1') }
    const { contracts } = executiveDigest(reportOn(recorded, [without], { week }), null, null)
    expect(contracts.changes).toMatchObject([
      { accountId: 'A-2', kind: 'lost', amount: 120_000, inBridge: false },
    ])
    expect(contracts.bridge).toMatchObject({ previous: 120_000, lost: 0, total: 120_000 })
  })

  it('tells one that ended undesired, and is desired and active now, as new: nobody told it as lost', () => {
    const recorded = {
      versions: [
        version({ desired: false, endedOn: '2026-02-04' }),
        version({ ...later, desired: true, endedOn: null }),
        version({ accountId: 'A-2' }),
      ],
      snapshots: [],
    }
    const one = reportOn(recorded, [], { week: before })
    const two = reportOn(recorded, [one], { week })
    expect(changesIn(two)).toMatchObject([{ accountId: 'A-1', kind: 'new' }])
  })

  it('tells nothing of a contract that began and ended since the report before', () => {
    const brief = { startedOn: '2026-02-09', endedOn: '2026-02-12' } as const
    const recorded = {
      versions: [version(), version({ ...later, accountId: 'A-2', version: 1, ...brief })],
      snapshots: [],
    }
    const one = reportOn(recorded, [], { week: before })
    const two = reportOn(recorded, [one], { week })
    expect(changesIn(two)).toEqual([])
    expect(two.accounts.map(({ account }) => account.accountId)).toEqual(['A-1'])
  })

  it('compares at today’s rates, and tells apart what the rate alone did', () => {
    const recorded = {
      versions: [
        version({ currency: 'EUR' }),
        version({ ...later, currency: 'EUR', annualRevenue: 130_000_00 }),
      ],
      snapshots: [],
    }
    const rate = (value: bigint) => ({ ...dollars, rates: new Map([['EUR', value]]) })
    const one = reportOn(recorded, [], { week: before, exchange: rate(1_000_000_000n) })
    const two = reportOn(recorded, [one], { week, exchange: rate(1_100_000_000n) })
    const { bridge, changes } = executiveDigest(two, null, null).contracts
    expect(changes).toMatchObject([{ kind: 'grown', amount: 11_000 }])
    expect(bridge).toMatchObject({
      previous: 120_000,
      grown: 11_000,
      exchange: 12_000,
      total: 143_000,
    })
  })

  it('has no bridge in the first report, nor when the reporting currency has changed', () => {
    const recorded = { versions: [version()], snapshots: [] }
    const one = reportOn(recorded, [], { week: before })
    expect(executiveDigest(one, null, null).contracts.bridge).toBeNull()
    const pounds = { currency: 'GBP', rates: new Map([['USD', 800_000_000n]]) }
    const two = reportOn(recorded, [one], { week, exchange: pounds })
    expect(executiveDigest(two, null, null).contracts).toMatchObject({
      bridge: null,
      currencyBefore: 'USD',
      changes: [],
    })
  })
})

describe('notice by a snapshot', () => {
  const given = {
    week: '2026-W07',
    noticeGivenOn: '2026-02-10',
    recordedAt: '2026-02-13T09:00:00.000Z',
  } as const

  it('is a last day: the day of the notice and the notice days, or as it was said', () => {
    expect(told({}, {}, [given])).toMatchObject([
      { kind: 'notice-given', after: '2026-03-12', on: '2026-02-10' },
    ])
    expect(told({}, {}, [{ ...given, lastDay: '2026-06-30' }])).toMatchObject([
      { kind: 'notice-given', after: '2026-06-30' },
    ])
  })

  it('makes a green account red, first in the list, with its days left', () => {
    const recorded = {
      versions: [version()],
      snapshots: [snapshot({ ...given, scores: level(90) })],
    }
    const facts = reportOn(recorded, [], { week })
    const digest = executiveDigest(facts, null, null)
    expect(digest.movements[0]).toMatchObject({
      status: 'red',
      health: 90,
      leaving: { noticeGivenOn: '2026-02-10', lastDay: '2026-03-12', daysLeft: 24 },
      earliestExit: '2026-03-12',
    })
    expect(digest.revenueAtRisk).toMatchObject({ total: 120_000, byNotice: { '30': 120_000 } })
    expect(digest.contracts.leaving).toMatchObject([{ accountId: 'A-1', daysLeft: 24 }])
  })

  it('is not told beside a last day in the file that lies before it', () => {
    const versions = [version(), version({ version: 2, asOf: '2026-02-16', endedOn: '2026-02-20' })]
    const late = { ...given, noticeGivenOn: '2026-02-21' } as const
    const facts = reportOn({ versions, snapshots: [snapshot(late)] }, [], { week })
    expect(facts.accounts[0]?.contract.leaving).toMatchObject({
      noticeGivenOn: null,
      lastDay: '2026-02-20',
    })
  })

  it('is not undone by a file that goes on listing the account, but by one that takes it back', () => {
    const versions = [version(), version({ version: 2, asOf: '2026-02-16' })]
    const snapshots = [snapshot(given)]
    const listed = reportOn({ versions, snapshots }, [], { week })
    expect(listed.accounts[0]?.contract.leaving).not.toBeNull()
    const taken = [
      version({ endedOn: '2026-03-01' }),
      version({ version: 2, asOf: '2026-02-16', endedOn: null }),
    ]
    const back = reportOn({ versions: taken, snapshots }, [], { week })
    expect(back.accounts[0]?.contract.leaving).toBeNull()
  })

  it('is withdrawn by a later snapshot that says no', () => {
    const first = { ...given, week: '2026-W06', recordedAt: '2026-02-06T09:00:00.000Z' } as const
    const no = { ...given, noticeGivenOn: 'no' } as const
    const recorded = { versions: [version()], snapshots: [snapshot(first), snapshot(no)] }
    const one = reportOn(recorded, [], { week: before })
    expect(toldIn(one.accounts[0] ?? expect.fail()).lastDay).toBe('2026-03-12')
    const two = reportOn(recorded, [one], { week })
    expect(changesIn(two)).toMatchObject([{ kind: 'notice-withdrawn', before: '2026-03-12' }])
  })
})
