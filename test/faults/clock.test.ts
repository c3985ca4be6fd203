import { afterEach, describe, expect, test } from 'vitest'
import { slotOf } from '../../src/report/slot.js'
import { type Week, weeksEnding } from '../../src/report/week.js'
import { weekCsv } from '../fixture/contracts.js'
import { messageIdIn } from './post-office.js'
import { beginLife, type WorkerLife } from './worker-life.js'

// The worker with its database under clocks that are set and machines that are switched off.

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const settings = {
  EXECUTIVES: 'ada@example.com (tz=America/New_York)',
  ACCOUNT_MANAGERS: 'jon@example.com',
  ADMINS: 'root@example.com',
  MAIL_FROM: 'report@example.com',
  TIME_ZONE: 'Europe/Berlin',
}

const at = { weekday: 1, hour: 7, minute: 0 } as const
const dueAt = (week: Week) => slotOf(week, { at, zones: ['Europe/Berlin'] }).dueAt
const weeks = weeksEnding('2026-W44', 4)
const [w41, w42, w43] = [dueAt('2026-W41'), dueAt('2026-W42'), dueAt('2026-W43')]
const start = w41 - 2 * day
const end = dueAt('2026-W44') + 2 * day

const snapshots = weeksEnding('2026-W50', 14)
  .map((week, index) => {
    const lines = weekCsv(week, { 'A-1': 60, 'A-3': 70 }).split('\n')
    return lines.slice(index === 0 ? 0 : 1).join('\n')
  })
  .join('')

/** True time: once a day, and more often on the day of a slot. */
function instants(): number[] {
  const days = Array.from({ length: (end - start) / day }, (_, index) => start + index * day)
  const near = weeks.flatMap((week) =>
    [-1, 0, 0.05, 0.4, 1, 6.5, 13].map((h) => dueAt(week) + h * hour),
  )
  return [...days, ...near].sort((a, b) => a - b)
}

let life: WorkerLife
afterEach(() => life.end())

async function live(readings: readonly number[]): Promise<void> {
  life = await beginLife({ settings, installedAt: start, snapshots })
  for (const now of readings) await life.beatAt(now)
}

/** `2026-W42 made late`, in the order in which it was done. */
function deeds(): string[] {
  return life
    .rows<{ deed: string }>(`
      select week || case when kind = 'skipped' then ' skipped'
                          when late = 1 then ' made late' else ' made' end as deed
      from editions order by edition_id`)
    .map(({ deed }) => deed)
}

/** Nobody got anything twice, or for a week that was not made; each skipping was told once. */
function expectSound(): void {
  const taken = life.office.taken.map((message) => `${message.to[0]} ${messageIdIn(message)}`)
  expect(new Set(taken).size).toBe(taken.length)
  const owed = life.rows<{ copy: string }>(`
    select d.address || ' ' || m.message_id as copy
    from deliveries d left join messages m on m.delivery_id = d.delivery_id`)
  expect([...taken].sort()).toEqual(owed.map(({ copy }) => copy).sort())
  const open = life.rows('select 1 from editions where closed_at is null')
  expect(open).toEqual([])
}

/** Whom an edition wrote to, by its kind. */
function readersOf(kind: string): string[] {
  return life
    .rows<{ reader: string }>(`
      select e.week || ' ' || d.recipient as reader
      from editions e join deliveries d on d.edition_id = e.edition_id
      where e.kind = '${kind}' order by d.delivery_id`)
    .map(({ reader }) => reader)
}

const allMade = weeks.map((week) => `${week} made`)
const everyReader = weeks.flatMap((week) =>
  ['ada', 'jon', 'root'].map((name) => `${week} ${name}@example.com`),
)

