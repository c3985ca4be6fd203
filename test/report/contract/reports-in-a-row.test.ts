import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CurrencyExchange } from '../../../src/report/contract/standing.js'
import type { AccountVersion } from '../../../src/report/contract/version.js'
import { accountManagerDigest } from '../../../src/report/digest/account-manager.js'
import type { ContractsSummary } from '../../../src/report/digest/contracts.js'
import { type DigestBody, executiveDigest } from '../../../src/report/digest/digest.js'
import type { EditionFacts } from '../../../src/report/facts.js'
import type { Snapshot } from '../../../src/report/snapshot.js'
import { addDays, type Day, firstDay, shiftWeek, type Week } from '../../../src/report/week.js'
import { level, snapshot } from '../../fixture/history.js'
import { cutOffOf, type Recorded, reportOn, version } from './book.js'

const start: Week = '2026-W02'
const weeks = Array.from({ length: 8 }, (_, index) => shiftWeek(start, index))
const owners = [
  { name: 'Ada Park', address: 'ada@example.com' },
  { name: 'Ben Sol', address: 'ben@example.com' },
]
const regions = ['West', 'East', null]

/** Days from the Monday of the first week. */
const anyDay = fc.integer({ min: -20, max: 70 }).map((days): Day => addDays(firstDay(start), days))

const anyVersion = fc.record({
  accountId: fc.constantFrom('A-1', 'A-2', 'A-3'),
  asOf: anyDay,
  /** How many days after it holds it is recorded. */
  delay: fc.integer({ min: 0, max: 30 }),
  annualRevenue: fc.constantFrom(0, 1, 33_33, 100_000_00, 777_777_77),
  currency: fc.constantFrom('USD', 'USD', 'EUR'),
  desired: fc.constantFrom(true, true, true, false),
  accountManager: fc.constantFrom(...owners),
  region: fc.constantFrom(...regions),
  startedOn: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, anyDay),
  endedOn: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, anyDay),
})

const anySnapshot = fc.record({
  accountId: fc.constantFrom('A-1', 'A-2', 'A-3'),
  week: fc.constantFrom(...weeks),
  score: fc.integer({ min: 20, max: 95 }),
  notice: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, fc.constant('no' as const), anyDay),
})

interface Story {
  readonly recorded: Recorded
  /** Weeks whose report is made, in order. */
  readonly reported: readonly Week[]
  /** Of one euro, by the report. */
  readonly rates: readonly bigint[]
}

const anyStory: fc.Arbitrary<Story> = fc
  .record({
    versions: fc.array(anyVersion, { minLength: 1, maxLength: 9 }),
    snapshots: fc.uniqueArray(anySnapshot, {
      maxLength: 14,
      selector: ({ accountId, week }) => `${accountId} ${week}`,
    }),
    reported: fc.subarray(weeks, { minLength: 1 }),
    rates: fc.array(fc.constantFrom(1_000_000_000n, 1_083_700_000n, 950_000_000n), {
      minLength: 8,
      maxLength: 8,
    }),
  })
  .map(({ versions, snapshots, reported, rates }) => ({
    recorded: { versions: versions.map(versionFrom), snapshots: snapshots.map(snapshotFrom) },
    reported,
    rates,
  }))

function versionFrom(
  { delay, ...terms }: { delay: number; asOf: Day } & Partial<AccountVersion>,
  index: number,
): AccountVersion {
  const { startedOn = null, endedOn = null } = terms
  const isOrdered = startedOn === null || endedOn === null || startedOn <= endedOn
  return version({
    ...terms,
    endedOn: isOrdered ? endedOn : null,
    version: index + 1,
    recordedAt: `${addDays(terms.asOf, delay)}T05:00:00.${String(index).padStart(3, '0')}Z`,
  })
}

