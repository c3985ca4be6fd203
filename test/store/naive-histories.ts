import { type Account, isActive } from '../../src/report/account.js'
import type { ValueHabit } from '../../src/report/earned.js'
import { type Status, weekStatus } from '../../src/report/health.js'
import type { ReadingPoint, SnapshotHistory } from '../../src/report/history.js'
import type { Policy } from '../../src/report/policy.js'
import {
  type Scored,
  type Snapshot,
  stakeholderGroups,
  type Versioned,
} from '../../src/report/snapshot.js'
import { shiftWeek, type Week } from '../../src/report/week.js'

export interface NaiveRequest {
  readonly at: ReadingPoint
  readonly accounts: readonly Account[]
  readonly cutOffs: ReadonlyMap<Week, string>
  readonly policy: Policy
}

/** The rules of docs/rules.md in plain loops over every version of every snapshot. */
export function naiveHistories(all: readonly Snapshot[], request: NaiveRequest): SnapshotHistory[] {
  return request.accounts.map((account) => {
    return naiveHistory(
      all.filter(({ accountId }) => accountId === account.accountId),
      { ...request, account },
    )
  })
}

/** Whether anything was done for anybody, and whether so by the first of the last 8 weeks. */
export function naiveValueHabit(all: readonly Snapshot[], at: ReadingPoint): ValueHabit {
  const accounts = new Set(all.map(({ accountId }) => accountId))
  const weeks = [...accounts]
    .flatMap((id) =>
      counting(
        all.filter(({ accountId }) => accountId === id),
        at.cutOff,
      ),
    )
    .filter(({ week, valueDelivered }) => week <= at.week && valueDelivered !== null)
    .map(({ week }) => week)
  if (weeks.length === 0) return 'none'
  return weeks.some((week) => week <= shiftWeek(at.week, -7)) ? 'settled' : 'new'
}

function naiveHistory(
  own: readonly Snapshot[],
  { at, account, cutOffs, policy }: NaiveRequest & { account: Account },
): SnapshotHistory {
  const told = counting(own, at.cutOff).filter(({ week }) => week <= at.week)
  const earlier = told.filter(({ week }) => week < at.week).at(-1) ?? null
  const recent = told.filter(({ week }) => week > shiftWeek(at.week, -16))
  const beforeRecent = told.findLast(({ week }) => week <= shiftWeek(at.week, -16))
  const touching = told.filter(({ week }) => week > shiftWeek(at.week, -13))
  const inTouch = touching.flatMap(({ contacts }) => contacts)
  const change = told.findLast(({ decisionMakerChangedOn }) => decisionMakerChangedOn !== null)
  const action = told.findLast((snapshot) => snapshot.action !== null)
  return {
    account,
    latest: told.at(-1) ?? null,
    earlier: earlier && versionedOf(earlier),
    recent: recent.map(scoredOf),
    beforeRecent: beforeRecent === undefined ? null : scoredOf(beforeRecent),
    weeksBeforeRecent: weeksBeforeRecent(told, account, at.week, policy),
    leavingSince: null,
    contacts: told.some(({ contacts }) => contacts.length > 0)
      ? stakeholderGroups.filter((group) => inTouch.includes(group))
      : null,
    lastValueIn: told.findLast(({ valueDelivered }) => valueDelivered !== null)?.week ?? null,
    superseded: supersededBy(earlier, own, cutOffs),
    decisionMakerChange: change?.decisionMakerChangedOn
      ? {
          decisionMaker: change.decisionMaker,
          changedOn: change.decisionMakerChangedOn,
          metOn: earliest(told, change.week, ({ decisionMakerMetOn }) => {
            const isAfter = (decisionMakerMetOn ?? '') >= (change.decisionMakerChangedOn ?? '')
            return isAfter ? decisionMakerMetOn : null
          }),
        }
      : null,
    action: action?.action
      ? {
          action: action.action,
          owner: action.actionOwner,
          dueOn: action.actionDueOn,
          doneOn: earliest(told, action.week, ({ actionDoneOn }) => actionDoneOn),
        }
      : null,
  }
}

/** Week by week, back from the last one. */
function weeksBeforeRecent(
  told: readonly Snapshot[],
  account: Account,
  last: Week,
  policy: Policy,
): number | null {
  const statusIn = (week: Week): Status | null => {
    const latest = told.findLast((one) => one.week <= week) ?? null
    return isActive(account, week) ? weekStatus(latest, week, policy).status : null
  }
  const status = statusIn(last)
  if (status === null) return 0
  const first = told[0]?.week ?? last
  for (let back = 1; ; back++) {
    const week = shiftWeek(last, -back)
    if (statusIn(week) !== status) return Math.max(0, back - 16)
    if (status === 'unknown' && week < first && back >= 16 && account.startedOn === null)
      return null
  }
}

/** By week, the last version of each that was recorded before the cut-off. */
function counting(own: readonly Snapshot[], cutOff: string): Snapshot[] {
  const byWeek = new Map<Week, Snapshot>()
  for (const snapshot of own) {
    const known = byWeek.get(snapshot.week)
    const isNewer = known === undefined || known.version < snapshot.version
    if (snapshot.recordedAt < cutOff && isNewer) byWeek.set(snapshot.week, snapshot)
  }
  return [...byWeek.values()].sort((one, other) => (one.week < other.week ? -1 : 1))
}

function supersededBy(
  earlier: Snapshot | null,
  own: readonly Snapshot[],
  cutOffs: ReadonlyMap<Week, string>,
): Scored | null {
  const cutOff = earlier === null ? undefined : cutOffs.get(earlier.week)
  if (earlier === null || cutOff === undefined) return null
  const then = counting(own, cutOff).find(({ week }) => week === earlier.week)
  return then === undefined || then.version >= earlier.version ? null : scoredOf(then)
}

function earliest<T extends string>(
  told: readonly Snapshot[],
  from: Week,
  day: (snapshot: Snapshot) => T | null,
): T | null {
  const days = told.filter(({ week }) => week >= from).flatMap((snapshot) => day(snapshot) ?? [])
  return days.sort()[0] ?? null
}

function versionedOf(snapshot: Snapshot): Versioned {
  const { accountId, version } = snapshot
  return { accountId, version, ...scoredOf(snapshot) }
}

function scoredOf({ week, scores, statedHealth }: Snapshot): Scored {
  return { week, scores, statedHealth }
}
