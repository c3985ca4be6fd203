import { expect } from 'vitest'
import { slotOf } from '../../src/report/slot.js'
import { type Week, weeksEnding } from '../../src/report/week.js'
import { weekCsv } from '../fixture/contracts.js'
import { messageIdIn } from './post-office.js'
import { beginLife, type WorkerLife } from './worker-life.js'

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

const settings = {
  EXECUTIVES: 'ada@example.com (tz=America/New_York)',
  ACCOUNT_MANAGERS: 'jon@example.com',
  ADMINS: 'root@example.com',
  MAIL_FROM: 'report@example.com',
  TIME_ZONE: 'Europe/Berlin',
}

const at = { weekday: 1, hour: 7, minute: 0 } as const

export function dueAt(week: Week): number {
  return slotOf(week, { at, zones: ['Europe/Berlin'] }).dueAt
}

/** Clocks go back in Berlin between the second and the third. */
export const weeks = weeksEnding('2026-W44', 4)
const start = dueAt('2026-W41') - 2 * day
const end = dueAt('2026-W44') + 2 * day

/** Three to read each of them. */
export const everyReader = weeks.flatMap((week) =>
  ['ada', 'jon', 'root'].map((name) => `${week} ${name}@example.com`),
)

const snapshots = weeksEnding('2026-W50', 14)
  .map((week, index) => {
    const lines = weekCsv(week, { 'A-1': 60, 'A-3': 70 }).split('\n')
    return lines.slice(index === 0 ? 0 : 1).join('\n')
  })
  .join('')

/** True time: once a day, and more often on the day of a slot. */
export function instants(): number[] {
  const days = Array.from({ length: (end - start) / day }, (_, index) => start + index * day)
  const near = weeks.flatMap((week) =>
    [-1, 0, 0.05, 0.4, 1, 6.5, 13].map((hours) => dueAt(week) + hours * hour),
  )
  return [...days, ...near].sort((a, b) => a - b)
}

/** What a worker did, and to whom it wrote. */
export interface Lived {
  /** `2026-W42 made late`, in the order in which it was done. */
  readonly deeds: readonly string[]
  /** `2026-W42 ada@example.com`, in order. */
  readonly reports: readonly string[]
  /** The same of what the admins were told about weeks that were skipped. */
  readonly alerts: readonly string[]
}

/**
 * Lets a worker live through these readings of its clock. Whatever they are, what the ledger plans
 * is what the server takes, each of it once, and no edition stays open.
 */
export async function live(readings: readonly number[]): Promise<Lived> {
  const life = await beginLife({ settings, installedAt: start, snapshots })
  try {
    for (const now of readings) await life.beatAt(now)
    expectSound(life)
    return {
      deeds: deedsOf(life),
      reports: readers(life, 'report'),
      alerts: readers(life, 'skipped'),
    }
  } finally {
    await life.end()
  }
}

function expectSound(life: WorkerLife): void {
  const taken = life.office.taken.map((message) => `${message.to[0]} ${messageIdIn(message)}`)
  const owed = life.rows<{ copy: string }>(`
    select d.address || ' ' || m.message_id as copy
    from deliveries d left join messages m on m.delivery_id = d.delivery_id`)
  expect(new Set(taken).size).toBe(taken.length)
  expect([...taken].sort()).toEqual(owed.map(({ copy }) => copy).sort())
  expect(life.rows('select 1 from editions where closed_at is null')).toEqual([])
}

function deedsOf(life: WorkerLife): string[] {
  const rows = life.rows<{ deed: string }>(`
    select week || case when kind = 'skipped' then ' skipped'
                        when late = 1 then ' made late' else ' made' end as deed
    from editions order by edition_id`)
  return rows.map(({ deed }) => deed)
}

function readers(life: WorkerLife, kind: string): string[] {
  const rows = life.rows<{ reader: string }>(`
    select e.week || ' ' || d.recipient as reader
    from editions e join deliveries d on d.edition_id = e.edition_id
    where e.kind = '${kind}'
    order by e.week, d.recipient`)
  return rows.map(({ reader }) => reader)
}
