import * as z from 'zod'
import { mostHours, wholeNumber } from './number.js'
import { setting } from './setting.js'

const mostConnections = 100
const mostPerSecond = 1000

export const sendingSettings = {
  SMTP_CONNECTIONS: setting({
    standard: '5',
    expected: `a whole number from 1 to ${mostConnections}`,
    cure: 'Write for example 5; Microsoft 365 allows 3.',
    read: wholeNumber(1, mostConnections),
  }),
  SMTP_PER_SECOND: setting({
    standard: '10',
    expected: `messages a second from 0.1 to ${mostPerSecond}, with at most one decimal`,
    cure: 'Write for example 10, or 0.5 for thirty messages a minute.',
    read: z
      .string()
      .regex(/^\d{1,4}(\.\d)?$/)
      .transform(Number)
      .pipe(z.number().min(0.1).max(mostPerSecond)),
  }),
  GIVE_UP_HOURS: setting({
    standard: '24',
    expected: `a whole number of hours from 1 to ${mostHours}`,
    cure: 'Write for example 24.',
    read: wholeNumber(1, mostHours),
  }),
  ON_UNCERTAIN: setting({
    standard: 'hold',
    expected: 'hold or resend',
    cure: 'Write hold to decide for yourself, or resend, which may make two copies of a report.',
    read: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['hold', 'resend'])),
  }),
}
