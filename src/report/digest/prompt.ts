import { managerKey } from '../account.js'
import type { AccountFacts } from '../account-facts.js'
import type { EditionFacts, Presentation } from '../facts.js'
import type { Day, Week } from '../week.js'
import {
  type AccountRow,
  accountRow,
  byRevenue,
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
   * Without a snapshot in the week: the longest silent first, those never reported on before all.
   */
  readonly open: readonly OpenAccount[]
  /** With one, the largest first. */
  readonly done: readonly AccountRow[]
}

export interface OpenAccount extends AccountRow {
  readonly region: string | null
  /** Age of the latest snapshot in weeks; 1 is last week's, null when there never was one. */
  readonly weeksSinceUpdate: number | null
  readonly action: OpenAction | null
}

/** Whom and when a prompt is for. */
export interface Asked {
  readonly recipient: Addressee
  /** What they are asked about. */
  readonly own: readonly AccountFacts[]
  /** The day on which it is read, by which actions are overdue. */
  readonly today: Day
  /** UTC, ISO 8601. */
  readonly closesAt: string
  readonly timeZone: string
}

/** Splits a manager’s accounts into those still open, the longest silent first, and those done. */
export function promptDigest(facts: EditionFacts, asked: Asked): PromptDigest {
  const { recipient, own, today, closesAt, timeZone } = asked
  const { week, cutOff, presentation } = facts
  const [open, done] = [own.filter((one) => !isUpdated(one)), own.filter(isUpdated)]
  return {
    week,
    role: 'account-manager',
    recipient: { name: recipient.name, address: recipient.address },
    cutOff,
    closesAt,
    timeZone,
    presentation,
    accounts: own.length,
    open: open.map((one) => openAccount(one, today)).sort(bySilence),
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

function openAccount(facts: AccountFacts, today: Day): OpenAccount {
  return {
    ...accountRow(facts),
    region: facts.account.region,
    weeksSinceUpdate: facts.weeksSinceUpdate,
    action: openAction(facts.action, today),
  }
}

function isUpdated({ weeksSinceUpdate }: AccountFacts): boolean {
  return weeksSinceUpdate === 0
}

function bySilence(a: OpenAccount, b: OpenAccount): number {
  const silence = ({ weeksSinceUpdate }: OpenAccount) => weeksSinceUpdate ?? Number.MAX_SAFE_INTEGER
  return silence(b) - silence(a) || byRevenue(a, b)
}
