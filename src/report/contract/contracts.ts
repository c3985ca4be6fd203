import { type Account, isActive } from '../account.js'
import { type Cents, convert, ownRate, type Rate } from '../money.js'
import { addDays, type Day, editionMonday, firstDay, lastDay, type Week } from '../week.js'
import { type ContractHistory, isAnother, lastDayOn, tenderOn } from './contract.js'
import { baseVersion, fateOf, type RetentionFacts, type RetentionShare } from './retention.js'
import {
  type ContractBefore,
  type ContractStanding,
  type CurrencyExchange,
  contractBefore,
  type ReportBefore,
  rateOf,
  type ToldContract,
  toldAs,
} from './standing.js'
import { type AccountVersion, versionOn } from './version.js'

/** One account as it stands on an edition's Monday. */
export interface Contract {
  readonly account: Account
  readonly standing: ContractStanding
}

/** What ratios need of a contract as it stood on an earlier day. */
export type TermsOnDay = Pick<
  AccountVersion,
  'accountId' | 'asOf' | 'annualRevenue' | 'currency' | 'desired' | 'startedOn' | 'endedOn'
>

/** What is read of all accounts at once. */
export interface KnownContracts {
  readonly week: Week
  /** As they stand on the edition's Monday. */
  readonly accounts: readonly AccountVersion[]
  /** The base day of retention. */
  readonly base: Day
  /** As they stood on that day. */
  readonly atBase: readonly TermsOnDay[]
  readonly reportBefore: ReportBefore | null
  /** What it told, by account. */
  readonly told: ReadonlyMap<string, ToldContract>
  /** Accounts of which a snapshot answers about notice or about a tender. */
  readonly answered: ReadonlySet<string>
}

/** What is read of those accounts that are `doubtful`, by account. */
export type Histories = ReadonlyMap<string, ContractHistory>

/** Only contracts that a figure of this week needs can hold a report. */
export function lackingRates(
  { accounts, week }: Pick<KnownContracts, 'accounts' | 'week'>,
  exchange: CurrencyExchange,
): string[] {
  const lacking = accounts
    .filter((version) => isActive(version, week) && rateOf(version.currency, exchange) === null)
    .map(({ currency }) => currency)
  return [...new Set(lacking)].sort()
}

/**
 * Accounts that may be told as something else than what the report before told, or whose last day or
 * tender has to be worked out: of the others, how they stand says all.
 */
export function doubtful(known: KnownContracts): string[] {
  const { accounts, answered, atBase, base, reportBefore, told, week } = known
  const then = new Map(atBase.map((version) => [version.accountId, version]))
  return accounts
    .filter((version) => {
      const { accountId, endedOn, startedOn, tender } = version
      const onBaseDay = then.get(accountId)
      const before = told.get(accountId)
      if (answered.has(accountId)) return true
      if (endedOn !== null) {
        // Since the report before, its loss may have been told by none.
        const untold =
          reportBefore === null ? firstDay(week) : addDays(lastDay(reportBefore.week), 1)
        const isLongGone = endedOn <= base && endedOn < untold && before?.kind !== 'active'
        return !isLongGone || (onBaseDay !== undefined && isOfBase(onBaseDay, base))
      }
      return (
        tender === true ||
        (onBaseDay !== undefined && onBaseDay.endedOn !== null) ||
        (startedOn !== null && startedOn > lastDay(week)) ||
        (reportBefore !== null && differs(version, before))
      )
    })
    .map(({ accountId }) => accountId)
}

function differs(version: AccountVersion, before: ToldContract | undefined): boolean {
  if (before === undefined || before.kind === 'lost') return true
  return (
    before.revenue !== version.annualRevenue ||
    before.currency !== version.currency ||
    before.desired !== version.desired ||
    isAnother(before.accountManager, version.accountManager) ||
    before.lastDay !== version.endedOn ||
    before.inTender !== (version.tender ?? false)
  )
}

/** What turns amounts into the reporting currency. */
export interface Conversion {
  readonly exchange: CurrencyExchange
  /** Today's rate, or else the one that the report before took a currency of old at. */
  readonly rateOf: (currency: string) => Rate | null
}

export function conversion(
  { reportBefore, told }: KnownContracts,
  exchange: CurrencyExchange,
): Conversion {
  const frozen = new Map<string, Rate>()
  if (reportBefore?.currency === exchange.currency) {
    for (const { currency, rate } of told.values()) frozen.set(currency, BigInt(rate))
  }
  return {
    exchange,
    rateOf: (currency) => rateOf(currency, exchange) ?? frozen.get(currency) ?? null,
  }
}

