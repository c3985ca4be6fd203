import fc from 'fast-check'
import type { Account } from '../../src/report/account.js'
import type { ContractBefore, ReportBefore } from '../../src/report/contract/standing.js'
import type { History } from '../../src/report/history.js'
import type { Policy } from '../../src/report/policy.js'
import {
  pulses,
  type Scores,
  type Snapshot,
  stakeholderGroups,
  valueCategories,
} from '../../src/report/snapshot.js'
import { addDays, firstDay, shiftWeek } from '../../src/report/week.js'
import { account, aged, history, snapshot, standing, toldBefore, week } from '../fixture/history.js'

/** Objects as JSON makes them. */
const plain = { noNullPrototype: true } as const

const orNull = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null })

/** 0 to 100 with up to six decimals, whole numbers and round decimals often. */
export const anyScore: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
  fc.integer({ min: 0, max: 100_000_000 }).map((millionths) => millionths / 1_000_000),
)

export const anyScores: fc.Arbitrary<Scores> = fc.record(
  {
    relationship: orNull(anyScore),
    innovation: orNull(anyScore),
    service: orNull(anyScore),
    commercial: orNull(anyScore),
  },
  plain,
)

const weight = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 0, max: 1000 }),
)

/** Whole numbers, some of them 0, never all. */
export const anyWeights: fc.Arbitrary<Policy['weights']> = fc
  .record({ relationship: weight, innovation: weight, service: weight, commercial: weight }, plain)
  .filter((weights) => Object.values(weights).some((one) => one > 0))

export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    weights: anyWeights,
    bands: fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 })),
    movePoints: fc.integer({ min: 0, max: 60 }),
    slidePoints: fc.record(
      { over4: fc.integer({ min: 1, max: 60 }), over12: fc.integer({ min: 1, max: 120 }) },
      plain,
    ),
    staleWeeks: fc.integer({ min: 0, max: 6 }),
    retentionBenchmark: fc.integer({ min: 10, max: 1000 }),
  })
  .map(({ bands: [one, other], ...rest }) => ({
    ...rest,
    redBelow: Math.min(one, other),
    greenFrom: Math.max(one, other),
  }))

/** A day from six weeks before the reported week to three after it. */
const anyDay = fc.integer({ min: -42, max: 27 }).map((days) => addDays(firstDay(week), days))

const anyManager = fc.constantFrom(
  { name: 'Ada Park', address: 'ada@example.com' },
  { name: 'Ada Park', address: 'Ada@Example.com' },
  { name: 'Ben Ito', address: 'ben@example.com' },
  { name: 'Cleo Diaz', address: 'cleo@example.com' },
)

const anyAccount: fc.Arbitrary<Account> = fc
  .record({
    accountManager: anyManager,
    revenue: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 0, max: 1_000_000_000_000 }),
    ),
    noticeDays: fc.oneof(fc.constantFrom(0, 30, 31, 60, 61, 90, 91), fc.nat(400)),
    region: fc.constantFrom('West', 'East', 'Central'),
    desired: fc.integer({ min: 0, max: 5 }).map((one) => one > 0),
    startedOn: fc.oneof(fc.constant(null), anyDay),
    endedOn: fc.oneof(fc.constant(null), fc.constant(null), anyDay),
  })
  .map(account)

const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    week: fc.integer({ min: -6, max: 1 }).map((weeks) => shiftWeek(week, weeks)),
    scores: anyScores,
    statedHealth: fc.oneof(fc.constant(null), fc.constant(null), anyScore),
    pulse: orNull(fc.constantFrom(...pulses)),
    note: orNull(fc.constant('Board meets in May.')),
    contacts: fc.subarray([...stakeholderGroups]),
    valueCategory: orNull(fc.constantFrom(...valueCategories)),
    valueDelivered: orNull(fc.constant('Night shift covered')),
  })
  .map(snapshot)

const anyAction = fc.record(
  {
    action: fc.constant('Meet the director'),
    owner: orNull(fc.constant('Ada Park')),
    dueOn: orNull(anyDay),
    doneOn: orNull(anyDay),
  },
  plain,
)

const anyDecisionMakerChange = fc.record(
  {
    decisionMaker: orNull(fc.constant('Noor Haddad')),
    changedOn: anyDay,
    metOn: orNull(anyDay),
  },
  plain,
)

/** Any account with any history of the last weeks; snapshots of one week are told apart. */
export const anyHistory: fc.Arbitrary<History> = fc
  .record({
    account: anyAccount,
    snapshots: fc.uniqueArray(anySnapshot, { maxLength: 6, selector: (one) => one.week }),
    superseded: orNull(anySnapshot),
    decisionMakerChange: orNull(anyDecisionMakerChange),
    action: orNull(anyAction),
  })
  .map(history)

/** Up to 16 accounts, each with an id of its own. */
export const anyPortfolio: fc.Arbitrary<History[]> = fc
  .array(anyHistory, { maxLength: 16 })
  .map((histories) => histories.map(numbered))

function numbered(one: History, index: number): History {
  return { ...one, account: { ...one.account, accountId: `A-${index}`, name: `Account ${index}` } }
}

/** What the report before told of a contract: as it is, in other terms, as lost, or nothing. */
const anyBefore = (of: Account) =>
  fc
    .record({
      isTold: fc.integer({ min: 0, max: 4 }).map((one) => one > 0),
      kind: fc.constantFrom<ContractBefore['kind']>('active', 'active', 'active', 'lost'),
      revenue: fc.oneof(fc.constant(of.revenue), fc.integer({ min: 0, max: 1_000_000_000_000 })),
      desired: fc.constantFrom(of.desired, of.desired, !of.desired),
      knewLastDay: fc.boolean(),
    })
    .map(({ isTold, kind, revenue, desired, knewLastDay }) =>
      isTold
        ? toldBefore(of, {
            kind,
            revenue,
            today: revenue,
            desired,
            lastDay: knewLastDay ? of.endedOn : null,
          })
        : null,
    )

/** The same after a report that told of these accounts in its own way. */
export const anyToldPortfolio: fc.Arbitrary<History[]> = anyPortfolio.chain((histories) =>
  fc.tuple(
    ...histories.map((one) =>
      anyBefore(one.account).map((before) => ({
        ...one,
        contract: standing(one.account, { before }),
      })),
    ),
  ),
)

/** So many that nearly all of them moved, were lost or are leaving that they can't all have a line. */
export const anyBusyPortfolio: fc.Arbitrary<History[]> = fc
  .array(
    fc.record({
      revenue: fc.integer({ min: 0, max: 1_000_000_000 }),
      before: fc.integer({ min: 30, max: 90 }),
      now: orNull(fc.integer({ min: 30, max: 90 })),
      isKnown: fc.boolean(),
      endedOn: fc.oneof(
        { weight: 6, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: anyDay },
      ),
    }),
    { minLength: 8, maxLength: 40 },
  )
  .map((those) =>
    those.map(({ revenue, before, now, endedOn, isKnown }, index) => {
      const of = account({ accountId: `A-${index}`, name: `Account ${index}`, revenue, endedOn })
      const told = { accountId: of.accountId }
      return history({
        account: of,
        contract: standing(of, { before: toldBefore(of, { lastDay: isKnown ? endedOn : null }) }),
        snapshots: [aged(1, before, told), ...(now === null ? [] : [aged(0, now, told)])],
      })
    }),
  )

/** The report that those were told by. */
export const reportBefore: ReportBefore = { week: shiftWeek(week, -1), currency: 'USD' }
