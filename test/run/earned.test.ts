import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { type DigestBody, executiveDigest } from '../../src/report/digest/digest.js'
import { firstDay, lastDay, shiftWeek, type Week } from '../../src/report/week.js'
import { readRunningWeek } from '../../src/run/facts.js'
import { importSnapshots } from '../../src/run/import.js'
import { importAccounts } from '../../src/run/import-accounts.js'
import type { Workspace } from '../../src/run/workspace.js'
import { asGiven } from '../fixture/import-file.js'
import { scratchDatabase, scratchFile } from '../store/scratch.js'

/** Weeks are numbers here: the first one is 0, the turn of a year of 53 weeks among them. */
const firstWeek: Week = '2026-W42'
const weekAt = (nth: number) => shiftWeek(firstWeek, nth)

interface Contract {
  readonly revenue: number
  readonly manager: string
  readonly desired: boolean
  /** The week in which it begins; null where nobody says. */
  readonly starts: number | null
}

interface Row {
  readonly account: number
  readonly week: number
  readonly score: number
  readonly isValued: boolean
}

const lastNth = 24
const nth = fc.integer({ min: 0, max: lastNth })
const seldom = <Value>(value: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value })

/** More than 20, so that not all are among the largest; some without revenue. */
const contracts: fc.Arbitrary<Contract[]> = fc.array(
  fc.record({
    revenue: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2000 })),
    manager: fc.constantFrom('ann', 'ben', 'cleo'),
    desired: fc.integer({ min: 0, max: 6 }).map((one) => one > 0),
    starts: seldom(nth),
  }),
  { minLength: 24, maxLength: 28 },
)

const row: fc.Arbitrary<Row> = fc.record({
  account: fc.integer({ min: 0, max: 27 }),
  week: nth,
  score: fc.constantFrom(40, 74, 75, 90),
  isValued: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
})
const batch = fc.uniqueArray(row, {
  minLength: 20,
  maxLength: 80,
  selector: ({ account, week }) => account * 100 + week,
})
const hour = fc.integer({ min: 0, max: 6 })

describe('what was earned, whatever was recorded, corrected and read when', () => {
  it('is what counting it by hand comes to; the managers’ parts add up', async () => {
    let [granted, shares] = [0, 0]
    await fc.assert(
      fc.asyncProperty(
        contracts,
        fc.array(batch, { minLength: 2, maxLength: 5 }),
        fc.array(fc.tuple(nth, hour), { minLength: 12, maxLength: 12 }),
        async (all, batches, points) => {
          const rows = batches.map((one) => one.filter(({ account }) => account < all.length))
          const work = await filled(all, rows)
          for (const [at, hour] of points) {
            const read = await readRunningWeek(work, { week: weekAt(at), cutOff: instant(hour) })
            if (read.kind !== 'facts') throw new Error(read.kind)
            const executive = executiveDigest(read.facts, null, null)
            const told = recount(all, rows, { at, hour })
            expect(shown(executive)).toEqual(told(() => true))
            granted += executive.earned.takenForGranted.length
            shares += executive.earned.weeks4 === null ? 0 : 1
            const parts = ['ann', 'ben', 'cleo'].map((name) => {
              const digest = accountManagerDigest(read.facts, { name, address: addressOf(name) })
              expect(shown(digest)).toEqual(told(({ manager }) => manager === name))
              return digest
            })
            expectSum(parts, executive)
          }
        },
      ),
      { numRuns: 8, endOnFailure: true },
    )
    // Enough of both to have been tried.
    expect(granted).toBeGreaterThan(20)
    expect(shares).toBeGreaterThan(20)
  })
})

/** All of it by plain loops over the rows. */
function recount(
  all: readonly Contract[],
  batches: readonly (readonly Row[])[],
  { at, hour }: { readonly at: number; readonly hour: number },
) {
  // The batch of an hour is recorded in it: what counts was recorded before the cut-off.
  const counting = (account: number, week: number) =>
    batches
      .slice(0, hour)
      .flat()
      .findLast((one) => one.account === account && one.week === week)
  const ago = (account: number, is: (one: Row) => boolean) => {
    for (let back = 0; back <= at; back++) {
      const one = counting(account, at - back)
      if (one !== undefined && is(one)) return back
    }
    return null
  }
  const started = ({ starts }: Contract, by: number) => starts === null || starts <= by
  const numbers = [...all.keys()]
  const of = (number: number) => all[number] as Contract
  const top = numbers
    .filter((one) => of(one).desired && started(of(one), at))
    .sort((a, b) => of(b).revenue - of(a).revenue || (idOf(a) < idOf(b) ? -1 : 1))
    .slice(0, 20)
  const since = (one: number) => ago(one, ({ isValued }) => isValued)
  const isGreen = (one: number) => {
    const age = ago(one, () => true)
    return age !== null && age <= 3 && (counting(one, at - age)?.score ?? 0) >= 75
  }
  const hasHabit = numbers.some((one) => since(one) !== null)
  const isSettled = batches
    .slice(0, hour)
    .flat()
    .some((one) => one.week <= at - 7 && one.isValued && counting(one.account, one.week) === one)

  return (isIn: (contract: Contract) => boolean) => {
    const active = numbers.filter((one) => of(one).desired && started(of(one), at) && isIn(of(one)))
    const revenue = (those: readonly number[]) =>
      those.reduce((sum, one) => sum + of(one).revenue, 0)
    const share = (weeks: number) => {
      const earned = revenue(active.filter((one) => (since(one) ?? weeks) < weeks))
      const whole = revenue(active)
      if (!hasHabit || whole === 0) return null
      const tenths = Math.floor((earned * 1000) / whole + 0.5)
      return (tenths === 1000 && earned < whole ? 999 : tenths) / 10
    }
    const forGranted = active.filter(
      (one) =>
        isSettled &&
        (isGreen(one) || top.includes(one)) &&
        started(of(one), at - 7) &&
        (since(one) ?? 8) >= 8,
    )
    return {
      weeks4: share(4),
      weeks13: share(13),
      takenForGranted: forGranted
        .sort((a, b) => of(b).revenue - of(a).revenue || (idOf(a) < idOf(b) ? -1 : 1))
        .map((one) => [idOf(one), since(one)]),
      weeksSinceValue: active.map((one) => [idOf(one), since(one)]),
    }
  }
}

