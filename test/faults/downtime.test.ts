import { expect, test } from 'vitest'
import { day, dueAt, everyReader, hour, instants, live, minute, weeks } from './four-mondays.js'

/** What becomes of the first weeks; all others are made. */
const downtimes: readonly [string, number, readonly string[], readonly string[]][] = [
  ['a minute', minute, [], []],
  ['an hour and a half', 1.5 * hour, ['made late'], []],
  ['47 hours', 47 * hour, ['made late'], []],
  ['49 hours', 49 * hour, ['skipped'], ['2026-W41']],
  ['8 days', 8 * day, ['skipped', 'made late'], ['2026-W41']],
  // One alert for both: it belongs to the latest.
  ['10 days', 10 * day, ['skipped', 'skipped'], ['2026-W42']],
  ['14 days, but for an hour', 14 * day - hour, ['skipped', 'skipped'], ['2026-W42']],
]

test.each(downtimes)('off from a minute before a slot for %s', async (...row) => {
  const [, downtime, fates, told] = row
  const off = dueAt('2026-W41') - minute
  const on = instants().filter((now) => now < off || now >= off + downtime)
  const lived = await live([...on, off + downtime].sort((a, b) => a - b))
  const deeds = weeks.map((week, index) => `${week} ${fates[index] ?? 'made'}`)
  const skipped = deeds.filter((deed) => deed.endsWith('skipped')).map((deed) => deed.slice(0, 8))
  expect(lived).toEqual({
    deeds,
    reports: everyReader.filter((reader) => !skipped.includes(reader.slice(0, 8))),
    alerts: told.map((week) => `${week} root@example.com`),
  })
})
