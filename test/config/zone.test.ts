import { describe, expect, test } from 'vitest'
import { configOf, faultsOf, warningsOf } from './reading.js'

describe('a zone is refused that would be an hour off, or is another one than it seems:', () => {
  test.each([
    ['EST', 'America/New_York'],
    ['est', 'America/New_York'],
    ['EDT', 'America/New_York'],
    ['MST', 'America/Denver'],
    ['HST', 'Pacific/Honolulu'],
    ['CST', 'America/Chicago'],
    ['PST', 'America/Los_Angeles'],
    ['BST', 'Europe/London'],
    ['CEST', 'Europe/Berlin'],
    ['AEST', 'Australia/Sydney'],
    ['IST', 'Asia/Kolkata'],
    ['ACT', 'Europe/Berlin'],
    ['SystemV/EST5', 'Europe/Berlin'],
    ['Etc/GMT+5', 'America/New_York'],
    ['etc/gmt-1', 'Europe/Berlin'],
    ['GMT+1', 'Europe/Berlin'],
    ['GMT-05:00', 'America/New_York'],
    ['UTC+2', 'Europe/Berlin'],
    ['UTC+0530', 'Europe/Berlin'],
    ['UTC +2', 'Europe/Berlin'],
    ['+02:00', 'Europe/Berlin'],
    ['-5', 'America/New_York'],
  ])('%s, with %s as the cure', (zone, cure) => {
    const faults = [
      ...faultsOf({ TIME_ZONE: zone }),
      ...faultsOf({ EXECUTIVES: `Ann <ann@example.com> (tz=${zone})` }),
      ...faultsOf({ ACCOUNT_MANAGERS: `*, Ann <ann@example.com> (tz=${zone})` }),
    ]
    expect(faults.map(({ variable }) => variable)).toEqual([
      'TIME_ZONE',
      'EXECUTIVES',
      'ACCOUNT_MANAGERS',
    ])
    expect(faults.map((fault) => fault.cure.includes(cure))).toEqual([true, true, true])
  })
})

test.each([
  'UTC',
  'Etc/UTC',
  'Europe/Berlin',
  'America/Argentina/Buenos_Aires',
  'US/Eastern',
  'EST5EDT',
  'CET',
  'PRC',
  'Cuba',
  'Asia/Kathmandu',
])('%s is taken without a word', (TIME_ZONE) => {
  expect(configOf({ TIME_ZONE }).timeZone).toBe(TIME_ZONE)
  expect(warningsOf({ TIME_ZONE })).toEqual([])
})

test.each(['GMT', 'GMT0', 'Greenwich', 'Etc/GMT', 'Etc/GMT+0'])(
  '%s is taken, and London’s summer time told of',
  (zone) => {
    const warnings = [
      ...warningsOf({ TIME_ZONE: zone }),
      ...warningsOf({ ADMINS: `Ann <ann@example.com> (tz=${zone})` }),
    ]
    expect(warnings.map(({ variable }) => variable)).toEqual(['TIME_ZONE', 'ADMINS'])
    expect(warnings[0]?.cure).toContain('Europe/London')
  },
)
