import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { ExecutiveDigest } from '../src/report/digest/digest.js'
import {
  addDays,
  type Day,
  daysBetween,
  editionMonday,
  firstDay,
  shiftWeek,
  type Week,
  weekOf,
} from '../src/report/week.js'
import { type Desk, mondayMorning, openDesk } from './fixture/workspace.js'

/** 29 quarterly lists of a city's service contracts; not everybody has them. */
const folder = fileURLToPath(new URL('../../shared/data/contracts/', import.meta.url))
const days = existsSync(folder)
  ? readdirSync(folder)
      .flatMap((name) => /^accounts-(\d{4}-\d\d-\d\d)\.csv$/.exec(name)?.[1] ?? [])
      .map((day) => day as Day)
      .sort()
  : []

/** The week before the first Monday on or after a day. */
function weekBefore(day: Day): Week {
  const monday = firstDay(weekOf(day))
  return shiftWeek(weekOf(day), monday === day ? -1 : 0)
}

function fileOf(day: Day): string {
  return `accounts-${day}.csv`
}

function snapshotsOf(day: Day): string {
  return `snapshots-${day}.csv`
}

function deskOf(): Desk {
  const files = days.map((day) => [fileOf(day), readFileSync(join(folder, fileOf(day)), 'utf8')])
  const snapshots = days.map((day) => {
    const rows = ['C-0004', 'C-0005', 'C-0014'].map((id) => `${id},${weekBefore(day)},70`)
    return [snapshotsOf(day), ['account_id,week,health', ...rows, ''].join('\n')]
  })
  return openDesk(
    {
      EXECUTIVES: 'Ada Boss <ada@example.com>',
      ADMINS: 'Root Admin <root@example.com>',
      MAIL_FROM: 'Monday Report <report@example.com>',
    },
    Object.fromEntries([...files, ...snapshots]),
  )
}

/** Sets the clock to seven on a day. */
function travel(desk: Desk, now: { at: number }, day: Day): void {
  const next = mondayMorning + daysBetween('2026-11-16', day) * 86_400_000
  desk.wait(next - now.at)
  now.at = next
}

async function imported(desk: Desk, day: Day): Promise<void> {
  const accounts = await desk.mmr('import', 'accounts', fileOf(day), '--as-of', day)
  // Of a file that comes after a later one it warns, and takes it all the same.
  expect({ day, code: accounts.code }).toEqual({ day, code: 0 })
  const snapshots = await desk.mmr('import', 'snapshots', snapshotsOf(day))
  expect({ day, ...snapshots, out: '' }).toEqual({ day, code: 0, out: '', err: '' })
}

/** Makes the report of a week, and gives what it told the executives. */
async function reported(desk: Desk, week: Week): Promise<ExecutiveDigest> {
  const sent = await desk.mmr('send', '--week', week, '--yes')
  expect({ week, ...sent, out: '' }).toEqual({ week, code: 0, out: '', err: '' })
  const { out } = await desk.mmr('preview', '--role', 'executive', '--week', week, '--json')
  return JSON.parse(out)
}

function cents(amount: number): number {
  return Math.round(amount * 100)
}

describe.skipIf(days.length === 0)('29 quarters of real contracts', () => {
  test('bridge to the cent in a row, whatever order the files came in', {
    timeout: 300_000,
  }, async () => {
    const ordered = deskOf()
    const now = { at: mondayMorning }
    const told: ExecutiveDigest[] = []
    for (const day of days) {
      travel(ordered, now, editionMonday(weekBefore(day)))
      await imported(ordered, day)
      told.push(await reported(ordered, weekBefore(day)))
    }
    ordered.close()

    for (const [index, { contracts, portfolio }] of told.entries()) {
      const { bridge } = contracts
      const active = Object.values(portfolio.byStatus).reduce((sum, one) => sum + one.revenue, 0)
      if (bridge === null) {
        expect(index).toBe(0)
        continue
      }
      const came = [bridge.previous, bridge.new, bridge.back, bridge.grown, bridge.desiredAgain]
      const went = [bridge.lost, bridge.cut, bridge.noLongerDesired]
      const sum = (amounts: readonly number[]) =>
        amounts.reduce((total, one) => total + cents(one), 0)
      expect(sum([...came, bridge.exchange]) - sum(went)).toBe(cents(bridge.total))
      expect(cents(bridge.total)).toBe(cents(active))
    }
    // Counted by another program, straight from the files.
    expect(told[0]?.portfolio.accounts).toBe(110)
    expect(told.slice(1, 4).map(({ contracts }) => contracts.bridge)).toMatchObject([
      {
        previous: 287_345_802,
        lost: 42_562_968,
        grown: 6_042_905,
        cut: 60_188_097,
        total: 190_637_642,
      },
      {
        previous: 190_637_642,
        lost: 1_200_000,
        grown: 41_229_787,
        cut: 7_421_972,
        total: 265_588_702,
      },
      {
        previous: 265_588_702,
        lost: 19_244_006,
        grown: 40_892_311,
        cut: 7_443_302,
        total: 282_998_705,
      },
    ])

    const shuffled = deskOf()
    travel(shuffled, { at: mondayMorning }, addDays(days.at(-1) ?? '2020-06-30', 60))
    for (const day of inAnotherOrder(days)) await imported(shuffled, day)
    const again: ExecutiveDigest[] = []
    for (const day of days) again.push(await reported(shuffled, weekBefore(day)))
    shuffled.close()
    expect(again.map(comparable)).toEqual(told.map(comparable))
  })
})

/** Every 11th of 29, round and round: each once, in no order that anybody would choose. */
function inAnotherOrder(all: readonly Day[]): Day[] {
  return all.map((_, index) => all[(index * 11) % all.length] ?? '2020-06-30')
}

/** When something was learned is the one thing that the order of imports may change. */
function comparable({ contracts, portfolio, retention, revenueAtRisk }: ExecutiveDigest) {
  const changes = contracts.changes.map(({ learnedLate: _, ...change }) => change)
  return { contracts: { ...contracts, changes }, portfolio, retention, revenueAtRisk }
}
