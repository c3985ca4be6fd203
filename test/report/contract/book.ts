import { formatOf } from '../../../src/format.js'
import { toldIn } from '../../../src/report/account-facts.js'
import type { ContractHistory } from '../../../src/report/contract/contract.js'
import {
  contractOf,
  conversion,
  doubtful,
  type KnownContracts,
  retentionFacts,
} from '../../../src/report/contract/contracts.js'
import { largestOn } from '../../../src/report/contract/largest.js'
import type { NoticeAnswer, TenderAnswer } from '../../../src/report/contract/notice.js'
import { baseDay } from '../../../src/report/contract/retention.js'
import { type CurrencyExchange, toldAs } from '../../../src/report/contract/standing.js'
import { type AccountVersion, byVersion, versionOn } from '../../../src/report/contract/version.js'
import { type EditionFacts, factsOf } from '../../../src/report/facts.js'
import { convert, ownRate } from '../../../src/report/money.js'
import { defaultPolicy } from '../../../src/report/policy.js'
import type { Snapshot } from '../../../src/report/snapshot.js'
import { type Day, editionMonday, firstDay, type Week } from '../../../src/report/week.js'
import { history, presentation } from '../../fixture/history.js'

/** What was recorded of an installation, in any order, as the store keeps it. */
export interface Recorded {
  readonly versions: readonly AccountVersion[]
  readonly snapshots: readonly Snapshot[]
}

/** A version of a contract; what is left out is as in any other. */
export function version(overrides: Partial<AccountVersion> = {}): AccountVersion {
  const asOf = overrides.asOf ?? '2026-01-05'
  return {
    accountId: 'A-1',
    version: 1,
    asOf,
    recordedAt: `${asOf}T06:00:00.000Z`,
    name: 'Meridian Hospital',
    accountManager: { name: 'Ada Park', address: 'ada@example.com' },
    annualRevenue: 120_000_00,
    currency: 'USD',
    noticeDays: 30,
    region: 'West',
    segment: null,
    renewalDate: null,
    desired: true,
    desiredReason: null,
    startedOn: null,
    endedOn: null,
    endReason: null,
    tender: null,
    ...overrides,
  }
}

/** When the report about a week is cut off: on its Monday, at seven. */
export function cutOffOf(week: Week): string {
  return `${editionMonday(week)}T07:00:00.000Z`
}

export const dollars: CurrencyExchange = { currency: 'USD', rates: new Map() }

export interface Asked {
  readonly week: Week
  readonly exchange?: CurrencyExchange
  /** Every contract is read with its whole history, whether that matters or not. */
  readonly thorough?: boolean
}

/** The facts of the report about a week, after the reports `before` it, in order. */
export function reportOn(
  recorded: Recorded,
  before: readonly EditionFacts[],
  { week, exchange = dollars, thorough = false }: Asked,
): EditionFacts {
  const cutOff = cutOffOf(week)
  const histories = historiesOf(recorded, week, cutOff)
  const known = knownOf(histories, before, week)
  const asked = thorough ? [...histories.keys()] : doubtful(known)
  const grounds = {
    known,
    histories: new Map([...histories].filter(([accountId]) => asked.includes(accountId))),
    money: conversion(known, exchange),
  }
  const contracts = known.accounts.map((one) => {
    const { account, standing } = contractOf(one, grounds)
    const { accountId } = account
    const own = histories.get(accountId)?.versions ?? []
    const lastToldAs = before
      .flatMap(({ accounts }) => accounts.filter((told) => told.account.accountId === accountId))
      .at(-1)
    return {
      account,
      standing: {
        ...standing,
        largest: largestOn(own, week, (at) => inDollars(at, exchange)),
        lastToldAs: lastToldAs === undefined ? null : toldAs(toldIn(lastToldAs)),
      },
    }
  })
  return factsOf(
    contracts.map(({ account, standing }) =>
      history({
        account,
        contract: standing,
        at: week,
        snapshots: recorded.snapshots.filter(
          (one) => one.accountId === account.accountId && one.recordedAt < cutOff,
        ),
      }),
    ),
    { week, cutOff },
    {
      policy: defaultPolicy,
      presentation: { ...presentation, currency: exchange.currency },
      format: formatOf(presentation),
      reportBefore: known.reportBefore,
      weekBegan: `${firstDay(week)}T00:00:00.000Z`,
      laterReport: null,
      oldPulls: [],
      valueHabit: 'none',
      ...retentionFacts(contracts, grounds),
    },
  )
}

function inDollars(
  { annualRevenue, currency }: AccountVersion,
  exchange: CurrencyExchange,
): number {
  return convert(annualRevenue, exchange.rates.get(currency) ?? ownRate, exchange.currency)
}

function historiesOf(
  { versions, snapshots }: Recorded,
  week: Week,
  cutOff: string,
): Map<string, ContractHistory> {
  const known = versions.filter(({ recordedAt }) => recordedAt < cutOff).sort(byVersion)
  return new Map(
    [...new Set(known.map(({ accountId }) => accountId))].sort().map((accountId) => {
      const own = snapshots
        .filter((one) => one.accountId === accountId && one.week <= week)
        .filter(({ recordedAt }) => recordedAt < cutOff)
        .sort((a, b) => (a.week < b.week ? -1 : 1))
      return [
        accountId,
        {
          versions: known.filter((one) => one.accountId === accountId),
          notices: own.flatMap(noticeIn),
          tenders: own.flatMap(tenderIn),
        },
      ]
    }),
  )
}

function noticeIn({ week, noticeGivenOn, lastDay, recordedAt }: Snapshot): NoticeAnswer[] {
  if (noticeGivenOn === null) return []
  const given = noticeGivenOn === 'no' ? null : noticeGivenOn
  return [{ week, noticeGivenOn: given, lastDay, recordedAt }]
}

function tenderIn({ week, tender, competitor, recordedAt }: Snapshot): TenderAnswer[] {
  return tender === null ? [] : [{ week, tender, competitor, recordedAt }]
}

function knownOf(
  histories: ReadonlyMap<string, ContractHistory>,
  before: readonly EditionFacts[],
  week: Week,
): KnownContracts {
  const all = [...histories.values()]
  const on = (day: Day) => all.flatMap(({ versions }) => versionOn(versions, day) ?? [])
  const earliest = all.flatMap(({ versions }) => versions[0]?.asOf ?? []).sort()[0] ?? null
  const base = baseDay(week, earliest)
  const last = before.at(-1)
  return {
    week,
    accounts: on(editionMonday(week)),
    base,
    atBase: on(base),
    reportBefore:
      last === undefined ? null : { week: last.week, currency: last.presentation.currency },
    told: new Map((last?.accounts ?? []).map((one) => [one.account.accountId, toldIn(one)])),
    answered: new Set(
      [...histories]
        .filter(([, { notices, tenders }]) => notices.length + tenders.length > 0)
        .map(([accountId]) => accountId),
    ),
  }
}
