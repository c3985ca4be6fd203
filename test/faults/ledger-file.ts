import Sqlite from 'better-sqlite3'
import type { Taken } from '../fixture/smtp-fault-session.js'
import { messageIdIn } from './post-office.js'

/** Copies that left without a claim that says so on the disk: recipient and Message-ID of each. */
export function unclaimed(database: string, taken: readonly Taken[]): string[] {
  const claims = read<{ claim: string }>(
    database,
    `select d.recipient || ' ' || m.message_id as claim
     from attempts a
     join deliveries d on d.delivery_id = a.delivery_id
     join messages m on m.delivery_id = d.delivery_id
     where a.begun_at is not null`,
  ).map(({ claim }) => claim)
  return taken
    .map((message) => `${message.to.join()} ${messageIdIn(message)}`)
    .filter((copy) => {
      const found = claims.indexOf(copy)
      if (found >= 0) claims.splice(found, 1)
      return found < 0
    })
}

/** What SQLite has to say against the file; `ok` when nothing. */
export function soundness(database: string): string {
  const [first] = read<{ quick_check: string }>(database, 'pragma quick_check')
  return first?.quick_check ?? ''
}

function read<Row>(database: string, query: string): Row[] {
  const db = new Sqlite(database)
  try {
    return db.prepare<[], Row>(query).all()
  } finally {
    db.close()
  }
}
