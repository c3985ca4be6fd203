import type { Config } from '../config.js'
import { lastEndedWeek, parseWeek, type Week } from '../report/week.js'
import { type Terminal, UsageFault } from './terminal.js'

/** The week that `--week` names; without it, the one that just ended where the report is made. */
export function weekOption(text: string | undefined, terminal: Terminal, config: Config): Week {
  if (text === undefined) return lastEndedWeek(terminal.now(), config.timeZone)
  const week = parseWeek(text)
  if (week !== null) return week
  throw new UsageFault(`--week wants an ISO week such as 2026-W47, and was given "${text}".`)
}
