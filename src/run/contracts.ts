import type { Contract, KnownContracts } from '../report/contract/contracts.js'
import {
  type Conversion,
  contractOf,
  conversion,
  doubtful,
  inReportingCurrency,
  lackingRates,
  retentionFacts,
} from '../report/contract/contracts.js'
import { largestOf, largestOn } from '../report/contract/largest.js'
import { baseDay, type RetentionFacts } from '../report/contract/retention.js'
import type { CurrencyExchange, ReportBefore } from '../report/contract/standing.js'
import type { ReadingPoint } from '../report/history.js'
import { type Cents, convert } from '../report/money.js'
import { addDays, editionMonday, lastDay, shiftWeek } from '../report/week.js'
import {
  type ContractPoint,
  readAccountVersions,
  readEarliestAsOf,
  readLargestSince,
} from '../store/account-versions.js'
import { readAccounts, readContractHistories, readTermsOn } from '../store/accounts.js'
import { readNoticeAnswers, readTenderAnswers } from '../store/contract-answers.js'
import type { Database } from '../store/database.js'
import { readLastToldAs, readReportBefore, readToldContracts } from '../store/told-contracts.js'

/** The contracts of an edition, or the currencies without a rate that keep it from being made. */
export type Contracts =
  | {
      readonly kind: 'contracts'
      /** By account id. */
      readonly contracts: readonly Contract[]
      readonly reportBefore: ReportBefore | null
      readonly retention: RetentionFacts
      /** Accounts that ratios of money leave out: nothing tells the rate of a currency of old. */
      readonly withoutRate: readonly string[]
    }
  | { readonly kind: 'no-rate'; readonly currencies: readonly string[] }

/**
 * How each contract stands on the Monday of the edition about `at.week`, by what was recorded before
 * its cut-off, and what the report before told of it.
 */
export async function readContracts(
  db: Database,
  at: ReadingPoint,
  exchange: CurrencyExchange,
): Promise<Contracts> {
  const known = await readKnown(db, at)
  const currencies = lackingRates(known, exchange)
  if (currencies.length > 0) return { kind: 'no-rate', currencies }
  const histories = await readContractHistories(db, doubtful(known), at)
  const money = conversion(known, exchange)
  const grounds = { known, histories, money }
  const alone = known.accounts.map((version) => contractOf(version, grounds))
  const lastToldAs = await readLastToldAsOf(db, known, alone)
  const largest = await readLargest(db, at, { known, money })
  const contracts = alone.map(({ account, standing }) => ({
    account,
    standing: {
      ...standing,
      largest: largest.get(account.accountId) ?? standing.largest,
      lastToldAs: standing.lastToldAs ?? lastToldAs.get(account.accountId) ?? null,
    },
  }))
  const { reportBefore } = known
  return { kind: 'contracts', contracts, reportBefore, ...retentionFacts(contracts, grounds) }
}

/** Of accounts that the report before did not tell, and that are there or have ended since. */
async function readLastToldAsOf(
  db: Database,
  { reportBefore, week }: KnownContracts,
  contracts: readonly Contract[],
): ReturnType<typeof readLastToldAs> {
  if (reportBefore === null) return new Map()
  const since = lastDay(reportBefore.week)
  const untold = contracts.filter(
    ({ account: { endedOn }, standing }) =>
      standing.before === null && (endedOn === null || endedOn > since),
  )
  return await readLastToldAs(
    db,
    week,
    untold.map(({ account }) => account.accountId),
  )
}

async function readKnown(db: Database, at: ReadingPoint): Promise<KnownContracts> {
  const point = mondayOf(at)
  const kept = await readReportBefore(db, at.week)
  const base = baseDay(at.week, await readEarliestAsOf(db, at.cutOff))
  const notices = await readNoticeAnswers(db, at)
  const tenders = await readTenderAnswers(db, at)
  return {
    week: at.week,
    accounts: await readAccounts(db, point),
    base,
    atBase: await readTermsOn(db, { ...point, day: base }),
    reportBefore: kept === null ? null : { week: kept.week, currency: kept.currency },
    told: kept === null ? new Map() : await readToldContracts(db, kept.editionId),
    answered: new Set([...notices.keys(), ...tenders.keys()]),
  }
}

function mondayOf({ week, cutOff }: ReadingPoint): ContractPoint {
  return { day: editionMonday(week), cutOff }
}

/** By account, for those that may be among the largest of the last 52 weeks. */
async function readLargest(
  db: Database,
  at: ReadingPoint,
  { known, money }: { readonly known: KnownContracts; readonly money: Conversion },
): Promise<Map<string, Cents>> {
  const from = lastDay(shiftWeek(at.week, -52))
  const atMost = new Map<string, Cents>()
  const raise = (accountId: string, revenue: Cents | null) =>
    atMost.set(accountId, Math.max(atMost.get(accountId) ?? 0, revenue ?? 0))
  const before =
    known.base === from
      ? known.atBase
      : await readTermsOn(db, { ...mondayOf(at), day: addDays(from, 1) })
  for (const version of [...known.accounts, ...before]) {
    raise(version.accountId, inReportingCurrency(version, money))
  }
  for (const one of await readLargestSince(db, { after: from, ...mondayOf(at) })) {
    const rate = money.rateOf(one.currency)
    raise(one.accountId, rate === null ? null : convert(one.revenue, rate, money.exchange.currency))
  }
  return await largestOf(atMost, async (accountIds) => {
    const versions = await readAccountVersions(db, accountIds, at.cutOff)
    return new Map(
      [...versions].map(([accountId, own]) => [
        accountId,
        largestOn(own, at.week, (version) => inReportingCurrency(version, money) ?? 0),
      ]),
    )
  })
}
