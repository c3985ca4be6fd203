import { type AccountFacts, accountFacts } from '../report/account-facts.js'
import { type Contributions, contributions } from '../report/contribution.js'
import { healthOf } from '../report/health.js'
import type { ReadingPoint } from '../report/history.js'
import { periodOf } from '../report/period.js'
import type { Tenths } from '../report/policy.js'
import type { Snapshot } from '../report/snapshot.js'
import { readAccounts, type StoredAccount } from '../store/accounts.js'
import { readCutOffs } from '../store/editions.js'
import { type AccountSnapshots, readSnapshotsOf } from '../store/explanation.js'
import { readHistories } from '../store/histories.js'
import { inReportingCurrency } from './reporting-currency.js'
import type { Workspace } from './workspace.js'

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

/** Explains an account that is named by its id or its name, ignoring case. */
export async function explainAccount(
  work: Workspace,
  named: string,
  at: ReadingPoint,
): Promise<Explanation> {
  const { db, config } = work
  const stored = await readAccounts(db)
  const account = stored.find(isNamed(named))
  if (account === undefined) return { kind: 'no-account', similar: stored.filter(resembles(named)) }
  const converted = inReportingCurrency([account], config)
  if (converted.kind === 'no-rate') return converted
  const { accounts } = converted
  const [history] = await readHistories(db, { at, accounts, cutOffs: await readCutOffs(db) })
  if (history === undefined) throw new Error(`account ${account.accountId} has no history`)
  const { accountId } = account
  const { versions } = await readSnapshotsOf(db, { accountId, at, limit: 2 })
  const explained = (snapshot: Snapshot | null) => explain(snapshot, work)
  return {
    kind: 'explained',
    at,
    facts: accountFacts(history, periodOf(at.week), config.policy),
    account,
    latest: explained(history.latest),
    earlier: explained(history.latest?.week === at.week ? history.earlier : null),
    versions,
  }
}

function explain(snapshot: Snapshot | null, { config }: Workspace): Explained | null {
  if (snapshot === null) return null
  const { weights } = config.policy
  return {
    snapshot,
    health: healthOf(snapshot, weights),
    contributions: contributions(snapshot, weights),
  }
}

function isNamed(named: string): (account: StoredAccount) => boolean {
  const sought = named.toLowerCase()
  return ({ accountId, name }) =>
    accountId.toLowerCase() === sought || name.toLowerCase() === sought
}

function resembles(named: string): (account: StoredAccount) => boolean {
  const sought = named.toLowerCase()
  return ({ accountId, name }) => `${accountId} ${name}`.toLowerCase().includes(sought)
}
