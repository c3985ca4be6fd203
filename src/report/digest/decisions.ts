import type { AccountFacts } from '../account-facts.js'
import type { TopAccount } from '../portfolio.js'
import { type Day, daysBetween } from '../week.js'
import {
  type AccountRow,
  accountRow,
  byRevenue,
  type OpenAction,
  openAction,
} from './account-movement.js'

/** Why an account wants a decision, the weightiest first. */
export const decisionGrounds = [
  'leaving',
  'in-tender',
  'overdue',
  'unattended',
  'decision-maker',
  'newly-red',
  'sliding',
  'unreported',
] as const

export type DecisionGround = (typeof decisionGrounds)[number]

/** An account that somebody should decide something about before the week is over. */
export interface Decision extends AccountRow {
  readonly accountManagerAddress: string
  /** At least one, the weightiest first. */
  readonly grounds: readonly [DecisionGround, ...DecisionGround[]]
  /** The last day of one that is leaving; else the earliest day on which it could go. */
  readonly exit: Day
  /** From the edition's Monday to that day. */
  readonly daysLeft: number
  readonly action: OpenAction | null
}

/** What the grounds are found in, beside the accounts themselves. */
export interface DecisionSetting {
  /** The edition's. */
  readonly monday: Day
  readonly top20: readonly Pick<TopAccount, 'account'>[]
}

/** For how many days a new decision maker may be unmet, and for how many weeks a red one unreported. */
const unmetDays = 14
const unreportedWeeks = 2

/**
 * The rule "Decisions" of docs/rules.md: the fewest days left first, then the larger contract.
 * `active` are a reader's active desired accounts.
 */
export function decisions(active: readonly AccountFacts[], setting: DecisionSetting): Decision[] {
  return active
    .flatMap((facts) => decisionOn(facts, setting))
    .sort((a, b) => a.daysLeft - b.daysLeft || byRevenue(a, b))
}

function decisionOn(facts: AccountFacts, setting: DecisionSetting): Decision[] {
  const { account, earliestExit: exit } = facts
  const [first, ...others] = decisionGrounds.filter((ground) => holds(ground, facts, setting))
  if (first === undefined || exit === null) return []
  return [
    {
      ...accountRow(facts),
      accountManagerAddress: account.accountManager.address,
      grounds: [first, ...others],
      exit,
      daysLeft: daysBetween(setting.monday, exit),
      action: openAction(facts.action, setting.monday),
    },
  ]
}

function holds(
  ground: DecisionGround,
  facts: AccountFacts,
  { monday, top20 }: DecisionSetting,
): boolean {
  const { contract, decisionMakerChange: change, standing } = facts
  const action = openAction(facts.action, monday)
  const isRed = standing?.status === 'red'
  switch (ground) {
    case 'leaving':
      return contract.leaving !== null
    case 'in-tender':
      return contract.inTender !== null
    case 'overdue':
      return isRed && action !== null && action.daysOverdue > 0
    case 'unattended':
      return isRed && action === null
    case 'decision-maker':
      return (
        change !== null &&
        change.metOn === null &&
        daysBetween(change.changedOn, monday) >= unmetDays
      )
    case 'newly-red':
      return isRed && contract.leaving === null && wasKnownOtherwise(facts)
    case 'sliding':
      return (
        facts.sliding &&
        facts.movement !== 'up' &&
        top20.some(({ account }) => account.accountId === facts.account.accountId)
      )
    case 'unreported':
      return isRed && (facts.weeksSinceUpdate ?? unreportedWeeks) >= unreportedWeeks
  }
}

/** By what was known last: of an account that nobody had reported on, nothing tells that it turned. */
function wasKnownOtherwise({ weekBefore, comparison }: AccountFacts): boolean {
  const before = weekBefore?.status === 'unknown' ? comparison?.status : weekBefore?.status
  return before !== undefined && before !== 'unknown' && before !== 'red'
}
