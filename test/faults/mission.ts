import type { Week } from '../../src/report/week.js'
import type { KillPoint } from './kill-point.js'

/** What a program of its own is started to do. */
export interface Mission {
  /** The worker, or a single run of `send` for a week, repeated until there is nothing to do. */
  readonly verb: 'work' | 'send'
  readonly week: Week
  /** The edition of that week that it is about; the report unless told. */
  readonly kind?: 'report' | 'prompt'
  readonly database: string
  /** As in the env file. */
  readonly settings: Readonly<Record<string, string>>
  /** What its clock says when it starts, in milliseconds since the epoch. */
  readonly startsAt: number
  /** How far the clock moves on at each tick, in milliseconds; null for one that runs by itself. */
  readonly tick: number | null
  /** Where it kills itself. */
  readonly kill: KillPoint | null
  /** How long it waits for others' writing, in milliseconds. */
  readonly patience: number
  /** Waits for a line on its input once its database is open. */
  readonly waits: boolean
  /** Breaks off as soon as something can't be recorded, as a second SIGTERM would have it. */
  readonly breaksOff: boolean
}

/** How a program says that nothing is left to do, and that there is no end to it. */
export const quiet = 0
export const faulty = 1
export const endless = 3
