import { afterEach, describe, expect, test } from 'vitest'
import { weekCsv } from '../fixture/contracts.js'
import { slotOf } from '../../src/report/slot.js'
import { type Week, weeksEnding } from '../../src/report/week.js'
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

/** True time: every twenty minutes about a slot and for the rest of its day, every eight hours else. */
function instants(): number[] {
  const all: number[] = []
  const isNear = (now: number) => weeks.some((week) => Math.abs(now - dueAt(week)) <= 10 * hour)
  for (let now = start + 5 * minute; now <= end; now += isNear(now) ? 20 * minute : 4 * hour)
    all.push(now)
  return all
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
