import type { Config } from '../config/config.js'
import type { Person, Recipient } from '../report/recipient.js'
import type { PromptSchedule, Schedule } from '../report/schedule.js'
import { latestDue, slotInstant } from '../report/slot.js'
import type { Week } from '../report/week.js'
import type { Expectations } from '../store/installation-facts.js'
import { pulledKinds } from './pull-orders.js'
import type { Workspace } from './workspace.js'

/** When reports fall due by the settings: in the report's own zone and in those of its readers. */
export function scheduleOf(config: Config): Schedule {
  const { executives, accountManagers, admins, schedule, timeZone } = config
  const people = [...executives, ...accountManagers.listed, ...admins]
  return { at: schedule.at, catchUpHours: schedule.catchUpHours, zones: zonesOf(timeZone, people) }
}

/**
 * When account managers are asked about the week that still runs; null for never. Without WEB_URL
 * there is no link to answer by, and asking would only nag.
 */
export function promptScheduleOf(config: Config): PromptSchedule | null {
  const { accountManagers, schedule, timeZone, web } = config
  if (schedule.promptAt === null || web.url === null) return null
  const zones = zonesOf(timeZone, accountManagers.listed)
  return { prompt: { at: schedule.promptAt, zones }, report: scheduleOf(config) }
}

/** What should happen by the settings, for whoever asks how things stand. */
export function expectationsOf(config: Config): Expectations {
  const { address, imapUrl } = config.bounces
  return {
    timetable: scheduleOf(config),
    prompts: promptScheduleOf(config),
    readsBounces: address !== null && imapUrl !== null,
    pulls: pulledKinds.filter((kind) => config.imports[kind] !== null),
  }
}

function zonesOf(own: string, people: readonly Person[]): readonly [string, ...string[]] {
  return [own, ...people.flatMap(({ zone }) => (zone === null ? [] : [zone]))]
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

/** The last week whose report is due: what managers would answer on it is in no report any more. */
export function closedWeek({ config, now }: Pick<Workspace, 'config' | 'now'>): Week {
  return latestDue(now(), scheduleOf(config)).week
}
