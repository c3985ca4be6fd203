import { sql } from 'kysely'
import { type Database, writing } from './database.js'

/** Instants are UTC, ISO 8601 with milliseconds. */
export interface SessionEnd {
  /** The browser's random name, as its cookies have it. */
  readonly device: string
  readonly at: string
  /** What was ended before is forgotten: no cookie is as old. */
  readonly forgetBefore: string
}

/** Ends all that a browser's cookies open for one person, copies of them included. */
export function endSession(db: Database, { device, at, forgetBefore }: SessionEnd): Promise<void> {
  return writing(db, async (db) => {
    await sql`delete from ended_sessions where ended_at < ${forgetBefore}`.execute(db)
    await sql`
      insert into ended_sessions (device, ended_at) values (${device}, ${at})
      on conflict (device) do nothing
    `.execute(db)
  })
}

/** Whether somebody has logged out there. */
export async function isSessionEnded(db: Database, device: string): Promise<boolean> {
  const { rows } = await sql`select 1 from ended_sessions where device = ${device}`.execute(db)
  return rows.length > 0
}
