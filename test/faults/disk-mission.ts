import { mondayMorning } from '../fixture/workspace.js'
import type { Mission } from './mission.js'
import { people } from './readers.js'

const minute = 60_000

/**
 * What a program does on a bad disk unless it is told otherwise: send, and break off when in
 * trouble.
 */
export function missionOn(database: string, url: string): Mission {
  return {
    verb: 'send',
    week: '2026-W46',
    database,
    settings: { ...people, SMTP_URL: url, SMTP_CONNECTIONS: '3' },
    startsAt: mondayMorning - 1,
    tick: 25 * minute,
    kill: null,
    patience: 200,
    waits: false,
    breaksOff: true,
  }
}

/** The same mission when every lease has ended. */
export function later(mission: Mission): Mission {
  return { ...mission, startsAt: mission.startsAt + 120 * minute, breaksOff: false }
}