function snapshotFrom(one: {
  accountId: string
  week: Week
  score: number
  notice: Day | 'no' | null
}): Snapshot {
  const { accountId, week, score, notice } = one
  return snapshot({
    accountId,
    week,
    scores: level(score),
    noticeGivenOn: notice,
    recordedAt: `${addDays(firstDay(week), 4)}T12:00:00.000Z`,
  })
}

function exchangeAt({ rates }: Story, index: number): CurrencyExchange {
  return { currency: 'USD', rates: new Map([['EUR', rates[index] ?? 1_000_000_000n]]) }
}

/** The reports of a story, in order. */
function reportsOf(story: Story): EditionFacts[] {
  const made: EditionFacts[] = []
  story.reported.forEach((week, index) => {
    made.push(reportOn(story.recorded, made, { week, exchange: exchangeAt(story, index) }))
  })
  return made
}

function cents(amount: number): number {
  return Math.round(amount * 100)
}

function everyScope(facts: EditionFacts): DigestBody[] {
  return [
    executiveDigest(facts, null, null),
    ...['West', 'East'].map((region) => executiveDigest(facts, null, region)),
    ...owners.map((owner) => accountManagerDigest(facts, owner)),
  ]
}

describe('reports in a row over any contracts', () => {
  it('bridge contracts and revenue at risk to the cent, in every scope', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        for (const facts of reportsOf(story)) {
          for (const digest of everyScope(facts)) {
            expect(closes(digest.contracts.bridge)).toBe(true)
            expect(riskCloses(digest)).toBe(true)
            const { byStatus } = digest.portfolio
            const active = Object.values(byStatus).reduce((sum, one) => sum + cents(one.revenue), 0)
            expect(cents(digest.contracts.bridge?.total ?? active / 100)).toBe(active)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('take up where the report before left off, for the whole company', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const made = reportsOf(story).map((facts) => executiveDigest(facts, null, null))
        made.slice(1).forEach((digest, index) => {
          const before = made[index]
          const { previous } = digest.contracts.bridge ?? expect.fail()
          expect(cents(previous)).toBe(cents(revenueOf(before ?? expect.fail())))
          if (before?.week !== digest.previousWeek) return
          expect(digest.revenueAtRisk.previous).toBe(before.revenueAtRisk.total)
          for (const status of ['red', 'yellow', 'green', 'unknown'] as const) {
            const { accounts, accountsChange, revenue, revenueChange } =
              digest.portfolio.byStatus[status]
            expect(accounts - accountsChange).toBe(before.portfolio.byStatus[status].accounts)
            expect(cents(revenue) - cents(revenueChange)).toBe(
              cents(before.portfolio.byStatus[status].revenue),
            )
          }
        })
      }),
      { numRuns: 300 },
    )
  })

  it('tell each desired contract as lost once between two tellings as active', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const made = reportsOf(story)
        for (const accountId of ['A-1', 'A-2', 'A-3']) {
          const tellings = made.map((facts) => tellingOf(facts, accountId))
          // Active and desired, and then in no report: its loss must stand in between.
          tellings.forEach((telling, index) => {
            const next = tellings[index + 1]
            if (telling !== 'active') return
            expect(['active', 'lost', 'undesired', undefined]).toContain(next)
          })
          const told = tellings.filter((telling) => telling === 'active' || telling === 'lost')
          expect(told.some((telling, at) => telling === 'lost' && told[at + 1] === 'lost')).toBe(
            false,
          )
        }
      }),
      { numRuns: 300 },
    )
  })

  it('add up by manager: contracts, changes and retention', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        for (const facts of reportsOf(story)) {
          const all = executiveDigest(facts, null, null)
          const parts = owners.map((owner) => accountManagerDigest(facts, owner))
          const sum = (of: (digest: DigestBody) => number) =>
            parts.reduce((total, part) => total + cents(of(part)), 0)
          for (const side of ['previous', 'new', 'lost', 'grown', 'cut', 'exchange'] as const) {
            expect(sum(({ contracts }) => contracts.bridge?.[side] ?? 0)).toBe(
              cents(all.contracts.bridge?.[side] ?? 0),
            )
          }
          for (const side of ['base', 'lost', 'cut', 'grown', 'now', 'givenUp'] as const) {
            expect(sum(({ retention }) => retention.revenue[side])).toBe(
              cents(all.retention.revenue[side]),
            )
          }
          const changes = parts.flatMap(({ contracts }) => contracts.changes)
          expect(changes).toHaveLength(all.contracts.changes.length)
        }
      }),
    )
  })

  it('have a retention whose parts add up, and that is whole only while nothing is missing', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        for (const facts of reportsOf(story)) {
          for (const { retention } of everyScope(facts)) {
            const { accounts, revenue } = retention
            expect(accounts.base).toBe(accounts.kept + accounts.lost + accounts.givenUp)
            const { base, givenUp, lost, cut, grown, now } = revenue
            const rest = cents(base) - cents(givenUp) - cents(lost) - cents(cut) + cents(grown)
            expect(rest).toBe(cents(now))
            if (revenue.gross === 100) expect(lost + cut).toBe(0)
            if (accounts.percent === 100) expect(accounts.lost).toBe(0)
          }
        }
      }),
    )
  })

  it('are the same whether all contracts are read with their history, or the doubtful alone', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const made: EditionFacts[] = []
        story.reported.forEach((week, index) => {
          const asked = { week, exchange: exchangeAt(story, index) }
          const facts = reportOn(story.recorded, made, asked)
          expect(reportOn(story.recorded, made, { ...asked, thorough: true })).toEqual(facts)
          made.push(facts)
        })
      }),
      { numRuns: 300 },
    )
  })

  it('are not changed by what is recorded later, nor by the order in which it was', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const [first] = story.reported
        if (first === undefined) return
        const cutOff = cutOffOf(first)
        const { versions, snapshots } = story.recorded
        const known = {
          versions: versions.filter(({ recordedAt }) => recordedAt < cutOff).reverse(),
          snapshots: snapshots.filter(({ recordedAt }) => recordedAt < cutOff).reverse(),
        }
        const exchange = exchangeAt(story, 0)
        expect(reportOn(known, [], { week: first, exchange })).toEqual(
          reportOn(story.recorded, [], { week: first, exchange }),
        )
      }),
    )
  })
})

