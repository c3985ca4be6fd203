import type { Config } from '../config/config.js'
import { formatOf } from '../format.js'
import { isActive } from '../report/account.js'
import type { Contract } from '../report/contract/contracts.js'
import { leavingIn } from '../report/contract/leaving.js'
import { type EditionFacts, factsOf, type Presentation } from '../report/facts.js'
import type { History, ReadingPoint, SnapshotHistory } from '../report/history.js'
import { type Recipient, recipientsOf } from '../report/recipient.js'
import { editionMonday, firstDay, firstInstant, type Week } from '../report/week.js'
import { readAccounts, type StoredAccount } from '../store/accounts.js'
import { findFacts, readCutOffs } from '../store/editions.js'
import { readHistories, readValueHabit } from '../store/histories.js'
import { snapshotCount } from '../store/snapshots.js'
import { readLaterReport } from '../store/told-contracts.js'
import { readContracts } from './contracts.js'
import { logoOf } from './logo.js'
import { readOldPulls } from './pulled-until.js'
import { isoUtc, type Workspace } from './workspace.js'

/** The portfolio as it counts at a reading point, or why there is nothing to report from. */
export type Portfolio =
  | { readonly kind: 'facts'; readonly facts: EditionFacts }
  /** No snapshot of the week, and nothing of contracts that the report before did not tell. */
  | { readonly kind: 'nothing-new' }
  | { readonly kind: 'no-rate'; readonly currencies: readonly string[] }

/** Reads what is known at `at` and works out the facts. Changes nothing. */
export async function readPortfolio(work: Workspace, at: ReadingPoint): Promise<Portfolio> {
  const read = await readRunningWeek(work, at)
  if (read.kind === 'no-rate' || tellsOfContracts(read.facts)) return read
  return (await snapshotCount(work.db, at.week, at.cutOff)) === 0 ? { kind: 'nothing-new' } : read
}

function tellsOfContracts({ accounts }: EditionFacts): boolean {
  return accounts.some(({ contract }) => contract.changes.length > 0)
}

/** The same of a week that still runs, whether anybody has reported on it yet or not. */
export async function readRunningWeek(
  work: Workspace,
  at: ReadingPoint,
): Promise<Exclude<Portfolio, { kind: 'nothing-new' }>> {
  const { db, config } = work
  const read = await readContracts(db, at, {
    currency: config.currency,
    rates: config.exchangeRates,
  })
  if (read.kind === 'no-rate') return read
  const { contracts, reportBefore, retention, withoutRate } = read
  const accounts = contracts.map(({ account }) => account)
  const histories = await readHistories(db, {
    at,
    accounts,
    leavingSince: leavingSince(contracts, at.week),
    cutOffs: await readCutOffs(db),
    policy: config.policy,
  })
  const facts = factsOf(
    histories.map((history, index) => withContract(history, contracts[index])),
    at,
    {
      policy: config.policy,
      presentation: presentation(work),
      format: formatOf(config),
      reportBefore,
      weekBegan: weekBegan(at.week, config.timeZone),
      retention,
      withoutRate,
      laterReport: await readLaterReport(db, at.week),
      valueHabit: await readValueHabit(db, at),
      oldPulls: await readOldPulls(work, at.cutOff),
    },
  )
  return { kind: 'facts', facts }
}

function leavingSince(contracts: readonly Contract[], week: Week): Map<string, Week> {
  const period = { week, monday: editionMonday(week) }
  return new Map(
    contracts.flatMap(({ account, standing }) => {
      const leaving = leavingIn(account, standing, period)
      return leaving === null ? [] : [[account.accountId, leaving.since] as const]
    }),
  )
}

function withContract(history: SnapshotHistory, contract: Contract | undefined): History {
  if (contract === undefined) throw new Error(`${history.account.accountId} has no contract`)
  return { ...history, contract: contract.standing }
}

/** What was recorded from then on was learned in the week: UTC, ISO 8601. */
export function weekBegan(week: Week, timeZone: string): string {
  return isoUtc(firstInstant(Date.parse(firstDay(week)), timeZone))
}

/** Accounts that are active in a week. */
export async function activeAccounts({ db, now }: Workspace, week: Week): Promise<StoredAccount[]> {
  const accounts = await readAccounts(db, { day: editionMonday(week), cutOff: isoUtc(now()) })
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

/** The facts of a week as its edition froze them; where none has been made, as they are now. */
export async function readWeekFacts(work: Workspace, week: Week): Promise<Portfolio> {
  const frozen = await findFacts(work.db, 'report', week)
  if (frozen !== null) return { kind: 'facts', facts: frozen }
  return await readPortfolio(work, { week, cutOff: isoUtc(work.now()) })
}
