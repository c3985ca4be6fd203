import type { Config } from '../../config/config.js'
import { comingPrompts } from '../../report/schedule.js'
import { type ComingSlot, comingSlots, describeReportAt } from '../../report/slot.js'
import { promptScheduleOf, scheduleOf } from '../../run/timetable.js'
import { type CommonOptions, configOrFail } from '../session.js'
import { type ExitCode, type Terminal, UsageFault } from '../terminal.js'

export interface PlanOptions extends CommonOptions {
  readonly next: string
  readonly json?: true
}

/** Ten years: nobody knows the summer times of later ones. */
const most = 520

/** A coming edition: a report, or a prompt to account managers. */
interface Planned extends ComingSlot {
  readonly kind: 'report' | 'prompt'
}

/** Lists the coming reports and prompts, by the settings alone. */
export function plan(terminal: Terminal, options: PlanOptions): ExitCode {
  const count = countOf(options.next)
  const config = configOrFail(terminal, options)
  const slots = coming(terminal.now(), count, config)
  if (options.json) {
    terminal.out(`${JSON.stringify(slots.map(inJson), null, 2)}\n`)
    return 0
  }
  terminal.out(`${heading(config)}, local time:\n`)
  for (const slot of slots) terminal.out(plannedText(slot))
  return 0
}

function heading(config: Config): string {
  const reports = `Reports due ${describeReportAt(config.schedule.at)}`
  const prompts = promptScheduleOf(config)
  return prompts === null ? reports : `${reports}, prompts ${describeReportAt(prompts.prompt.at)}`
}

/** As many of either, in the order in which the first of their readers has them. */
function coming(now: number, count: number, config: Config): Planned[] {
  const prompts = promptScheduleOf(config)
  const planned: Planned[] = [
    ...comingSlots(now, count, scheduleOf(config)).map((slot) => ({
      ...slot,
      kind: 'report' as const,
    })),
    ...(prompts === null ? [] : comingPrompts(now, count, prompts)).map((slot) => ({
      ...slot,
      kind: 'prompt' as const,
    })),
  ]
  return planned.sort((a, b) => firstOf(a) - firstOf(b))
}

function firstOf({ times }: ComingSlot): number {
  return times[0]?.dueAt ?? 0
}

function countOf(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (count >= 1 && count <= most) return count
  throw new UsageFault(`--next wants a whole number from 1 to ${most}, and was given "${text}".`)
}

function inJson({ kind, week, times }: Planned) {
  return { kind, week, times: times.map(({ zone, local, utc }) => ({ zone, local, utc })) }
}

/** What it is on the first line, one line for each zone. */
function plannedText({ kind, week, times }: Planned): string {
  const width = Math.max(...times.map(({ zone }) => zone.length))
  return times
    .map(({ zone, local, utc }, index) => {
      const about = index === 0 ? `${kind} about ${week}` : ''
      return `  ${about.padEnd(23)}${zone.padEnd(width + 2)}${local}  ${utc}\n`
    })
    .join('')
}
