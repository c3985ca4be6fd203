import type { Config } from '../config/config.js'
import { formatOf } from '../format.js'
import { type Account, isActive } from '../report/account.js'
import { type EditionFacts, factsOf, type Presentation } from '../report/facts.js'
import type { ReadingPoint } from '../report/history.js'
import { convert, ownRate } from '../report/money.js'
import { type Recipient, recipientsOf } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import { readAccounts, type StoredAccount } from '../store/accounts.js'
import { findFacts, readCutOffs } from '../store/editions.js'
import { readHistories } from '../store/histories.js'
import { snapshotCount } from '../store/snapshots.js'
import { logoOf } from './logo.js'
import { isoUtc, type Workspace } from './workspace.js'

/** The portfolio as it counts at a reading point, or why there is nothing to report from. */
export type Portfolio =
  | { readonly kind: 'facts'; readonly facts: EditionFacts }
  | { readonly kind: 'no-snapshots' }
  | { readonly kind: 'no-rate'; readonly currencies: readonly string[] }

/** Reads what is known at `at` and works out the facts. Changes nothing. */
export async function readPortfolio(work: Workspace, at: ReadingPoint): Promise<Portfolio> {
  const { db, config } = work
  const converted = inReportingCurrency(await readAccounts(db), config)
  if (converted.kind === 'no-rate') return converted
  if ((await snapshotCount(db, at.week, at.cutOff)) === 0) return { kind: 'no-snapshots' }
  return { kind: 'facts', facts: await readFactsOf(work, at, converted.accounts) }
}

/** The same of a week that still runs, whether anybody has reported on it yet or not. */
export async function readRunningWeek(
  work: Workspace,
  at: ReadingPoint,
): Promise<Exclude<Portfolio, { kind: 'no-snapshots' }>> {
  const converted = inReportingCurrency(await readAccounts(work.db), work.config)
  if (converted.kind === 'no-rate') return converted
  return { kind: 'facts', facts: await readFactsOf(work, at, converted.accounts) }
}

async function readFactsOf(
  work: Workspace,
  at: ReadingPoint,
  accounts: readonly Account[],
): Promise<EditionFacts> {
  const { db, config } = work
  const histories = await readHistories(db, { at, accounts, cutOffs: await readCutOffs(db) })
  return factsOf(histories, at, {
    policy: config.policy,
    presentation: presentation(work),
    format: formatOf(config),
  })
}

/** Accounts that are active in a week. */
export async function activeAccounts({ db }: Workspace, week: Week): Promise<StoredAccount[]> {
  const accounts = await readAccounts(db)
  return accounts.filter((account) => isActive(account, week))
}

/** Everyone who gets a digest of these facts; without facts, those whom the settings name. */
export function recipients(config: Config, facts: EditionFacts | null): Recipient[] {
  const owners = facts === null ? [] : facts.accounts.map(({ account }) => account.accountManager)
  return recipientsOf(config, owners)
}

/** How the settings want figures shown, frozen with the facts. */
export function presentation(work: Workspace): Presentation {
  const { companyName, accent, currency, locale, timeZone } = work.config
  return { companyName, accent, logo: logoOf(work), currency, locale, timeZone }
}

/** Accounts with their revenue in the reporting currency, or the currencies that have no rate. */
export type Conversion =
  | { readonly kind: 'converted'; readonly accounts: Account[] }
  | { readonly kind: 'no-rate'; readonly currencies: string[] }

/** Converts at today's rates of the settings; each revenue is rounded once. */
export function inReportingCurrency(
  stored: readonly StoredAccount[],
  { currency, exchangeRates }: Pick<Config, 'currency' | 'exchangeRates'>,
): Conversion {
  const foreign = new Set(stored.map((account) => account.currency))
  foreign.delete(currency)
  const currencies = [...foreign].filter((code) => !exchangeRates.has(code)).sort()
  if (currencies.length > 0) return { kind: 'no-rate', currencies }
  const accounts = stored.map(({ annualRevenue, currency: given, ...account }) => ({
    ...account,
    revenue: convert(annualRevenue, exchangeRates.get(given) ?? ownRate, currency),
  }))
  return { kind: 'converted', accounts }
}

/** The facts of a week as its edition froze them; where none has been made, as they are now. */
export async function readWeekFacts(work: Workspace, week: Week): Promise<Portfolio> {
  const frozen = await findFacts(work.db, 'report', week)
  if (frozen !== null) return { kind: 'facts', facts: frozen }
  return await readPortfolio(work, { week, cutOff: isoUtc(work.now()) })
}
