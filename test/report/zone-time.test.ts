import { afterEach, expect, test, vi } from 'vitest'
import { firstInstant, localTime, utcTime } from '../../src/report/week.js'

/** What clocks in `zone` show when they first show `wall` or later. */
function shownFrom(wall: string, zone: string): string {
  return localTime(firstInstant(Date.parse(`${wall}Z`), zone), zone)
}

test.each([
  ['America/New_York', '2026-03-08T01:59', '2026-03-08T01:59:00-05:00'],
  ['America/New_York', '2026-03-08T02:00', '2026-03-08T03:00:00-04:00'],
  ['America/New_York', '2026-03-08T02:30', '2026-03-08T03:00:00-04:00'],
  ['America/New_York', '2026-03-08T03:00', '2026-03-08T03:00:00-04:00'],
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-04T02:30:00+11:00'],
  ['Australia/Lord_Howe', '2026-10-04T02:30', '2026-10-04T02:30:00+11:00'],
  ['Asia/Beirut', '2026-03-29T00:30', '2026-03-29T01:00:00+03:00'],
  ['America/Santiago', '2026-09-06T00:30', '2026-09-06T01:00:00-03:00'],
  ['Antarctica/Troll', '2026-03-29T01:30', '2026-03-29T03:00:00+02:00'],
  ['Antarctica/Troll', '2026-03-29T02:30', '2026-03-29T03:00:00+02:00'],
  ['Africa/Casablanca', '2026-03-22T02:30', '2026-03-22T03:00:00+01:00'],
  ['Pacific/Chatham', '2026-09-27T03:00', '2026-09-27T03:45:00+13:45'],
  ['Asia/Pyongyang', '2018-05-04T23:45', '2018-05-05T00:00:00+09:00'],
  ['Pacific/Apia', '2011-12-29T23:59', '2011-12-29T23:59:00-10:00'],
  ['Pacific/Apia', '2011-12-30T00:00', '2011-12-31T00:00:00+14:00'],
  ['Pacific/Apia', '2011-12-30T07:00', '2011-12-31T00:00:00+14:00'],
  ['Pacific/Apia', '2011-12-31T00:00', '2011-12-31T00:00:00+14:00'],
])('a time skipped in %s: %s is first passed at %s', (zone, wall, shown) => {
  expect(shownFrom(wall, zone)).toBe(shown)
})

test.each([
  ['America/New_York', '2026-11-01T00:59', '2026-11-01T00:59:00-04:00'],
  ['America/New_York', '2026-11-01T01:00', '2026-11-01T01:00:00-04:00'],
  ['America/New_York', '2026-11-01T01:30', '2026-11-01T01:30:00-04:00'],
  ['America/New_York', '2026-11-01T02:00', '2026-11-01T02:00:00-05:00'],
  ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-05T01:45:00+11:00'],
  ['Asia/Beirut', '2026-10-24T23:30', '2026-10-24T23:30:00+03:00'],
  ['America/Santiago', '2026-04-04T23:30', '2026-04-04T23:30:00-03:00'],
  ['Antarctica/Troll', '2026-10-25T01:30', '2026-10-25T01:30:00+02:00'],
  ['Antarctica/Troll', '2026-10-25T03:00', '2026-10-25T03:00:00+00:00'],
  ['Africa/Casablanca', '2026-02-15T02:30', '2026-02-15T02:30:00+01:00'],
])('a time shown twice in %s: %s is first shown at %s', (zone, wall, shown) => {
  expect(shownFrom(wall, zone)).toBe(shown)
})

test.each([
  ['Africa/Casablanca', '2026-02-09T07:00', '2026-02-09T07:00:00+01:00'],
  ['Africa/Casablanca', '2026-02-16T07:00', '2026-02-16T07:00:00+00:00'],
  ['Africa/Casablanca', '2026-03-16T07:00', '2026-03-16T07:00:00+00:00'],
  ['Africa/Casablanca', '2026-03-23T07:00', '2026-03-23T07:00:00+01:00'],
  ['Asia/Kathmandu', '2026-11-16T07:00', '2026-11-16T07:00:00+05:45'],
  ['Pacific/Kiritimati', '2026-11-16T07:00', '2026-11-16T07:00:00+14:00'],
  ['Pacific/Niue', '2026-11-16T07:00', '2026-11-16T07:00:00-11:00'],
  ['UTC', '2026-11-16T07:00', '2026-11-16T07:00:00+00:00'],
])('an ordinary time in %s: %s is shown at %s', (zone, wall, shown) => {
  expect(shownFrom(wall, zone)).toBe(shown)
})

test('an instant reads the same in its zone and in UTC', () => {
  const instant = Date.UTC(2026, 2, 8, 6, 59, 59)
  expect(localTime(instant, 'America/New_York')).toBe('2026-03-08T01:59:59-05:00')
  expect(localTime(instant + 1000, 'America/New_York')).toBe('2026-03-08T03:00:00-04:00')
  expect(utcTime(instant)).toBe('2026-03-08T06:59:59Z')
})

test('a zone that nobody knows is a fault, never a time', () => {
  expect(() => firstInstant(0, 'Europe/Atlantis')).toThrow('"Europe/Atlantis"')
})

// luxon's DateTime.fromObject takes the second instant when asked in winter, the first in summer.
test.each(['2026-01-05', '2026-07-06'])('the answer is the same when asked on %s', (today) => {
  vi.useFakeTimers({ now: Date.parse(today) })
  expect(shownFrom('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T01:30:00-04:00')
  expect(shownFrom('2026-04-05T01:45', 'Australia/Lord_Howe')).toBe('2026-04-05T01:45:00+11:00')
})

afterEach(() => {
  vi.useRealTimers()
})
