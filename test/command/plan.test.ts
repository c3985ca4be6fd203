import { expect, onTestFinished, test } from 'vitest'
import { openDesk } from '../fixture/workspace.js'

function desk(env: Readonly<Record<string, string>> = {}) {
  const opened = openDesk({ TIME_ZONE: 'Europe/Berlin', ...env })
  onTestFinished(opened.close)
  return opened
}

test('the next four reports, in local time and in UTC; no database is needed', async () => {
  const { code, out, err } = await desk().mmr('plan')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toBe(
    [
      'Reports due Mon 07:00, local time:',
      '  report about 2026-W47  Europe/Berlin  2026-11-23T07:00:00+01:00  2026-11-23T06:00:00Z',
      '  report about 2026-W48  Europe/Berlin  2026-11-30T07:00:00+01:00  2026-11-30T06:00:00Z',
      '  report about 2026-W49  Europe/Berlin  2026-12-07T07:00:00+01:00  2026-12-07T06:00:00Z',
      '  report about 2026-W50  Europe/Berlin  2026-12-14T07:00:00+01:00  2026-12-14T06:00:00Z',
      '',
    ].join('\n'),
  )
})

test('each zone that a reader is in, the earliest first; the one under way is what is left of it', async () => {
  const readers = 'a@example.com (tz=Asia/Tokyo), b@example.com (tz=America/New_York)'
  const { out } = await desk({ EXECUTIVES: readers }).mmr('plan', '--next', '2', '--json')
  expect(JSON.parse(out)).toEqual([
    {
      kind: 'report',
      week: '2026-W46',
      times: [
        {
          zone: 'America/New_York',
          local: '2026-11-16T07:00:00-05:00',
          utc: '2026-11-16T12:00:00Z',
        },
      ],
    },
    {
      kind: 'report',
      week: '2026-W47',
      times: [
        { zone: 'Asia/Tokyo', local: '2026-11-23T07:00:00+09:00', utc: '2026-11-22T22:00:00Z' },
        { zone: 'Europe/Berlin', local: '2026-11-23T07:00:00+01:00', utc: '2026-11-23T06:00:00Z' },
        {
          zone: 'America/New_York',
          local: '2026-11-23T07:00:00-05:00',
          utc: '2026-11-23T12:00:00Z',
        },
      ],
    },
  ])
})

test('a whole year: every Monday, summer time included', async () => {
  const { out } = await desk().mmr('plan', '--next', '52', '--json')
  const times = (JSON.parse(out) as { times: { local: string; utc: string }[] }[]).map(
    ({ times: [first] }) => first,
  )
  expect(times).toHaveLength(52)
  expect(new Set(times.map((time) => time?.local.slice(11, 16)))).toEqual(new Set(['07:00']))
  expect(new Set(times.map((time) => time?.utc.slice(11, 16)))).toEqual(new Set(['06:00', '05:00']))
})

test.each(['0', '521', '-1', 'many', '1.5'])('--next %s is wrong usage', async (count) => {
  const { code, out, err } = await desk().mmr('plan', `--next=${count}`)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(`was given "${count}"`)
})

test('prompts stand beside the reports, in the order in which they are due', async () => {
  const env = {
    WEB_URL: 'https://report.example.com',
    ACCOUNT_MANAGERS: '*, a@example.com (tz=Asia/Tokyo)',
  }
  const { out } = await desk(env).mmr('plan', '--next', '2')
  expect(out).toBe(
    [
      'Reports due Mon 07:00, prompts Fri 14:00, local time:',
      '  prompt about 2026-W47  Asia/Tokyo     2026-11-20T14:00:00+09:00  2026-11-20T05:00:00Z',
      '                         Europe/Berlin  2026-11-20T14:00:00+01:00  2026-11-20T13:00:00Z',
      '  report about 2026-W47  Asia/Tokyo     2026-11-23T07:00:00+09:00  2026-11-22T22:00:00Z',
      '                         Europe/Berlin  2026-11-23T07:00:00+01:00  2026-11-23T06:00:00Z',
      '  prompt about 2026-W48  Asia/Tokyo     2026-11-27T14:00:00+09:00  2026-11-27T05:00:00Z',
      '                         Europe/Berlin  2026-11-27T14:00:00+01:00  2026-11-27T13:00:00Z',
      '  report about 2026-W48  Asia/Tokyo     2026-11-30T07:00:00+09:00  2026-11-29T22:00:00Z',
      '                         Europe/Berlin  2026-11-30T07:00:00+01:00  2026-11-30T06:00:00Z',
      '',
    ].join('\n'),
  )
  const json = await desk(env).mmr('plan', '--next', '1', '--json')
  const kinds = (JSON.parse(json.out) as { kind: string; week: string }[]).map(
    ({ kind, week }) => `${kind} ${week}`,
  )
  expect(kinds).toEqual(['prompt 2026-W47', 'report 2026-W47'])
})
