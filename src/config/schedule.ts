import * as z from 'zod'
import { describeReportAt, parseReportAt, type ReportAt } from '../report/slot.js'
import { complain, mostHours, setting, wholeNumber } from './fields.js'

/** When mails fall due. */
export interface ScheduleConfig {
  readonly at: ReportAt
  /** When account managers are asked to report on the week that still runs; null for never. */
  readonly promptAt: ReportAt | null
  readonly catchUpHours: number
}

const standard: ReportAt = { weekday: 1, hour: 7, minute: 0 }

const prompt: ReportAt = { weekday: 5, hour: 14, minute: 0 }

const heartbeat = {
  expected: 'a URL that begins with https:// or http://, without user and password',
  cure: 'Write the address that your monitoring gave you, or leave it empty.',
}

export const scheduleSettings = {
  REPORT_AT: setting({
    standard: describeReportAt(standard),
    expected: 'a weekday and a time',
    cure: 'Write for example Mon 07:00: an English weekday, and a time from 00:00 to 23:59.',
    read: z.string().transform((text, context) => {
      const at = parseReportAt(text)
      if (at === null) context.addIssue({ code: 'custom' })
      return at ?? z.NEVER
    }),
  }),
  PROMPT_AT: setting({
    standard: describeReportAt(prompt),
    expected: 'a weekday and a time, or off',
    cure: 'Write for example Fri 14:00: an English weekday, and a time from 00:00 to 23:59; off for no prompts.',
    read: z.string().transform((text, context) => {
      if (text.toLowerCase() === 'off') return null
      const at = parseReportAt(text)
      if (at === null) context.addIssue({ code: 'custom' })
      return at ?? z.NEVER
    }),
  }),
  CATCH_UP_HOURS: setting({
    standard: '48',
    expected: `a whole number of hours from 0 to ${mostHours}`,
    cure: 'Write for example 48; with 0, a report that was missed is never sent late.',
    read: wholeNumber(0, mostHours),
  }),
  HEARTBEAT_URL: setting({
    ...heartbeat,
    standard: '',
    asWritten: true,
    read: z.string().transform(readHeartbeatUrl),
  }),
}

interface ScheduleValues {
  readonly REPORT_AT: ReportAt
  readonly PROMPT_AT: ReportAt | null
  readonly CATCH_UP_HOURS: number
}

export function scheduleConfigOf(values: ScheduleValues): ScheduleConfig {
  const { REPORT_AT: at, PROMPT_AT: promptAt, CATCH_UP_HOURS: catchUpHours } = values
  return { at, promptAt, catchUpHours }
}

/** Such an address is a secret: whoever knows it can make a worker look alive that is not. */
function readHeartbeatUrl(text: string, context: z.RefinementCtx): string | null {
  if (text === '') return null
  const url = URL.canParse(text) ? new URL(text) : null
  const isPlain = url !== null && url.username === '' && url.password === ''
  if (isPlain && /^https?:$/.test(url.protocol)) return url.href
  complain(context, { ...heartbeat, given: '(hidden, because it may hold a token)' })
  return z.NEVER
}
