import { expect, test } from 'vitest'
import { slotInstant, type Weekday } from '../../src/report/slot.js'
import { type Day, editionMonday, shiftWeek, weekOf, weeksEnding } from '../../src/report/week.js'

// Read through Intl alone, so that nothing here is worked out the way the schedule works it out.

const minute = 60_000
const day = 86_400_000
const zones = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])]
/** The weeks whose editions fall on a Monday of 2024 to 2037. */
const weeks = weeksEnding('2037-W52', 731)
const mondays = weeks.map((week) => Date.parse(editionMonday(week)))

/** What clocks in a zone show at an instant, as `2026-03-09 07:00:00`. */
function clockIn(zone: string): (instant: number) => string {
  const { format } = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return format
}

/** What is wrong with a zone's slot, given the one of the week before. */
function faultsOf(instant: number, previous: number, wall: string, clock: (at: number) => string) {
  const gap = (instant - previous) / day
  return [
    clock(instant) === wall ? null : `shows ${clock(instant)}, not ${wall}`,
    gap >= 6 && gap <= 8 ? null : `comes ${gap} days after the one before`,
  ].filter((fault) => fault !== null)
}

test('every zone has every Monday of 2024 to 2037 exactly once, at 07:00 on its clocks', () => {
  expect([weeks.at(0), editionMonday('2023-W52')]).toEqual(['2023-W52', '2024-01-01'])
  expect([weeks.at(-1), editionMonday('2037-W52')]).toEqual(['2037-W52', '2037-12-28'])
  const at = { weekday: 1, hour: 7, minute: 0 } as const
  const walls = weeks.map((week) => `${editionMonday(week)} 07:00:00`)
  let slots = 0
  const faults = zones.flatMap((zone) => {
    const clock = clockIn(zone)
    let previous = slotInstant(shiftWeek('2023-W52', -1), at, zone)
    return weeks.flatMap((week, index) => {
      const instant = slotInstant(week, at, zone)
      const found = faultsOf(instant, previous, walls[index] ?? '', clock)
      previous = instant
      slots++
      return found.map((fault) => `${zone} ${week} ${fault}`)
    })
  })
  expect(faults).toEqual([])
  expect(slots).toBe(731 * zones.length)
  expect(slots).toBeGreaterThan(300_000)
})

interface Change {
  readonly zone: string
  readonly instant: number
  /** How far clocks are ahead of UTC before and after, in milliseconds. */
  readonly before: number
  readonly after: number
}

/** Every change of a zone's clocks from 2024 to 2037: none has two within a week. */
function changesIn(zone: string): Change[] {
  const clock = clockIn(zone)
  const offset = (instant: number) => Date.parse(`${clock(instant).replace(' ', 'T')}Z`) - instant
  const offsets = mondays.map(offset)
  return mondays.flatMap((monday, index) => {
    const [before, after] = [offsets[index], offsets[index + 1]]
    if (before === undefined || after === undefined || before === after) return []
    let [low, high] = [0, (7 * day) / minute]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (offset(monday + middle * minute) === before) low = middle
      else high = middle
    }
    return [{ zone, instant: monday + high * minute, before, after }]
  })
}

/** Times worth asking about: on both sides of, at the edges of and inside what a change moves. */
function wallsAround({ instant, before, after }: Change): number[] {
  const [low, high] = [instant + Math.min(before, after), instant + Math.max(before, after)]
  return [low - minute, low, (low + high) / 2, high - minute, high, high + minute]
}

/** A skipped time is due when clocks jump, one shown twice while the old offset still holds. */
function expectedInstant(wall: number, { instant, before, after }: Change): number {
  if (wall - before < instant) return wall - before
  return Math.max(instant, wall - after)
}

/** The slot that falls on the day and time of `wall`, whatever its weekday. */
function slotAt(wall: number, zone: string): number {
  const shown = new Date(wall)
  const weekBefore = weekOf(new Date(wall - 7 * day).toISOString().slice(0, 10) as Day)
  const weekday = (shown.getUTCDay() || 7) as Weekday
  const at = { weekday, hour: shown.getUTCHours(), minute: shown.getUTCMinutes() }
  return slotInstant(weekBefore, at, zone)
}

test('around every change of every zone, the first valid instant is taken', () => {
  const changes = zones.flatMap(changesIn)
  const faults = changes.flatMap((change) =>
    wallsAround(change)
      .filter((wall) => slotAt(wall, change.zone) !== expectedInstant(wall, change))
      .map((wall) => `${change.zone} ${new Date(wall).toISOString()}`),
  )
  expect(faults).toEqual([])
  expect(changes.length).toBeGreaterThan(3000)
  expect(new Set(changes.map(({ before, after }) => (after - before) / minute))).toEqual(
    new Set([-120, -60, -30, 30, 60, 120]),
  )
})