/** Null where nothing tells a rate. */
export function inReportingCurrency(
  { annualRevenue, currency }: Pick<AccountVersion, 'annualRevenue' | 'currency'>,
  { exchange, rateOf }: Conversion,
): Cents | null {
  const rate = rateOf(currency)
  return rate === null ? null : convert(annualRevenue, rate, exchange.currency)
}

/** What the contracts are worked out from. */
export interface ContractGrounds {
  readonly known: KnownContracts
  readonly histories: Histories
  readonly money: Conversion
}

/**
 * How a contract stands, but for what needs other reports and weeks: its largest revenue is today's,
 * and it was told last by the report before, if at all.
 */
export function contractOf(version: AccountVersion, grounds: ContractGrounds): Contract {
  const { known, histories, money } = grounds
  const { accountId, annualRevenue, currency, accountManager } = version
  const history = histories.get(accountId)
  const monday = editionMonday(known.week)
  const ended = history === undefined ? null : lastDayOn(history, monday)
  const rate = money.rateOf(currency) ?? ownRate
  const revenue = inReportingCurrency(version, money) ?? 0
  const before = beforeOf(accountId, known, money.exchange)
  return {
    account: {
      accountId,
      name: version.name,
      accountManager,
      revenue,
      noticeDays: version.noticeDays,
      region: version.region,
      segment: version.segment,
      renewalDate: version.renewalDate,
      desired: version.desired,
      desiredReason: version.desiredReason,
      startedOn: version.startedOn,
      endedOn: history === undefined ? version.endedOn : (ended?.day ?? null),
      endReason: version.endReason,
    },
    standing: {
      given: { revenue: annualRevenue, currency, rate: String(rate) },
      lastDay: ended,
      tender: history === undefined ? null : tenderOn(history, monday),
      before,
      largest: revenue,
      lastToldAs: before === null ? null : toldAs(before),
      versions: history?.versions ?? [],
    },
  }
}

function beforeOf(
  accountId: string,
  { reportBefore, told }: KnownContracts,
  exchange: CurrencyExchange,
): ContractBefore | null {
  const before = told.get(accountId)
  if (before === undefined || reportBefore === null) return null
  return contractBefore(before, reportBefore, exchange)
}

/** What became of the contracts of the base day, and whose ratios of money nothing can tell. */
export function retentionFacts(
  contracts: readonly Contract[],
  grounds: ContractGrounds,
): { readonly retention: RetentionFacts; readonly withoutRate: readonly string[] } {
  const { known } = grounds
  const atBase = new Map(known.atBase.map((version) => [version.accountId, version]))
  const shares: RetentionShare[] = []
  for (const contract of contracts) {
    const version = atBase.get(contract.account.accountId)
    if (version === undefined) continue
    const share = shareOf(contract, version, grounds)
    if (share !== null) shares.push(share)
  }
  return {
    retention: { since: known.base, until: lastDay(known.week), shares },
    withoutRate: shares
      .filter(({ worthThen }) => worthThen === null)
      .map(({ accountId }) => accountId),
  }
}

/** How a contract stands on a day by its own history, where no report is compared with it. */
export function standingAlone(
  { revenue }: Account,
  history: ContractHistory,
  day: Day,
): ContractStanding {
  return {
    given: { revenue, currency: versionOn(history.versions, day)?.currency ?? '', rate: '1' },
    lastDay: lastDayOn(history, day),
    tender: tenderOn(history, day),
    before: null,
    largest: revenue,
    lastToldAs: null,
    versions: history.versions,
  }
}

/** Null for an account that is not of the base. */
function shareOf(
  { account }: Contract,
  then: TermsOnDay,
  { known: { base, week }, histories, money }: ContractGrounds,
): RetentionShare | null {
  const { accountId, name, accountManager, region } = account
  const history = histories.get(accountId)
  const counts = history === undefined ? isOfBase(then, base) : baseVersion(history, base) !== null
  if (!counts) return null
  const fate = history === undefined ? plainFate(account, week) : fateOf(history, week)
  return {
    accountId,
    name,
    accountManager,
    region,
    fate,
    worthThen: inReportingCurrency(then, money),
    worthNow: fate === 'lost' ? 0 : account.revenue,
  }
}

/** Of an account that has no last day, nor ever had one. */
function plainFate(account: Account, week: Week): RetentionShare['fate'] {
  if (!account.desired) return 'given-up'
  return isActive(account, week) ? 'kept' : 'lost'
}

/** By the version that counts for the base day alone, where no snapshot speaks of notice. */
function isOfBase({ asOf, desired, startedOn, endedOn }: TermsOnDay, base: Day): boolean {
  const started = startedOn === null || startedOn <= base
  return asOf <= base && desired && started && (endedOn === null || endedOn > base)
}
