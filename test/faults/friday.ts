import Sqlite from 'better-sqlite3'
import { amended } from '../fixture/account-version.js'

/** The week that runs on the Friday, and when its prompt is due. */
export const runningWeek = '2026-W47'
export const fridayAfternoon = Date.UTC(2026, 10, 20, 14)

/** Leaves nothing to do but to ask four account managers, an account each, on that Friday. */
export function leaveToAsk(database: string): void {
  const db = new Sqlite(database)
  try {
    db.exec(`
      ${amended({ manager_address: `lower(account_id) || '@example.com'` })};
      update installation
      set installed_at = '2026-11-17T12:00:00.000Z', prompts_since = '2026-11-17T12:00:00.000Z';`)
  } finally {
    db.close()
  }
}