/** The same of a digest. */
function shown({ earned, movements }: DigestBody) {
  return {
    weeks4: earned.weeks4,
    weeks13: earned.weeks13,
    takenForGranted: earned.takenForGranted.map((one) => [one.accountId, one.weeksSinceValue]),
    weeksSinceValue: movements
      .map((one) => [one.accountId, one.weeksSinceValue] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  }
}

/** No account in two lists, none missing; the shares by their revenue make the whole one. */
function expectSum(parts: readonly DigestBody[], whole: DigestBody): void {
  const ids = (digest: DigestBody) =>
    digest.earned.takenForGranted.map(({ accountId }) => accountId)
  expect(parts.flatMap(ids).toSorted()).toEqual(ids(whole).toSorted())
  const revenue = ({ movements }: DigestBody) =>
    movements.reduce((sum, one) => sum + one.revenue, 0)
  for (const weeks of ['weeks4', 'weeks13'] as const) {
    const earned = parts.reduce((sum, one) => sum + (one.earned[weeks] ?? 0) * revenue(one), 0)
    // Each is rounded to a tenth, so they are off by at most a twentieth, or a tenth below 100.
    const made = revenue(whole) === 0 ? 0 : earned / revenue(whole)
    expect(Math.abs(made - (whole.earned[weeks] ?? 0))).toBeLessThan(0.151)
  }
}

async function filled(
  all: readonly Contract[],
  batches: readonly (readonly Row[])[],
): Promise<Workspace> {
  const file = { MAIL_FROM: 'Monday Morning Report <report@example.com>' }
  const settings = readConfig({ file, process: {} })
  if (!settings.ok) throw new Error(JSON.stringify(settings.faults))
  const { config } = settings
  const db = await scratchDatabase()
  const work = { config, db, now: Date.now, chance: Math.random, owner: 'test' }
  const accounts = all.map(({ revenue, manager, desired, starts }, number) =>
    [
      ...[idOf(number), `Account ${number}`, addressOf(manager), revenue, 'USD', 30],
      ...[desired ? 'yes' : 'no', starts === null ? '' : firstDay(weekAt(starts))],
    ].join(),
  )
  const outcome = await importAccounts(work.db, {
    ...asGiven(
      scratchFile(
        'accounts.csv',
        [
          'account_id,name,account_manager,annual_revenue,currency,notice_days,desired,started_on',
          ...accounts,
        ].join('\n'),
      ),
    ),
    currency: 'USD',
    rates: new Map(),
    recordedAt: '2026-01-06T00:00:00.000Z',
    asOf: '2026-01-05',
  })
  expect(outcome.kind).not.toBe('refused')
  for (const [index, rows] of batches.entries()) {
    const lines = rows.map(({ account, week, score, isValued }) =>
      [idOf(account), weekAt(week), score, isValued ? 'Reset within 40 minutes' : ''].join(),
    )
    const file = scratchFile(
      'snapshots.csv',
      ['account_id,week,service,value_delivered', ...lines].join('\n'),
    )
    const recordedAt = instant(index, 30)
    const read = await importSnapshots(work.db, {
      ...asGiven(file),
      recordedAt,
      lastWeek: weekAt(lastNth),
    })
    expect(read.kind).not.toBe('refused')
  }
  return work
}

function idOf(number: number): string {
  return `A-${String(number).padStart(2, '0')}`
}

function addressOf(manager: string): string {
  return `${manager}@example.com`
}

/** After all weeks. */
function instant(hour: number, minute = 0): string {
  const day = lastDay(weekAt(lastNth))
  return `${day}T0${hour}:${String(minute).padStart(2, '0')}:00.000Z`
}
