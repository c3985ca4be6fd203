import { expect, test } from 'vitest'
import { dueSlot, type EditionOutcome, type Schedule } from '../../src/report/schedule.js'
import { slotOf } from '../../src/report/slot.js'
import { shiftWeek, type Week, weeksEnding } from '../../src/report/week.js'

const schedule: Schedule = {
  at: { weekday: 1, hour: 7, minute: 0 },
  zones: ['UTC'],
  catchUpHours: 48,
}

test.each([
  ['2026-W53', '2027-W02'],
  ['2032-W53', '2033-W02'],
  ['2027-W52', '2028-W02'],
] as const)('a year that ends with %s is made week by week, each once', (lastOfYear, last) => {
  const weeks = weeksEnding(last, 60)
  const installedAt = slotOf(shiftWeek(last, -59), schedule).dueAt
  const outcomes = new Map<Week, EditionOutcome>()
  const asked = weeks.map((_, index) => {
    const decision = dueSlot(installedAt + index * 7 * 86_400_000, schedule, {
      installedAt,
      outcomes,
    })
    if (decision.kind === 'make') outcomes.set(decision.week, 'made')
    return decision.kind === 'make' ? decision.week : decision.kind
  })
  expect(asked).toEqual(weeks)
  expect(asked.at(-3)).toBe(lastOfYear)
})
