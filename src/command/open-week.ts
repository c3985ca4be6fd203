import { slotOf } from '../report/slot.js'
import { lastEndedWeek, shiftWeek, type Week } from '../report/week.js'
import { scheduleOf } from '../run/timetable.js'
import type { Workspace } from '../run/workspace.js'
import { readEdition } from '../store/editions.js'
import { UsageFault } from './terminal.js'
import { notBegun } from './week-option.js'

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
