import fc from 'fast-check'
import { DateTime, Settings } from 'luxon'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  type Day,
  daysBetween,
  editionMonday,
  firstDay,
  lastDay,
  lastEndedWeek,
  parseDay,
  parseWeek,
  shiftWeek,
  type Week,
  weekOf,
  weeksBetween,
  weeksEnding,
  weeksInYear,
} from '../../src/report/week.js'

const day = 86_400_000
const centuryStart = Date.UTC(2000, 0, 1)
const centuryDays = (Date.UTC(2101, 0, 1) - centuryStart) / day

const anyDay = fc
  .integer({ min: 0, max: centuryDays - 1 })
  .map((days) => text(centuryStart + days * day) as Day)
const anyWeek = anyDay.map(weekOf)

/** ISO 8601 by its definition: the week belongs to the year in which its Thursday lies. */
function isoWeek(time: number): string {
  const weekday = (new Date(time).getUTCDay() + 6) % 7
  const thursday = new Date(time + (3 - weekday) * day)
  const year = thursday.getUTCFullYear()
  const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / day / 7) + 1
  return `${year}-W${String(number).padStart(2, '0')}`
}

function text(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

describe('the computer’s own zone', () => {
  it.each(['America/Los_Angeles', 'Pacific/Kiritimati', 'Pacific/Apia'])(
    'makes no difference: %s',
    (zone) => {
      Settings.defaultZone = zone
      try {
        expect(addDays('2026-11-16', 7)).toBe('2026-11-23')
        expect(addDays('2026-11-16', -7)).toBe('2026-11-09')
        expect(addDays('2011-12-29', 1)).toBe('2011-12-30')
        expect(parseDay('2011-12-30')).toBe('2011-12-30')
        expect(weekOf('2011-12-30')).toBe('2011-W52')
        expect(lastDay('2009-W03')).toBe('2009-01-18')
      } finally {
        Settings.defaultZone = 'system'
      }
    },
  )
})

describe('more digits than a year has', () => {
  it('name no day and no week, though ISO 8601 knows them', () => {
    for (const text of ['+002026-11-16', '2026-11-16T00:00', '+002026-W47-1']) {
      expect(parseDay(text)).toBeNull()
    }
    for (const text of ['+002026-W47', '2026-W47-1']) expect(parseWeek(text)).toBeNull()
  })
})

describe('a week', () => {
  it.each<[Day, Week]>([
    ['2026-11-16', '2026-W47'],
    ['2026-11-22', '2026-W47'],
    ['2026-12-28', '2026-W53'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2024-12-30', '2025-W01'],
    ['2021-01-03', '2020-W53'],
    ['2016-01-01', '2015-W53'],
    ['2000-01-01', '1999-W52'],
  ])('of %s is %s', (on, week) => {
    expect(weekOf(on)).toBe(week)
  })

  it('of every day from 2000 to 2100 is the one ISO 8601 defines', () => {
    const wrong = Array.from({ length: centuryDays }, (_, index) => centuryStart + index * day)
      .filter((time) => weekOf(text(time) as Day) !== isoWeek(time))
      .map(text)
    expect(wrong).toEqual([])
  })

  it.each<[Week, Day, Day]>([
    ['2026-W01', '2025-12-29', '2026-01-04'],
    ['2026-W47', '2026-11-16', '2026-11-22'],
    ['2026-W53', '2026-12-28', '2027-01-03'],
    ['2024-W09', '2024-02-26', '2024-03-03'],
  ])('%s runs from %s to %s', (week, first, last) => {
    expect([firstDay(week), lastDay(week)]).toEqual([first, last])
  })

  it.each<[Week, number, Week]>([
    ['2026-W53', 1, '2027-W01'],
    ['2027-W01', -1, '2026-W53'],
    ['2025-W52', 1, '2026-W01'],
    ['2020-W53', 53, '2022-W01'],
    ['2026-W47', 0, '2026-W47'],
  ])('%s moved by %i is %s', (week, weeks, moved) => {
    expect(shiftWeek(week, weeks)).toBe(moved)
    expect(weeksBetween(week, moved)).toBe(weeks)
  })

  it('is followed by the first of the next year at every year end from 2000 to 2100', () => {
    for (let year = 2000; year <= 2100; year += 1) {
      const last = isoWeek(Date.UTC(year, 11, 28)) as Week
      expect(shiftWeek(last, 1)).toBe(`${year + 1}-W01`)
      expect(shiftWeek(`${year + 1}-W01` as Week, -1)).toBe(last)
      expect(weeksBetween(last, `${year + 1}-W01` as Week)).toBe(1)
    }
  })

  it('holds its seven days, sorts as text, and is read on the Monday after', () => {
    fc.assert(
      fc.property(anyDay, (on) => {
        const week = weekOf(on)
        expect(firstDay(week) <= on && on <= lastDay(week)).toBe(true)
        expect(daysBetween(firstDay(week), lastDay(week))).toBe(6)
        expect(editionMonday(week)).toBe(addDays(lastDay(week), 1))
        expect(shiftWeek(week, 1) > week).toBe(true)
      }),
    )
  })

  it('moves by any number of weeks and back', () => {
    fc.assert(
      fc.property(anyWeek, fc.integer({ min: -600, max: 600 }), (week, weeks) => {
        const moved = shiftWeek(week, weeks)
        expect(weeksBetween(week, moved)).toBe(weeks)
        expect(shiftWeek(moved, -weeks)).toBe(week)
      }),
    )
  })

  it('lists the weeks that end with it, across a year end', () => {
    expect(weeksEnding('2027-W02', 4)).toEqual(['2026-W52', '2026-W53', '2027-W01', '2027-W02'])
    expect(weeksEnding('2027-W02', 0)).toEqual([])
  })
})

describe('what a text names', () => {
  it.each(['2026-W01', '2026-W53', '2020-W53', '2025-W52'])('%s is a week', (given) => {
    expect(parseWeek(given)).toBe(given)
  })

  it.each([
    ['', 'nothing'],
    ['2025-W53', 'a year of 52 weeks'],
    ['2026-W54', 'no year has it'],
    ['2026-W00', 'weeks begin at 1'],
    ['2026-W1', 'one digit'],
    ['2026W47', 'no hyphen'],
    ['2026-w47', 'small letter'],
    ['2026-47', 'no W'],
    ['26-W47', 'two digits of a year'],
    ['2026-W47-1', 'a day'],
    ['2026-W47\n', 'a line break'],
    [' 2026-W47', 'a space'],
    ['２０２６-W47', 'wide digits'],
    ['2026-11-16', 'a date'],
    ['last week', 'words'],
  ])('%j is no week: %s', (given) => {
    expect(parseWeek(given)).toBeNull()
  })

  it.each(['2026-11-16', '2024-02-29', '2000-02-29'])('%s is a day', (given) => {
    expect(parseDay(given)).toBe(given)
  })

  it.each([
    '',
    '2026-02-29',
    '1900-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-31',
    '2026-11-00',
    '2026-1-2',
    '16/11/2026',
    '2026-11-16T00:00',
    '2026-11-16\n',
  ])('%j is no day', (given) => {
    expect(parseDay(given)).toBeNull()
  })
})

describe('a year', () => {
  it.each([
    [2017, 52],
    [2020, 53],
    [2025, 52],
    [2026, 53],
  ])('%i has %i weeks', (year, weeks) => {
    expect(weeksInYear(year)).toBe(weeks)
  })
})

describe('a day', () => {
  it.each<[Day, number, Day]>([
    ['2026-11-23', 30, '2026-12-23'],
    ['2026-11-23', 90, '2027-02-21'],
    ['2026-03-29', 1, '2026-03-30'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2026-11-23', 0, '2026-11-23'],
    ['2026-01-01', -1, '2025-12-31'],
  ])('%s and %i days is %s', (from, days, to) => {
    expect(addDays(from, days)).toBe(to)
    expect(daysBetween(from, to)).toBe(days)
  })
})

describe('the last ended week', () => {
  it.each([
    ['2026-11-23T00:00:00.000Z', 'UTC', '2026-W47'],
    ['2026-11-22T23:59:59.999Z', 'UTC', '2026-W46'],
    ['2026-11-22T10:00:00.000Z', 'Pacific/Kiritimati', '2026-W47'],
    ['2026-11-22T09:59:59.999Z', 'Pacific/Kiritimati', '2026-W46'],
    ['2026-11-23T03:30:00.000Z', 'America/St_Johns', '2026-W47'],
    ['2026-11-23T03:29:59.999Z', 'America/St_Johns', '2026-W46'],
    ['2026-07-06T02:30:00.000Z', 'America/St_Johns', '2026-W27'],
    ['2026-07-06T02:29:59.999Z', 'America/St_Johns', '2026-W26'],
    ['2026-11-22T18:15:00.000Z', 'Asia/Kathmandu', '2026-W47'],
    ['2026-11-23T11:00:00.000Z', 'Pacific/Pago_Pago', '2026-W47'],
    ['2026-11-23T10:59:59.999Z', 'Pacific/Pago_Pago', '2026-W46'],
    ['2027-01-04T00:00:00.000Z', 'UTC', '2026-W53'],
    ['2027-01-11T00:00:00.000Z', 'UTC', '2027-W01'],
  ])('at %s in %s is %s', (instant, zone, week) => {
    expect(lastEndedWeek(Date.parse(instant), zone)).toBe(week)
  })

  it('changes at Monday 00:00 in every zone, clock changes included', () => {
    const mondays = [
      '2026-03-09',
      '2026-03-30',
      '2026-04-06',
      '2026-10-26',
      '2026-11-02',
      '2027-01-04',
    ]
    for (const zone of Intl.supportedValuesOf('timeZone')) {
      for (const monday of mondays) {
        const instant = DateTime.fromISO(monday, { zone }).startOf('day').toMillis()
        const ended = weekOf(addDays(monday as Day, -7))
        expect([zone, lastEndedWeek(instant, zone)]).toEqual([zone, ended])
        expect([zone, lastEndedWeek(instant - 1, zone)]).toEqual([zone, shiftWeek(ended, -1)])
      }
    }
  })
})
