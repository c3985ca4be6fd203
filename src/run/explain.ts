import { matchKey } from '../characters.js'
import type { AccountFacts } from '../report/account-facts.js'
import { type Contributions, contributions } from '../report/contribution.js'
import type { ValueHabit } from '../report/earned.js'
import type { EditionFacts } from '../report/facts.js'
import { healthOf } from '../report/health.js'
import type { ReadingPoint } from '../report/history.js'
import type { Policy, Tenths } from '../report/policy.js'
import type { Snapshot } from '../report/snapshot.js'
import type { Week } from '../report/week.js'
import { today } from '../store/account-versions.js'
import { readAccounts, type StoredAccount } from '../store/accounts.js'
import { findFacts } from '../store/editions.js'
import { type AccountSnapshots, readSnapshotsOf } from '../store/snapshots.js'
import { type ExplainedContract, explainContract } from './explain-contract.js'
import { readRunningWeek } from './facts.js'
import { isoUtc, type Workspace } from './workspace.js'

/** A snapshot, its health, and what each driver gives to that. */
export interface Explained {
  readonly snapshot: Snapshot
  readonly health: Tenths | null
  readonly contributions: Contributions | null
}

/** Everything that an account's standing was worked out from, or why there is nothing to tell. */
export type Explanation =
  | {
      readonly kind: 'explained'
      readonly at: ReadingPoint
      /** Whether the week's report has been made: then all of this is as that froze it. */
      readonly frozen: boolean
      /** What decided the figures. */
      readonly policy: Policy
      /** ISO 4217: what amounts of the report are in. */
      readonly currency: string
      /** Whether values delivered are recorded: where they aren't, none is missed. */
      readonly valueHabit: ValueHabit
      /** Null for an account that was neither active in the week nor is told as gone. */
      readonly facts: AccountFacts | null
      readonly account: StoredAccount
      readonly latest: Explained | null
      /** What `latest` is compared with; null where `latest` is not of the week itself. */
      readonly earlier: Explained | null
      readonly versions: AccountSnapshots['versions']
      readonly contract: ExplainedContract
    }
  | { readonly kind: 'no-rate'; readonly currencies: readonly string[] }
  | { readonly kind: 'no-account'; readonly similar: readonly StoredAccount[] }

/**
 * Explains an account that is named by its id or its name, ignoring case: as the week's report told
 * it, and where none has been made, as it would now.
 */
export async function explainAccount(
  work: Workspace,
  named: string,
  week: Week,
): Promise<Explanation> {
  const { db, config } = work
  const known = await readAccounts(db, today)
  const found = known.find(isNamed(named))
  if (found === undefined) return { kind: 'no-account', similar: known.filter(resembles(named)) }
  const { accountId } = found
  const frozen = await findFacts(db, 'report', week)
  const at = { week, cutOff: frozen?.cutOff ?? isoUtc(work.now()) }
  const read = frozen === null ? await readRunningWeek(work, at) : null
  if (read?.kind === 'no-rate') return read
  const { counting, versions } = await readSnapshotsOf(db, { accountId, at, limit: 2 })
  const [latest = null] = counting
  const earlier = counting.find((snapshot) => snapshot.week < week) ?? null
  const policy = frozen?.policy ?? config.policy
  const edition = frozen ?? read?.facts ?? null
  const facts = factsIn(edition, accountId)
  return {
    kind: 'explained',
    at,
    frozen: frozen !== null,
    policy,
    currency: edition?.presentation.currency ?? config.currency,
    valueHabit: edition?.valueHabit ?? 'none',
    facts,
    account: found,
    latest: explained(latest, policy),
    earlier: explained(latest?.week === week ? earlier : null, policy),
    contract: await explainContract(db, accountId, { at, edition, facts }),
    versions,
  }
}

function factsIn(facts: EditionFacts | null, accountId: string): AccountFacts | null {
  return facts?.accounts.find(({ account }) => account.accountId === accountId) ?? null
}

function explained(snapshot: Snapshot | null, { weights }: Policy): Explained | null {
  if (snapshot === null) return null
  return {
    snapshot,
    health: healthOf(snapshot, weights),
    contributions: contributions(snapshot, weights),
  }
}

function isNamed(named: string): (account: StoredAccount) => boolean {
  const sought = matchKey(named)
  return ({ accountId, name }) => matchKey(accountId) === sought || matchKey(name) === sought
}

function resembles(named: string): (account: StoredAccount) => boolean {
  const sought = matchKey(named)
  return ({ accountId, name }) => matchKey(`${accountId} ${name}`).includes(sought)
}
