import { expect, test } from 'vitest'
import {
  comingSlots,
  latestDue,
  parseReportAt,
  type ReportAt,
  slotInstant,
  slotOf,
  type Timetable,
} from '../../src/report/slot.js'
import {
  localTime,
  shiftWeek,
  utcTime,
  type Week,
  weekOf,
  weeksEnding,
} from '../../src/report/week.js'

function at(text: string): ReportAt {
  const parsed = parseReportAt(text)
  if (!parsed) throw new Error(`not a time: ${text}`)
  return parsed
}

const monday = at('Mon 07:00')
const world: Timetable = {
  at: monday,
  zones: ['America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'America/New_York'],
}

test.each([
  ['2026-W46', 'Mon 07:00', 'Europe/Berlin', '2026-11-16T07:00:00+01:00'],
  ['2026-W46', 'Fri 14:00', 'Europe/Berlin', '2026-11-20T14:00:00+01:00'],
  ['2026-W46', 'Sun 23:59', 'Europe/Berlin', '2026-11-22T23:59:00+01:00'],
  ['2026-W52', 'Mon 07:00', 'UTC', '2026-12-28T07:00:00+00:00'],
  ['2026-W53', 'Mon 07:00', 'UTC', '2027-01-04T07:00:00+00:00'],
  ['2027-W01', 'Mon 07:00', 'UTC', '2027-01-11T07:00:00+00:00'],
  ['2026-W09', 'Sun 02:30', 'America/New_York', '2026-03-08T03:00:00-04:00'],
  ['2026-W43', 'Sun 01:30', 'America/New_York', '2026-11-01T01:30:00-04:00'],
  ['2026-W12', 'Sun 00:30', 'Asia/Beirut', '2026-03-29T01:00:00+03:00'],
  ['2011-W51', 'Fri 07:00', 'Pacific/Apia', '2011-12-31T00:00:00+14:00'],
] as const)('%s is due %s in %s: %s', (week, text, zone, local) => {
  expect(localTime(slotInstant(week, at(text), zone), zone)).toBe(local)
})

test('what is about the week that still runs takes the slot of the week before', () => {
  const instant = slotInstant(shiftWeek('2026-W47', -1), at('Fri 14:00'), 'Europe/Berlin')
  expect(localTime(instant, 'Europe/Berlin')).toBe('2026-11-20T14:00:00+01:00')
  expect(weekOf('2026-11-20')).toBe('2026-W47')
})

test('an edition is due when the first of its zones is', () => {
  expect(utcTime(slotOf('2026-W46', world).dueAt)).toBe('2026-11-15T17:00:00Z')
})

const weeks = weeksEnding('2027-W05', 60)
const ats = [monday, at('Mon 00:00'), at('Thu 12:00'), at('Sun 23:59')]
const zones = ['UTC', 'Pacific/Kiritimati', 'Pacific/Niue', 'America/St_Johns'] as const

test.each(ats.flatMap((at) => zones.map((zone) => ({ at, zone }))))(
  'a week is the latest that is due from its due time to the next one: $at, $zone',
  ({ at, zone }) => {
    const timetable: Timetable = { at, zones: [zone] }
    const slots = weeks.map((week) => slotOf(week, timetable))
    const before = (week: Week) => slotOf(shiftWeek(week, -1), timetable)
    expect(slots.map(({ dueAt }) => latestDue(dueAt, timetable))).toEqual(slots)
    expect(slots.map(({ dueAt }) => latestDue(dueAt - 1, timetable))).toEqual(
      slots.map(({ week }) => before(week)),
    )
  },
)

test('coming slots name each zone once, in the order of its time, in local time and UTC', () => {
  expect(comingSlots(Date.UTC(2026, 2, 2), 2, { ...world, at: at('Sun 02:30') })).toEqual([
    {
      week: '2026-W09',
      times: [
        time('Pacific/Kiritimati', '2026-03-08T02:30:00+14:00', '2026-03-07T12:30:00Z'),
        time('Asia/Kathmandu', '2026-03-08T02:30:00+05:45', '2026-03-07T20:45:00Z'),
        time('America/New_York', '2026-03-08T03:00:00-04:00', '2026-03-08T07:00:00Z'),
      ],
    },
    {
      week: '2026-W10',
      times: [
        time('Pacific/Kiritimati', '2026-03-15T02:30:00+14:00', '2026-03-14T12:30:00Z'),
        time('Asia/Kathmandu', '2026-03-15T02:30:00+05:45', '2026-03-14T20:45:00Z'),
        time('America/New_York', '2026-03-15T02:30:00-04:00', '2026-03-15T06:30:00Z'),
      ],
    },
  ])
})

function time(zone: string, local: string, utc: string) {
  return { zone, dueAt: Date.parse(utc), local, utc }
}

test('an edition that is under way comes with the zones that are still to come', () => {
  const newYorkAlone = Date.parse('2026-11-16T01:15:00Z')
  const [first, second] = comingSlots(newYorkAlone, 2, world)
  expect(first).toEqual({
    week: '2026-W46',
    times: [time('America/New_York', '2026-11-16T07:00:00-05:00', '2026-11-16T12:00:00Z')],
  })
  expect(second?.times).toHaveLength(3)
  expect(comingSlots(Date.parse('2026-11-16T12:00:00Z'), 1, world)[0]?.week).toBe('2026-W47')
})

test('a year of coming slots goes through week 53 and on', () => {
  const coming = comingSlots(Date.parse('2026-11-16T12:00:00Z'), 52, world)
  expect(coming.map(({ week }) => week)).toEqual(weeksEnding('2027-W45', 52))
  expect(comingSlots(0, 0, world)).toEqual([])
})
