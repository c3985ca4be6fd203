import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type Day, weekOf } from '../../src/report/week.js'
import {
  areMidnights,
  type DayManner,
  orderOf,
  readDayText,
  readWeekText,
} from '../../src/source/date.js'

const unknown: DayManner = {
  order: null,
  isGiven: false,
  timeZone: 'America/New_York',
  isMidnightADay: false,
}

function read(text: string, manner: Partial<DayManner> = {}): string {
  const reading = readDayText(text, { ...unknown, ...manner })
  return reading.kind === 'day' ? reading.day : reading.kind
}

describe('A day', () => {
  test.each([
    '2026-11-16',
    '2026/11/16',
    '2026.11.16',
    '20261116',
    '16.11.2026',
    '11/16/2026',
    '11/16/2026 9:12 AM',
    '16-11-2026 09:30',
    '2026-11-16 09:30',
    '2026-11-16T23:59:59.999',
    '16 Nov 2026',
    '16-Nov-26',
    '16-Nov-2026',
    'Nov 16, 2026',
    'November 16 2026',
    'Nov 16, 2026, 9:12 PM',
    'Monday, November 16, 2026',
    'Mon 16 Nov 2026',
    '16. November 2026',
    '16 novembre 2026',
    '16 de noviembre de 2026',
    '2026-11-17T03:00:00.000Z',
    '2026-11-17T03:00:00.000+0000',
    '2026-11-17 04:30 +01:00',
    '2026-11-17T03:00Z',
  ])('%s is 16 November 2026 in New York', (text) => {
    expect(read(text)).toBe('2026-11-16')
  })

  test('is dated where clocks are, if it has a zone', () => {
    expect(read('2026-11-16T02:00:00Z', { timeZone: 'Asia/Tokyo' })).toBe('2026-11-16')
    expect(read('2026-11-16T02:00:00Z')).toBe('2026-11-15')
    expect(read('11/15/2026 11:30 PM UTC', { timeZone: 'Asia/Tokyo' })).toBe('2026-11-16')
  })

  test.each([
    ['04/05/2026', 'ambiguous', '2026-05-04', '2026-04-05'],
    ['04.05.2026', 'ambiguous', '2026-05-04', '2026-04-05'],
    ['05/05/2026', '2026-05-05', '2026-05-05', '2026-05-05'],
    ['12/31/2026', '2026-12-31', 'contrary', '2026-12-31'],
    ['31/12/2026', '2026-12-31', '2026-12-31', 'contrary'],
  ])('%s: alone, where the day comes first, where the month does', (text, alone, dmy, mdy) => {
    const orders = [null, 'dmy', 'mdy'] as const
    expect(orders.map((order) => read(text, { order }))).toEqual([alone, dmy, mdy])
  })

  test('with a year of two digits is read only where a person gave the order', () => {
    expect(read('26/11/16')).toBe('ambiguous')
    expect(read('11/16/26', { order: 'mdy' })).toBe('ambiguous')
    expect(read('11/16/26', { order: 'mdy', isGiven: true })).toBe('2026-11-16')
  })

  test('is never read from a column that has both orders', () => {
    expect(read('31/12/2026', { order: 'both' })).toBe('ambiguous')
  })

  test('at midnight in UTC is that day where a column has no other times', () => {
    const midnights = ['2027-01-31T00:00:00Z', '2026-11-16T00:00:00.000+0000', '2026-11-16']
    expect(midnights.map((text) => read(text))).toEqual(['2027-01-30', '2026-11-15', '2026-11-16'])
    expect(areMidnights(midnights)).toBe(true)
    expect(midnights.map((text) => read(text, { isMidnightADay: true }))).toEqual([
      ...['2027-01-31', '2026-11-16', '2026-11-16'],
    ])
    expect(areMidnights([...midnights, '2026-11-16T09:00:00Z'])).toBe(false)
    expect(areMidnights(['2026-11-16'])).toBe(false)
  })

  test('with a year of two digits lies between 1970 and 2069', () => {
    expect(['01-Jun-95', '1-Jun-27', '1 Jan 70', '1 Jan 69'].map((text) => read(text))).toEqual([
      ...['1995-06-01', '2027-06-01', '1970-01-01', '2069-01-01'],
    ])
  })

  test.each([
    '',
    '46342',
    '31/31/2026',
    '2026-02-30',
    '2026-13-01',
    '31/02/2026',
    'Nov 31, 2026',
    'Movember 3, 2026',
    'tomorrow',
    '2026-11-16T25:00:00Z',
    '16.11.',
    '20269999',
  ])('%s is none', (text) => {
    expect(read(text)).toBe('none')
  })

  test.each([
    ['11/16/2026', 'mdy'],
    ['16.11.2026', 'dmy'],
    ['11/16/2026 9:00 AM', 'mdy'],
    ['11/12/2026', null],
    ['2026-11-16', null],
    ['40/50/2026', null],
    ['26/11/16', null],
  ])('%s says that its order is %s', (text, order) => {
    expect(orderOf(text)).toBe(order)
  })

  test('of any year comes back from each way to write it', () => {
    const days = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('2000-01-01', days))
    const write = (day: Day) => {
      const [year, month, date] = day.split('-')
      const name = new Date(day).toLocaleString('en', { month: 'short', timeZone: 'UTC' })
      return {
        mdy: [`${month}/${date}/${year}`, `${Number(month)}/${Number(date)}/${year} 12:05 AM`],
        dmy: [`${date}.${month}.${year}`, `${Number(date)}/${Number(month)}/${year}`],
        clear: [`${date}-${name}-${year}`, `${name} ${Number(date)}, ${year}`, `${day} 07:00:00`],
      }
    }
    fc.assert(
      fc.property(days, (day) => {
        const { mdy, dmy, clear } = write(day)
        for (const text of mdy) expect(read(text, { order: 'mdy' })).toBe(day)
        for (const text of dmy) expect(read(text, { order: 'dmy' })).toBe(day)
        for (const text of clear) expect(read(text)).toBe(day)
        expect(readWeekText(weekOf(day).replace('-', ''))).toBe(weekOf(day))
      }),
    )
  })
})

test.each([
  ['2026-W47', '2026-W47'],
  ['2026W47', '2026-W47'],
  ['2026-w47', '2026-W47'],
  ['2026 W7', '2026-W07'],
  ['W47 2026', '2026-W47'],
  ['KW 47/2026', '2026-W47'],
  ['CW47-2026', '2026-W47'],
  ['Week 47, 2026', '2026-W47'],
  ['2025-W53', null],
  ['2026-W54', null],
  ['W47', null],
  ['47/2026', null],
])('the week %s is %s', (text, week) => {
  expect(readWeekText(text)).toBe(week)
})
