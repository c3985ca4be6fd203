import type { AccountFacts } from '../account-facts.js'
import type { Pulse, StakeholderGroup, ValueCategory } from '../snapshot.js'
import { type Day, daysBetween } from '../week.js'
import {
  type AccountMovement,
  type AccountRow,
  accountRow,
  byRevenue,
  leavingOf,
  type OpenAction,
  openAction,
} from './account-movement.js'

export interface OverdueAction extends AccountRow, OpenAction {}

/** Red or yellow, and nobody has said what will be done. */
export interface UnattendedAccount extends AccountRow {
  readonly earliestExit: Day | null
}

export interface OpenDecisionMakerChange extends AccountRow {
  readonly decisionMaker: string | null
  readonly changedOn: Day
  /** Whole weeks from the change to the Monday of the edition. */
  readonly weeksOpen: number
}

/** The manager's own call is another than the status. */
export interface PulseDisagreement extends AccountRow {
  readonly pulse: Pulse
  /** Null for an account that isn't leaving; of one that is, the status is red for that. */
  readonly leaving: AccountMovement['leaving']
}

/** Somebody was in touch with one stakeholder group alone in 13 weeks. */
export interface SingleThreadedAccount extends AccountRow {
  readonly group: StakeholderGroup
}

export interface ValueRow extends AccountRow {
  readonly category: ValueCategory | null
  readonly text: string
}

/** Red, in the order in which customers could leave. */
export interface NearExit extends AccountRow {
  readonly earliestExit: Day
  readonly noticeDays: number
  /** Null where no notice was given: then it is the earliest day on which it could go. */
  readonly leaving: AccountMovement['leaving']
  readonly reason: string
  readonly action: OpenAction | null
}

export function overdueActions(active: readonly AccountFacts[], monday: Day): OverdueAction[] {
  return active
    .flatMap((facts) => {
      const action = openAction(facts.action, monday)
      return action === null || action.daysOverdue === 0
        ? []
        : [{ ...accountRow(facts), ...action }]
    })
    .sort((a, b) => b.daysOverdue - a.daysOverdue || byRevenue(a, b))
}

/** Red before yellow, then the larger contract. */
export function unattended(active: readonly AccountFacts[]): UnattendedAccount[] {
  return active
    .filter(({ action }) => action === null || action.doneOn !== null)
    .map((facts) => ({ ...accountRow(facts), earliestExit: facts.earliestExit }))
    .filter(({ status }) => status === 'red' || status === 'yellow')
    .sort((a, b) => Number(b.status === 'red') - Number(a.status === 'red') || byRevenue(a, b))
}

/** The longest open first. */
export function openDecisionMakerChanges(
  active: readonly AccountFacts[],
  monday: Day,
): OpenDecisionMakerChange[] {
  return active
    .flatMap((facts) => {
      const change = facts.decisionMakerChange
      if (change === null || change.metOn !== null) return []
      const { decisionMaker, changedOn } = change
      const weeksOpen = Math.max(0, Math.floor(daysBetween(changedOn, monday) / 7))
      return [{ ...accountRow(facts), decisionMaker, changedOn, weeksOpen }]
    })
    .sort((a, b) =>
      a.changedOn === b.changedOn ? byRevenue(a, b) : a.changedOn < b.changedOn ? -1 : 1,
    )
}

/** Both ways round; an account whose status is unknown has nothing to disagree with. */
export function pulseDisagreements(active: readonly AccountFacts[]): PulseDisagreement[] {
  return active
    .flatMap((facts) => {
      const { pulse, standing } = facts
      if (pulse === null || standing === null || standing.status === 'unknown') return []
      const { status } = standing
      return pulse === status ? [] : [{ ...accountRow(facts), pulse, leaving: leavingOf(facts) }]
    })
    .sort(byRevenue)
}

/** Accounts of any status with one stakeholder group alone, the largest first. */
export function singleThreaded(active: readonly AccountFacts[]): SingleThreadedAccount[] {
  return active
    .flatMap((facts) => {
      const [group, ...others] = facts.coverage ?? []
      return group === undefined || others.length > 0 ? [] : [{ ...accountRow(facts), group }]
    })
    .sort(byRevenue)
}

export function valueDelivered(active: readonly AccountFacts[]): ValueRow[] {
  return active
    .flatMap((facts) => {
      const value = facts.valueDelivered
      return value === null ? [] : [{ ...accountRow(facts), ...value }]
    })
    .sort(byRevenue)
}

/** Those that are leaving first, then the earliest exit. */
export function nearExit(active: readonly AccountFacts[], monday: Day): NearExit[] {
  return active
    .flatMap((facts) => {
      const { standing, earliestExit, account, reason } = facts
      if (standing?.status !== 'red' || earliestExit === null) return []
      const action = openAction(facts.action, monday)
      return [
        {
          ...accountRow(facts),
          earliestExit,
          noticeDays: account.noticeDays,
          leaving: leavingOf(facts),
          reason,
          action,
        },
      ]
    })
    .sort(
      (a, b) =>
        Number(b.leaving !== null) - Number(a.leaving !== null) ||
        inTextOrder(a.earliestExit, b.earliestExit) ||
        byRevenue(a, b),
    )
}

function inTextOrder(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