function closes(bridge: ContractsSummary['bridge']): boolean {
  if (bridge === null) return true
  const came = [bridge.new, bridge.back, bridge.grown, bridge.desiredAgain, bridge.exchange]
  const went = [bridge.lost, bridge.cut, bridge.noLongerDesired]
  return sumOf([bridge.previous, ...came]) - sumOf(went) === cents(bridge.total)
}

function riskCloses({ revenueAtRisk: { bridge, previous, total } }: DigestBody): boolean {
  const came = [bridge.movedIn, bridge.new, bridge.becameKnown, bridge.grown, bridge.desiredAgain]
  const went = [bridge.movedOut, bridge.lost, bridge.becameUnknown, bridge.cut]
  const rest = sumOf([bridge.exchange]) - sumOf([bridge.noLongerDesired])
  return sumOf([previous, ...came]) - sumOf(went) + rest === cents(total)
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + cents(amount), 0)
}

function revenueOf({ portfolio }: DigestBody): number {
  return Object.values(portfolio.byStatus).reduce((sum, { revenue }) => sum + revenue, 0)
}

type Telling = 'active' | 'undesired' | 'lost' | 'absent'

function tellingOf(facts: EditionFacts, accountId: string): Telling {
  const found = facts.accounts.find(({ account }) => account.accountId === accountId)
  if (found === undefined) return 'absent'
  if (found.contract.changes.some(({ kind }) => kind === 'lost')) return 'lost'
  if (found.standing === null) return 'absent'
  return found.account.desired ? 'active' : 'undesired'
}
