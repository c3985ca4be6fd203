import Sqlite from 'better-sqlite3'
import type { Taken } from '../fixture/smtp-fault-session.js'
import { messageIdIn } from './post-office.js'

/** What an edition came to, by the ledger and by what the mail server took. */
export interface Audit {
  readonly deliveries: number
  /** Recipients whose report is neither with the server nor accounted for by the ledger. */
  readonly lost: number
  /** Called submitted, but never taken. */
  readonly untaken: number
  /** Copies that no attempt accounts for, as submitted or as uncertain. */
  readonly unmarked: number
  /** Second copies that the ledger tells of. */
  readonly marked: number
  /** Deliveries left uncertain. */
  readonly uncertain: number
  /** Whether planned = submitted + failed + uncertain + skipped. */
  readonly addsUp: boolean
}

interface Row {
  readonly recipient: string
  readonly state: string
  readonly message_id: string | null
  /** Attempts after which the server has, or may have, a copy. */
  readonly admitted: number
  readonly claimed: number
}

const settled = new Set(['submitted', 'failed', 'uncertain', 'skipped'])

/** Holds the ledger against the copies; `recipients` are all who were to get one message. */
export function audit(
  database: string,
  recipients: readonly string[],
  taken: readonly Taken[],
): Audit {
  const rows = readRows(database)
  const copies = new Map<string, number>()
  for (const message of taken) {
    const key = `${message.to.join()} ${messageIdIn(message)}`
    copies.set(key, (copies.get(key) ?? 0) + 1)
  }
  const held = rows.map((row) => {
    const key = `${row.recipient} ${row.message_id}`
    const count = copies.get(key) ?? 0
    copies.delete(key)
    return { ...row, count }
  })
  const strangers = sum([...copies.values()])
  const planned = new Set(rows.map(({ recipient }) => recipient))
  const unplanned = recipients.filter((recipient) => !planned.has(recipient))
  const lost = held.filter(({ state, count }) => count === 0 && !settled.has(state))
  const untaken = held.filter(
    ({ state, claimed, count }) => count === 0 && (state === 'submitted' || claimed > 0),
  )
  return {
    deliveries: rows.length,
    lost: lost.length + unplanned.length,
    untaken: untaken.length,
    unmarked: strangers + sum(held.map(({ count, admitted }) => Math.max(0, count - admitted))),
    marked: sum(held.map(({ count, admitted }) => Math.max(0, Math.min(count, admitted) - 1))),
    uncertain: held.filter(({ state }) => state === 'uncertain').length,
    addsUp: rows.length === recipients.length && rows.every(({ state }) => settled.has(state)),
  }
}

function readRows(database: string): Row[] {
  const db = new Sqlite(database)
  try {
    return db
      .prepare<[], Row>(`
        select d.recipient, d.state, m.message_id,
               count(case when a.outcome in ('submitted', 'uncertain') then 1 end) as admitted,
               count(case when a.outcome = 'submitted' then 1 end) as claimed
        from deliveries d
        left join messages m on m.delivery_id = d.delivery_id
        left join attempts a on a.delivery_id = d.delivery_id
        group by d.delivery_id, m.delivery_id
        order by d.delivery_id`)
      .all()
  } finally {
    db.close()
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
