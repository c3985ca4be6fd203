import { matchKey } from '../characters.js'
import { formatOf } from '../format.js'
import { type AccountFacts, accountFacts } from '../report/account-facts.js'
import { type Contributions, contributions } from '../report/contribution.js'
import type { EditionFacts } from '../report/facts.js'
import { healthOf } from '../report/health.js'
import type { ReadingPoint } from '../report/history.js'
import type { Policy, Tenths } from '../report/policy.js'
import type { Snapshot } from '../report/snapshot.js'
import { periodOf, type Week } from '../report/week.js'
import { readAccounts, type StoredAccount } from '../store/accounts.js'
import { findFacts, readCutOffs } from '../store/editions.js'
import { readHistories } from '../store/histories.js'
import { type AccountSnapshots, readSnapshotsOf } from '../store/snapshots.js'
import { inReportingCurrency } from './facts.js'
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
      /** Null for an account that was neither active in the week nor lost in it. */
      readonly facts: AccountFacts | null
      readonly account: StoredAccount
      readonly latest: Explained | null
      /** What `latest` is compared with; null where `latest` is not of the week itself. */
      readonly earlier: Explained | null
      readonly versions: AccountSnapshots['versions']
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
  const known = await readAccounts(db)
  const account = known.find(isNamed(named))
  if (account === undefined) return { kind: 'no-account', similar: known.filter(resembles(named)) }
  const converted = inReportingCurrency([account], config)
  if (converted.kind === 'no-rate') return converted
  const told = await findFacts(db, 'report', week)
  const at = { week, cutOff: told?.cutOff ?? isoUtc(work.now()) }
  const { accounts } = converted
  const [history] = await readHistories(db, { at, accounts, cutOffs: await readCutOffs(db) })
  if (history === undefined) throw new Error(`account ${account.accountId} has no history`)
  const { accountId } = account
  const { counting, versions } = await readSnapshotsOf(db, { accountId, at, limit: 2 })
  const earlier = counting.find((snapshot) => snapshot.week < week) ?? null
  const policy = told?.policy ?? config.policy
  return {
    kind: 'explained',
    at,
    frozen: told !== null,
    policy,
    facts:
      told === null
        ? accountFacts(history, periodOf(week), policy, formatOf(config))
        : factsIn(told, accountId),
    account,
    latest: explained(history.latest, policy),
    earlier: explained(history.latest?.week === week ? earlier : null, policy),
    versions,
  }
}

function factsIn({ accounts }: EditionFacts, accountId: string): AccountFacts | null {
  return accounts.find(({ account }) => account.accountId === accountId) ?? null
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