describe('a clock that is set', () => {
  test.each([
    ['3 s ahead, just before a slot', w42 - 2 * second, 3 * second],
    ['3 s back, just after a slot', w42 + second, -3 * second],
    ['3 s back, just before a slot', w42 - second, -3 * second],
    ['an hour ahead, an hour before a slot', w42 - hour, hour],
    ['an hour back, half an hour after a slot', w42 + hour / 2, -hour],
    ['an hour back, half an hour before a slot', w42 - hour / 2, -hour],
  ])('%s, makes every week once and skips none', async (_, from, by) => {
    const near = [-3, -2, -1, 1, 2, 3].map((after) => w42 + after * second)
    const all = [...instants(), ...near].sort((a, b) => a - b)
    await live(all.map((now) => (now >= from ? now + by : now)))
    expect(deeds()).toEqual(allMade)
    expect(readersOf('report').sort()).toEqual([...everyReader].sort())
    expectSound()
  })

  test.each([
    {
      what: 'ahead into the catch-up time of the next slot: made early, and not again',
      wrong: { from: w42 + 12 * hour, until: w42 + 18 * hour, by: 8 * day },
      meanwhile: ['2026-W42 made', '2026-W43 made late'],
      told: [],
    },
    {
      what: 'ahead beyond it: skipped and told, but made when it falls due',
      wrong: { from: w42 + 2 * day, until: w42 + 3 * day, by: 8 * day },
      meanwhile: ['2026-W42 made', '2026-W43 skipped', '2026-W43 made'],
      told: ['2026-W43 root@example.com'],
    },
    {
      what: 'back and right again before the next slot: as if nothing had been',
      wrong: { from: w42 + day, until: w42 + 2 * day, by: -8 * day },
      meanwhile: ['2026-W42 made', '2026-W43 made'],
      told: [],
    },
    {
      what: 'back over a slot: nothing twice, and that slot is caught up',
      wrong: { from: w42 + day, until: w43 + day, by: -8 * day },
      meanwhile: ['2026-W42 made', '2026-W43 made late'],
      told: [],
    },
    {
      what: 'back over a slot and beyond catching up: skipped, and told',
      wrong: { from: w42 + day, until: w43 + 3 * day, by: -8 * day },
      meanwhile: ['2026-W42 made', '2026-W43 skipped'],
      told: ['2026-W43 root@example.com'],
    },
  ])('8 days $what', async ({ wrong: { from, until, by }, meanwhile, told }) => {
    await live(instants().map((now) => (now >= from && now < until ? now + by : now)))
    expect(deeds()).toEqual(['2026-W41 made', ...meanwhile, '2026-W44 made'])
    expect(readersOf('skipped')).toEqual(told)
    expectSound()
  })
})

describe('a machine that is off from a minute before a slot', () => {
  test.each([
    ['a minute', minute, allMade, []],
    ['an hour and a half', 1.5 * hour, ['2026-W41 made late', ...allMade.slice(1)], []],
    ['47 hours', 47 * hour, ['2026-W41 made late', ...allMade.slice(1)], []],
    ['49 hours', 49 * hour, ['2026-W41 skipped', ...allMade.slice(1)], ['2026-W41']],
    [
      '8 days',
      8 * day,
      ['2026-W41 skipped', '2026-W42 made late', ...allMade.slice(2)],
      ['2026-W41'],
    ],
    [
      '10 days',
      10 * day,
      ['2026-W41 skipped', '2026-W42 skipped', ...allMade.slice(2)],
      ['2026-W42'],
    ],
    [
      '14 days, but for an hour',
      14 * day - hour,
      ['2026-W41 skipped', '2026-W42 skipped', ...allMade.slice(2)],
      ['2026-W42'],
    ],
  ])('for %s', async (_, downtime, deedsThen, told) => {
    const off = w41 - minute
    const all = instants().filter((now) => now < off || now >= off + downtime)
    await live([...all, off + downtime].sort((a, b) => a - b))
    expect(deeds()).toEqual(deedsThen)
    expect(readersOf('skipped')).toEqual(told.map((week) => `${week} root@example.com`))
    expectSound()
  })
})
