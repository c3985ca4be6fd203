import { describeReportAt } from '../../report/report-at.js'
import { type ComingSlot, comingSlots } from '../../report/slot.js'
import { scheduleOf } from '../../run/timetable.js'
import { type CommonOptions, settings } from '../session.js'
import { type ExitCode, type Terminal, UsageFault } from '../terminal.js'

export interface PlanOptions extends CommonOptions {
  readonly next: string
  readonly json?: true
}

/** Ten years: nobody knows the summer times of later ones. */
const most = 520

/** Lists the coming slots, by the settings alone. */
export function plan(terminal: Terminal, options: PlanOptions): ExitCode {
  const count = countOf(options.next)
  const config = settings(terminal, options)
  const slots = comingSlots(terminal.now(), count, scheduleOf(config))
  if (options.json) {
    terminal.out(`${JSON.stringify(slots.map(inJson), null, 2)}\n`)
    return 0
  }
  terminal.out(`Due ${describeReportAt(config.schedule.at)}, local time:\n`)
  for (const slot of slots) terminal.out(inWords(slot))
  return 0
}

function countOf(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= most) return count
  throw new UsageFault(`--next wants a whole number from 1 to ${most}, and was given "${text}".`)
}

function inJson({ week, times }: ComingSlot) {
  return { week, times: times.map(({ zone, local, utc }) => ({ zone, local, utc })) }
}

/** The week on the first line, one line for each zone. */
function inWords({ week, times }: ComingSlot): string {
  const width = Math.max(...times.map(({ zone }) => zone.length))
  return times
    .map(({ zone, local, utc }, index) => {
      const about = index === 0 ? `about ${week}` : ''
      return `  ${about.padEnd(16)}${zone.padEnd(width + 2)}${local}  ${utc}\n`
    })
    .join('')
}
