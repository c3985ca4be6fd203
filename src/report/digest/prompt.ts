import { managerKey } from '../account.js'
import type { AccountFacts } from '../account-facts.js'
import type { EditionFacts, Presentation } from '../facts.js'
import type { Day, Week } from '../week.js'
import {
  type AccountMovement,
  type AccountRow,
  accountRow,
  byRevenue,
  leavingOf,
  type OpenAction,
  openAction,
} from './account-movement.js'
import type { Addressee } from './digest.js'

/**
 * What an account manager is asked while the week still runs: facts, before any layout. A public
 * contract; fields may be added.
 */
export interface PromptDigest {
  /** The week that still runs. */
  readonly week: Week
  readonly role: 'account-manager'
  readonly recipient: Addressee
  /** UTC, ISO 8601: what was recorded before it counts. */
  readonly cutOff: string
  /** UTC, ISO 8601: what is reported before it is in the week's report. */
  readonly closesAt: string
  /** IANA name of the zone where it is read. */
  readonly timeZone: string
  readonly presentation: Presentation
  /** Active desired accounts: those still to update and those that are. */
  readonly accounts: number
  /**
   * Those that are leaving first, the fewest days left before all, until their manager has answered
   * in the week. Then those without a snapshot in it: the longest silent first, and of these the ones
   * that were never reported on.
   */
  readonly open: readonly OpenAccount[]
  /** The largest first. */
  readonly done: readonly AccountRow[]
}

export interface OpenAccount extends AccountRow {
  readonly region: string | null
  /** Age of the latest snapshot in weeks; 1 is last week's, null when there never was one. */
  readonly weeksSinceUpdate: number | null
  readonly action: OpenAction | null
  /** Days are counted from the Monday of the report. Null for an account that isn't leaving. */
  readonly leaving: AccountMovement['leaving']
}

/** Whom and when a prompt is for. */
export interface Asked {
  readonly recipient: Addressee
  /** What they are asked about. */
  readonly own: readonly AccountFacts[]
  /** Ids of accounts that their managers have answered about in the week. */
  readonly answered: ReadonlySet<string>
  /** The day on which it is read, by which actions are overdue. */
  readonly today: Day
  /** UTC, ISO 8601. */
  readonly closesAt: string
  readonly timeZone: string
}

/** Splits a manager’s accounts into those that there is still something to ask about, and the rest. */
export function promptDigest(facts: EditionFacts, asked: Asked): PromptDigest {
  const { recipient, own, answered, today, closesAt, timeZone } = asked
  const { week, cutOff, presentation } = facts
  const isDone = (one: AccountFacts) =>
    isUpdated(one, { isReported: one.weeksSinceUpdate === 0, answered })
  const [open, done] = [own.filter((one) => !isDone(one)), own.filter(isDone)]
  return {
    week,
    role: 'account-manager',
    recipient: { name: recipient.name, address: recipient.address },
    cutOff,
    closesAt,
    timeZone,
    presentation,
    accounts: own.length,
    open: open.map((one) => openAccount(one, today)).sort(byUrgency),
    done: done.map(accountRow).sort(byRevenue),
  }
}

/** What each manager is asked to report on, by `managerKey`: their active desired accounts. */
export function askedByManager({ accounts }: EditionFacts): ReadonlyMap<string, AccountFacts[]> {
  const asked = new Map<string, AccountFacts[]>()
  for (const facts of accounts) {
    const { account, standing } = facts
    if (!account.desired || standing === null) continue
    const key = managerKey(account.accountManager)
    const own = asked.get(key)
    if (own === undefined) asked.set(key, [facts])
    else own.push(facts)
  }
  return asked
}

/**
 * Whether nothing is left to ask of an account in the week. Of one that is leaving, scores alone don't
 * say whether its last day still stands and what is being done: its manager does.
 */
export function isUpdated(
  { account, contract }: AccountFacts,
  {
    isReported,
    answered,
  }: { readonly isReported: boolean; readonly answered: ReadonlySet<string> },
): boolean {
  return contract.leaving === null ? isReported : answered.has(account.accountId)
}

function openAccount(facts: AccountFacts, today: Day): OpenAccount {
  return {
    ...accountRow(facts),
    region: facts.account.region,
    weeksSinceUpdate: facts.weeksSinceUpdate,
    action: openAction(facts.action, today),
    leaving: leavingOf(facts),
  }
}

function byUrgency(a: OpenAccount, b: OpenAccount): number {
  const daysLeft = ({ leaving }: OpenAccount) => leaving?.daysLeft ?? Number.MAX_SAFE_INTEGER
  const silence = ({ weeksSinceUpdate }: OpenAccount) => weeksSinceUpdate ?? Number.MAX_SAFE_INTEGER
  return daysLeft(a) - daysLeft(b) || silence(b) - silence(a) || byRevenue(a, b)
}
