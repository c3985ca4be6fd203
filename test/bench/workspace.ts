import { readConfig } from '../../src/config/config.js'
import type { Week } from '../../src/report/week.js'
import { isoUtc, type Workspace } from '../../src/run/workspace.js'
import { openDatabase } from '../../src/store/database.js'

/** Opens `file` for work with these settings; what they leave out is as in `.env.example`. */
export async function openWorkspace(
  file: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<Workspace> {
  const standard = { MAIL_FROM: 'Monday Morning Report <report@example.com>' }
  const reading = readConfig({ file: { ...standard, ...settings }, process: {} })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  const db = await openDatabase(file)
  return { config: reading.config, db, now: Date.now, chance: Math.random, owner: 'bench' }
}

/** The week as it counts now. */
export function readingPoint(week: Week) {
  return { week, cutOff: isoUtc(Date.now()) }
}
