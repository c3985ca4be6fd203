import type { Account } from '../../src/report/account.js'
import type { AccountFacts } from '../../src/report/account-facts.js'
import { type EditionFacts, factsOf } from '../../src/report/facts.js'
import type { History } from '../../src/report/history.js'
import { defaultPolicy, type Policy } from '../../src/report/policy.js'
import type { Scores, Snapshot, StakeholderGroup } from '../../src/report/snapshot.js'
import { shiftWeek, type Week, weeksEnding } from '../../src/report/week.js'

/** The reported week unless a test says otherwise: Monday 16 to Sunday 22 November 2026. */
export const week: Week = '2026-W47'

export const presentation = { companyName: 'Harbour Services', currency: 'USD', locale: 'en-US' }

export function account(overrides: Partial<Account> = {}): Account {
  return {
    accountId: 'A-1',
    name: 'Meridian Hospital',
    accountManager: { name: 'Ada Park', address: 'ada@example.com' },
    revenue: 120_000_00,
    noticeDays: 30,
    region: 'West',
    segment: null,
    renewalDate: null,
    desired: true,
    startedOn: null,
    endedOn: null,
    endReason: null,
    ...overrides,
  }
}

/** What is left out is not scored. */
export function scores(overrides: Partial<Scores> = {}): Scores {
  return { relationship: null, innovation: null, service: null, commercial: null, ...overrides }
}

/** Every driver at the same score, so that health is that score whatever the weights. */
export function level(score: number): Scores {
  return { relationship: score, innovation: score, service: score, commercial: score }
}

/** A snapshot of the reported week with health 60.0. */
export function snapshot(overrides: Partial<Snapshot> = {}): Snapshot {
  return {
    accountId: 'A-1',
    week,
    version: 1,
    scores: level(60),
    statedHealth: null,
    pulse: null,
    note: null,
    contacts: [],
    decisionMaker: null,
    decisionMakerChangedOn: null,
    decisionMakerMetOn: null,
    action: null,
    actionOwner: null,
    actionDueOn: null,
    actionDoneOn: null,
    valueCategory: null,
    valueDelivered: null,
    recordedAt: '2026-11-20T09:00:00.000Z',
    recordedBy: 'import snapshots.csv',
    ...overrides,
  }
}

/** A snapshot `age` weeks before the reported week, every driver at `score`. */
export function aged(age: number, score = 60, overrides: Partial<Snapshot> = {}): Snapshot {
  return snapshot({ week: shiftWeek(week, -age), scores: level(score), ...overrides })
}

export interface HistoryParts extends Partial<History> {
  /** One for each week, in any order; those after `at` are left out, as the store does. */
  readonly snapshots?: readonly Snapshot[]
  readonly at?: Week
}

/** What the store would read from `snapshots` for the week `at`; given fields win. */
export function history({ snapshots = [], at = week, ...overrides }: HistoryParts = {}): History {
  const inOrder = snapshots
    .filter((one) => one.week <= at)
    .sort((a, b) => (a.week < b.week ? -1 : 1))
  const recentWeeks = weeksEnding(at, 13)
  return {
    account: account(),
    latest: inOrder.at(-1) ?? null,
    earlier: inOrder.filter((one) => one.week < at).at(-1) ?? null,
    recent: inOrder.filter((one) => recentWeeks.includes(one.week)),
    contacts: contactsOf(inOrder, recentWeeks),
    superseded: null,
    decisionMakerChange: null,
    action: null,
    ...overrides,
  }
}

function contactsOf(
  snapshots: readonly Snapshot[],
  recentWeeks: readonly Week[],
): readonly StakeholderGroup[] | null {
  if (snapshots.every(({ contacts }) => contacts.length === 0)) return null
  const recent = snapshots.filter((one) => recentWeeks.includes(one.week))
  return [...new Set(recent.flatMap(({ contacts }) => contacts))]
}

/** The facts of an edition over `histories`, with the default policy unless another is given. */
export function facts(
  histories: readonly History[],
  { at = week, policy = defaultPolicy }: { readonly at?: Week; readonly policy?: Policy } = {},
): EditionFacts {
  return factsOf(
    histories,
    { week: at, cutOff: '2026-11-23T07:00:00.000Z' },
    { policy, presentation },
  )
}

/** The facts of the one account in `parts`; fails where it is neither active nor lost. */
export function factsOfOne(parts: HistoryParts, policy: Policy = defaultPolicy): AccountFacts {
  const { at = week } = parts
  const [only] = facts([history(parts)], { at, policy }).accounts
  if (only === undefined) throw new Error('the account is not of this week')
  return only
}
