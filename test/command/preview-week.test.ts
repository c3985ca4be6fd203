import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filledDesk, recordedLongAgo, week, weekBefore, weekCsv } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
beforeAll(async () => {
  desk = await filledDesk()
})
afterAll(() => desk.close())

async function digests(...words: string[]) {
  const { code, out, err } = await desk.mmr('preview', '--json', ...words)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

describe('the week', () => {
  const weekShown = async () => (await digests('--role', 'executive')).week

  test('is the one that just ended in TIME_ZONE', async () => {
    const own = await filledDesk()
    // The clock stands at Monday 16 November, 07:00 UTC.
    const at = async (zone: string, hoursAgo: number) => {
      own.env.TIME_ZONE = zone
      own.wait(-hoursAgo * 3_600_000)
      const { out } = await own.mmr('preview', '--role', 'executive', '--json')
      own.wait(hoursAgo * 3_600_000)
      return out === '' ? null : JSON.parse(out).week
    }
    recordedLongAgo(own)
    expect(await at('UTC', 0)).toBe('2026-W46')
    expect(await at('UTC', 8)).toBe('2026-W45')
    expect(await at('Pacific/Kiritimati', 8)).toBe('2026-W46')
    expect(await at('America/Los_Angeles', 0)).toBe('2026-W45')
    own.close()
  })

  test('may be named', async () => {
    expect(await weekShown()).toBe(week)
    expect((await digests('--role', 'executive', '--week', weekBefore)).week).toBe(weekBefore)
  })

  test('without any snapshot has no report: exit 1, and why', async () => {
    const { code, out, err } = await desk.mmr('preview', '--week', '2026-W20')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(
      'There is no snapshot of 2026-W20, so there is nothing to show. The last ones are of ' +
        "2026-W46: import the week's, or look at mmr preview --week 2026-W46.\n",
    )
  })
})

describe('of an edition that has been made', () => {
  test('is what was frozen, whatever is imported, renamed or corrected later', async () => {
    const made = await filledDesk()
    const look = async () => {
      const { out } = await made.mmr('preview', '--role', 'executive', '--json')
      const { out: text } = await made.mmr('preview', '--recipient', 'mara@example.com')
      return [JSON.parse(out), text]
    }
    await made.mmr('send')
    const before = await look()
    made.write('corrected.csv', weekCsv(week, { 'A-1': 99, 'A-2': 1 }))
    await made.mmr('import', 'snapshots', 'corrected.csv')
    made.write(
      'accounts.csv',
      made.read('accounts.csv').replace('Harbour Hospital', 'Renamed').replace('100000', '1'),
    )
    await made.mmr('import', 'accounts', 'accounts.csv')
    made.env.COMPANY_NAME = 'Another company'
    made.env.RED_BELOW = '10'
    expect(await look()).toEqual(before)
    made.close()
  })
})
