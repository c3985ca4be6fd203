import Sqlite from 'better-sqlite3'

/** When the first prompt of the installation is due. */
export const fridayAfternoon = Date.UTC(2026, 10, 13, 14)

/** Leaves something to ask of four account managers: nobody has reported on the week that runs. */
export function leaveToAsk(database: string): void {
  const db = new Sqlite(database)
  try {
    db.exec(`
      delete from snapshots where week = '2026-W46';
      update accounts set manager_address = lower(account_id) || '@example.com';
      update installation set prompts_since = installed_at;`)
  } finally {
    db.close()
  }
}
