import { type Recipient, recipientsOf } from '../report/recipient.js'
import { comingSlots, type Timetable } from '../report/slot.js'
import { lastEndedWeek } from '../report/week.js'
import { activeAccounts } from './facts.js'
import { readUnsubscribeOf } from './plan.js'
import { promptScheduleOf } from './timetable.js'
import type { Workspace } from './workspace.js'

/** What somebody gets next by the settings and data of today, as the worker would send it. */
export interface ComingMail {
  readonly recipient: Recipient
  /** IANA zone of the clocks that `report` and `prompt` are on. */
  readonly zone: string
  /** `2026-11-23T07:00:00+01:00` */
  readonly report: string
  /** The same; null for whoever is not asked about the week that still runs. */
  readonly prompt: string | null
  /** UTC, ISO 8601: since when they want no more; null for whoever gets it. */
  readonly unsubscribedSince: string | null
}

/** Who gets what next, and when: executives first, admins last. Changes nothing. */
export async function comingMail(work: Workspace): Promise<ComingMail[]> {
  const { db, config, now } = work
  const active = await activeAccounts(work, lastEndedWeek(now(), config.timeZone))
  const owners = active.map(({ accountManager }) => accountManager)
  const prompts = promptScheduleOf(config)
  const unsubscribeOf = await readUnsubscribeOf(db)
  return recipientsOf(config, owners).map((recipient) => {
    const zone = recipient.zone ?? config.timeZone
    const next = (at: Timetable['at']) => nextIn(zone, at, now())
    const isAsked = recipient.role === 'account-manager' && prompts !== null
    return {
      recipient,
      zone,
      report: next(config.schedule.at),
      prompt: isAsked ? next(prompts.prompt.at) : null,
      unsubscribedSince: unsubscribeOf(recipient)?.askedAt ?? null,
    }
  })
}

/** A slot of the schedule is followed by the next for ever, so there is one. */
function nextIn(zone: string, at: Timetable['at'], now: number): string {
  const [slot] = comingSlots(now, 1, { at, zones: [zone] })
  const [time] = slot?.times ?? []
  if (time === undefined) throw new Error(`no slot after ${now} in ${zone}`)
  return time.local
}
