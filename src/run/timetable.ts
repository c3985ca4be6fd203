import type { Config } from '../config.js'
import type { Recipient } from '../report/recipient.js'
import type { Schedule } from '../report/schedule.js'
import { slotInstant } from '../report/slot.js'
import type { Week } from '../report/week.js'

/** When reports fall due by the settings: in the report's own zone and in those of its readers. */
export function scheduleOf(config: Config): Schedule {
  const { executives, accountManagers, admins, schedule, timeZone } = config
  const people = [...executives, ...accountManagers.listed, ...admins]
  const zones = people.flatMap(({ zone }) => (zone === null ? [] : [zone]))
  return { ...schedule, zones: [timeZone, ...zones] }
}

/**
 * When a recipient's copy of the edition about `week` is due: at the slot of their own zone. Where
 * the edition is late, no sooner than `now`: the time for trying again begins when it can be tried.
 */
export function dueAtOf({ schedule, timeZone }: Config, week: Week, lateAt: number | null) {
  return ({ zone }: Recipient): number => {
    const instant = slotInstant(week, schedule.at, zone ?? timeZone)
    return lateAt === null ? instant : Math.max(lateAt, instant)
  }
}
