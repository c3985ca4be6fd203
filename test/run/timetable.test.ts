import { expect, test } from 'vitest'
import { dueAtOf, promptScheduleOf, scheduleOf } from '../../src/run/timetable.js'
import { configOf } from '../config/reading.js'

const config = configOf({
  EXECUTIVES: 'a@example.com (tz=Asia/Tokyo), b@example.com',
  ACCOUNT_MANAGERS: '*, c@example.com (tz=America/New_York)',
  ADMINS: 'd@example.com (tz=Pacific/Auckland)',
  TIME_ZONE: 'Europe/Berlin',
  REPORT_AT: 'Tue 06:30',
})

test('the schedule knows the zone of the report and that of each of its readers', () => {
  expect(scheduleOf(config)).toEqual({
    at: { weekday: 2, hour: 6, minute: 30 },
    catchUpHours: 48,
    zones: ['Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'Pacific/Auckland'],
  })
})

test('a copy is due in its reader’s own zone, or else in the report’s; a late one at once', () => {
  const at = (zone: string | null, lateAt: number | null) => {
    const recipient = { name: '', address: 'x', region: null, role: 'executive', zone } as const
    return new Date(dueAtOf(config, '2026-W47', lateAt)(recipient)).toISOString()
  }
  const noon = Date.parse('2026-11-24T12:00:00Z')
  expect(at(null, null)).toBe('2026-11-24T05:30:00.000Z')
  expect(at('America/New_York', null)).toBe('2026-11-24T11:30:00.000Z')
  expect(at('America/New_York', noon)).toBe('2026-11-24T12:00:00.000Z')
  expect(at('America/Los_Angeles', noon)).toBe('2026-11-24T14:30:00.000Z')
})

test('prompts know the zones of account managers; without a place for answers there are none', () => {
  const linked = configOf({
    EXECUTIVES: 'a@example.com (tz=Asia/Tokyo)',
    ACCOUNT_MANAGERS: '*, c@example.com (tz=America/New_York)',
    TIME_ZONE: 'Europe/Berlin',
    WEB_URL: 'https://report.example.com',
  })
  expect(promptScheduleOf(linked)).toEqual({
    prompt: {
      at: { weekday: 5, hour: 14, minute: 0 },
      zones: ['Europe/Berlin', 'America/New_York'],
    },
    report: scheduleOf(linked),
  })
  expect(promptScheduleOf(config)).toBeNull()
  const off = configOf({ PROMPT_AT: 'off', WEB_URL: 'https://report.example.com' })
  expect(promptScheduleOf(off)).toBeNull()
})
