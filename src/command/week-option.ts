import type { Config } from '../config/config.js'
import { slotOf } from '../report/slot.js'
import { lastEndedWeek, parseWeek, shiftWeek, type Week, weeksInYear } from '../report/week.js'
import { scheduleOf } from '../run/timetable.js'
import type { Workspace } from '../run/workspace.js'
import { readEdition } from '../store/editions.js'
import { type Terminal, UsageFault } from './terminal.js'

/** The week that `--week` names; without it, the one that just ended where the report is made. */
export function weekOption(text: string | undefined, terminal: Terminal, config: Config): Week {
  if (text === undefined) return lastEndedWeek(terminal.now(), config.timeZone)
  const week = parseWeek(text)
  if (week !== null) return week
  throw new UsageFault(
    `--week wants an ISO week such as 2026-W47, and was given "${text}".${beyondItsYear(text)}`,
  )
}

/** Whoever counts to 53 every year wants to know which years have it. */
function beyondItsYear(text: string): string {
  const [, year] = /^(\d{4})-W(?:5[3-9]|[6-9]\d)$/.exec(text) ?? []
  return year === undefined ? '' : ` ${year} has ${weeksInYear(Number(year))} weeks.`
}

/**
 * The same for an edition, which freezes its week: that one still goes on is said on stderr, and
 * one that has not begun is refused, because there is nothing to freeze.
 */
export function editionWeek(text: string | undefined, terminal: Terminal, config: Config): Week {
  const week = weekOption(text, terminal, config)
  const running = shiftWeek(lastEndedWeek(terminal.now(), config.timeZone), 1)
  if (week > running) throw notBegun(week, running)
  if (week === running) {
    terminal.err(
      `warning: ${week} has not ended yet, and what is recorded after its report never counts in ` +
        'it. mmr preview shows it as often as you like.\n',
    )
  }
  return week
}

function notBegun(week: Week, running: Week): UsageFault {
  return new UsageFault(`${week} has not begun: ${running} is the week that runs.`)
}

/** The week that a prompt is about: the one that `--week` names, else the one that still runs. */
export function promptWeek(text: string | undefined, terminal: Terminal, config: Config): Week {
  if (text !== undefined) return weekOption(text, terminal, config)
  return shiftWeek(lastEndedWeek(terminal.now(), config.timeZone), 1)
}

/** Refuses to ask managers about a week on which they can't report, before anything is made. */
export async function requireOpenWeek({ config, db, now }: Workspace, week: Week): Promise<void> {
  if (config.web.url === null) {
    throw new UsageFault(
      'A prompt is made of links, and there is nothing that they could lead to: set WEB_URL.',
    )
  }
  const running = shiftWeek(lastEndedWeek(now(), config.timeZone), 1)
  if (week > running) throw notBegun(week, running)
  const isClosed = slotOf(week, scheduleOf(config)).dueAt <= now()
  if (isClosed || (await readEdition(db, 'report', week)) !== null) {
    throw new UsageFault(
      `The report of ${week} is made or due: what managers would answer now is not in it any more.`,
    )
  }
}
