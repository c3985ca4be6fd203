import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeReportAt, parseReportAt } from '../../src/report/slot.js'

test.each([
  ['Mon 07:00', { weekday: 1, hour: 7, minute: 0 }],
  ['monday 7:00', { weekday: 1, hour: 7, minute: 0 }],
  ['  TUE   00:00 ', { weekday: 2, hour: 0, minute: 0 }],
  ['Wednesday 12:05', { weekday: 3, hour: 12, minute: 5 }],
  ['thu 09:30', { weekday: 4, hour: 9, minute: 30 }],
  ['FRI 14:00', { weekday: 5, hour: 14, minute: 0 }],
  ['Saturday 01:01', { weekday: 6, hour: 1, minute: 1 }],
  ['sun 23:59', { weekday: 7, hour: 23, minute: 59 }],
])('%j names a weekday and a time', (text, at) => {
  expect(parseReportAt(text)).toEqual(at)
})

test.each([
  '',
  'Mon',
  '07:00',
  'Mon 24:00',
  'Mon 07:60',
  'Mon 7',
  'Mon 7:0',
  'Mon 007:00',
  'Mon07:00',
  'Mon 07.00',
  'Mon 7:00 pm',
  'Mon -7:00',
  'M 07:00',
  'Mond 07:00',
  'Montag 07:00',
  'constructor 07:00',
  'Mon 07:00\nTue 07:00',
  'Mon ٠٧:٠٠',
])('%j names none', (text) => {
  expect(parseReportAt(text)).toBeNull()
})

test('a description reads back as what it describes', () => {
  const at = fc.record({
    weekday: fc.constantFrom(...([1, 2, 3, 4, 5, 6, 7] as const)),
    hour: fc.nat(23),
    minute: fc.nat(59),
  })
  fc.assert(
    fc.property(at, (at) => {
      expect(parseReportAt(describeReportAt(at))).toEqual(at)
    }),
  )
  expect(describeReportAt({ weekday: 5, hour: 9, minute: 5 })).toBe('Fri 09:05')
})
