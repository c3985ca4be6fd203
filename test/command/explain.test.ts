import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractDesk, filledDesk, week } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

const snapshots = `account_id,week,relationship,innovation,service,commercial,health,pulse,note
A-1,2026-W44,80,70,60,50,,green,
A-1,2026-W46,33.3,71,,50,,red,They want a plan by Friday.
A-2,2026-W46,,,,,61.5,,
A-3,2026-W46,70,70,70,70,,,
A-4,2026-W40,70,70,70,70,,,
`

let desk: Desk
beforeAll(async () => {
  desk = contractDesk()
  await desk.mmr('import', 'accounts', 'accounts.csv')
  desk.write('own.csv', snapshots)
  await desk.mmr('import', 'snapshots', 'own.csv')
})
afterAll(() => desk.close())

async function told(...words: string[]): Promise<string> {
  const { code, out, err } = await desk.mmr('explain', ...words)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

/** The numbers of a table's last column: what each driver gives, then the health. */
function gives(block: string): number[] {
  return block
    .split('\n')
    .slice(2)
    .map((line) => /(\d+\.\d)$/.exec(line)?.[1])
    .flatMap((figure) => (figure === undefined ? [] : [Number(figure)]))
}

describe('mmr explain', () => {
  test('shows sums that add up, to the tenth', async () => {
    const blocks = (await told('A-1')).split('\n\n')
    const tables = blocks.filter((block) => block.includes('Σ weight'))
    expect(tables).toHaveLength(2)
    for (const table of tables) {
      const figures = gives(table)
      const health = figures.pop() ?? 0
      const sum = figures.reduce((total, figure) => total + Math.round(figure * 10), 0)
      expect(sum).toBe(Math.round(health * 10))
      expect(table).toMatch(new RegExp(`^2026-W\\d\\d: health ${health.toFixed(1)} = `))
    }
    const change = blocks.find((block) => block.startsWith('Change ')) ?? ''
    const [whole = 0, ...parts] = [...change.matchAll(/[+−]\d+\.\d/g)].map(([figure]) =>
      Math.round(Number(figure.replace('−', '-')) * 10),
    )
    expect(parts.reduce((total, part) => total + part, 0)).toBe(whole)
    expect(parts).toHaveLength(4)
  })

  test('says where it stands, against which week, why, and who recorded what and when', async () => {
    const text = await told('A-1')
    // (40 × 33.3 + 22 × 71 + 18 × 50) / 80 and (40 × 80 + 22 × 70 + 20 × 60 + 18 × 50) / 100
    expect(text).toContain('Week 2026-W46: down −21.0; health 47.4, red, from 68.4 in 2026-W44.')
    expect(text).toMatch(/Why: .*\bservice\b|Why: .*Relationship/)
    expect(text).toMatch(/^ {2}relationship +33\.3 +40 +\d+\.\d$/m)
    expect(text).toMatch(/^ {2}service +not scored/m)
    expect(text).toContain('Red below 50.0, green from 75.0, yellow between.')
    expect(text).toMatch(
      /2026-W46, version 1, recorded 2026-11-16T07:00:02\.000Z by import own\.csv\n {4}pulse red: They want a plan by Friday\.\n/,
    )
  })

  test('says how it has gone for longer than a week, and what kind of trouble it is in', async () => {
    const other = contractDesk()
    const weeks: [string, string][] = [
      ['2026-W34', '80,70,70,70'],
      ['2026-W42', '70,70,70,70'],
      ['2026-W44', '60,70,70,70'],
      ['2026-W45', '60,70,70,70'],
      ['2026-W46', '61,70,70,70'],
    ]
    const rows = weeks.map(([of, scores]) => `A-1,${of},${scores}`)
    const header = 'account_id,week,relationship,innovation,service,commercial'
    other.write('s.csv', `${header}\n${rows.join('\n')}\n`)
    await other.mmr('import', 'accounts', 'accounts.csv')
    await other.mmr('import', 'snapshots', 's.csv')
    const said = async (...words: string[]) => (await other.mmr('explain', 'A-1', ...words)).out
    // 61 × 0.4 + 70 × 0.6 = 66.4, after 74.0 twelve weeks and 70.0 four weeks before
    expect(await said()).toContain(
      'Why: Relationship rose from 60 to 61.\n' +
        'Longer: −3.6 in 4 weeks, −7.6 in 12 weeks; sliding, since this week.\n' +
        'Yellow for 5 weeks; a relationship issue, lowest is relationship.\n',
    )
    const { movement } = JSON.parse(await said('--json'))
    expect(movement).toMatchObject({
      ...{ movement: 'flat', change4: -3.6, change12: -7.6, sliding: true, slidBefore: false },
      ...{ weeksInStatus: 5, issue: 'relationship', cause: 'relationship' },
    })
    other.close()
  })

  test('says when something was done for the customer last, where that is recorded of any', async () => {
    const other = contractDesk()
    await other.mmr('import', 'accounts', 'accounts.csv')
    const said = async (...words: string[]) => (await other.mmr('explain', ...words)).out
    const report = async (name: string, rows: string) => {
      other.write(name, `account_id,week,health,value_delivered\n${rows}`)
      expect((await other.mmr('import', 'snapshots', name)).code).toBe(0)
    }
    await report('none.csv', 'A-1,2026-W46,80,\nA-2,2026-W46,80,\n')
    expect(await said('A-1')).not.toContain('value delivered')
    await report('some.csv', 'A-1,2026-W38,80,Reset within 40 minutes\n')
    expect(await said('A-1')).toContain('\nLast value delivered: week 2026-W38, 8 weeks before.\n')
    expect(await said('A-1', '--week', '2026-W38')).toContain('week 2026-W38, this week.\n')
    expect(await said('A-2')).toContain('\nLast value delivered: none was ever recorded.\n')
    expect(JSON.parse(await said('A-1', '--json')).movement.weeksSinceValue).toBe(8)
    other.close()
  })

  test('takes a health that another system stated as it is', async () => {
    const text = await told('A-2')
    expect(text).toContain('Week 2026-W46: new; health 61.5, yellow.')
    expect(text).toContain('2026-W46: health 61.5, stated by another system and taken as it is.')
    expect(text).not.toContain('Change')
  })

  test('says of an account that is not desired that no figure counts it', async () => {
    const other = contractDesk()
    const header = 'account_id,name,account_manager,annual_revenue,currency,notice_days,desired'
    const owner = 'Mara Lind <mara@example.com>'
    other.write(
      'a.csv',
      `${header}\nU-1,Fir,${owner},10,USD,30,no\nU-2,Oak,${owner},10,USD,30,yes\n`,
    )
    other.write('s.csv', `account_id,week,health\nU-1,${week},40\nU-2,${week},40\n`)
    await other.mmr('import', 'accounts', 'a.csv')
    await other.mmr('import', 'snapshots', 's.csv')
    const said = async (id: string) => (await other.mmr('explain', id)).out.split('\n')
    const note = 'Not desired: listed apart in the report, and in none of its figures.'
    expect((await said('U-1'))[3]).toBe(note)
    expect(await said('U-2')).not.toContain(note)
    other.close()
  })

  test('names the competitor that a file or a person named', async () => {
    const other = contractDesk()
    const header = 'account_id,week,health,pulse,competitor,note'
    const rows = [`A-1,${week},40,red,Larch Facilities,Seen`, `A-2,${week},60,,Elm & Sons,`]
    other.write('s.csv', `${header}\n${rows.join('\n')}\n`)
    await other.mmr('import', 'accounts', 'accounts.csv')
    await other.mmr('import', 'snapshots', 's.csv')
    const said = async (...words: string[]) => (await other.mmr('explain', ...words)).out
    expect(await said('A-1')).toContain('\n    pulse red, competitor Larch Facilities: Seen\n')
    expect(await said('A-2')).toContain('\n    competitor Elm & Sons\n')
    const { latest, versions } = JSON.parse(await said('A-1', '--json'))
    expect(latest.snapshot.competitor).toBe('Larch Facilities')
    expect(versions[0].competitor).toBe('Larch Facilities')
    other.close()
  })

  test('tells what was said of notice and of a tender', async () => {
    const other = contractDesk()
    const header = 'account_id,week,health,notice_given_on,last_day,tender,note'
    const rows = [`A-1,${week},40,2026-11-10,2026-12-31,yes,Seen`, `A-2,${week},60,no,,no,`]
    other.write('s.csv', `${header}\n${rows.join('\n')}\n`)
    await other.mmr('import', 'accounts', 'accounts.csv')
    await other.mmr('import', 'snapshots', 's.csv')
    const said = async (...words: string[]) => (await other.mmr('explain', ...words)).out
    expect(await said('A-1')).toContain(
      '\n    notice given on 2026-11-10, last day 2026-12-31, others asked for offers: Seen\n',
    )
    expect(await said('A-2')).toContain('\n    notice withdrawn, no others asked for offers\n')
    const { latest } = JSON.parse(await said('A-1', '--json'))
    expect(latest.snapshot).toMatchObject({
      ...{ noticeGivenOn: '2026-11-10', lastDay: '2026-12-31', tender: true },
    })
    other.close()
  })

  test('tells how old the latest snapshot is where there is none in the week', async () => {
    expect(await told('A-3', '--week', '2026-W48')).toContain(
      'Week 2026-W48: stale; health 70.0, yellow; last reported 2 weeks ago.',
    )
    const unknown = await told('A-4')
    expect(unknown).toContain('Week 2026-W46: unknown; last reported 6 weeks ago.')
    expect(unknown.match(/^2026-W40: health/gm)).toHaveLength(1)
  })

  test('tells that nothing had been recorded by then', async () => {
    const text = await told('A-4', '--week', '2026-W39')
    expect(text).toContain('Week 2026-W39: unknown; never reported on.')
    expect(text).toContain('Nothing is recorded of 2026-W39 or of a week before it.')
  })

  test('finds an account by its name as well, ignoring case', async () => {
    expect(await told('quay TERMINAL')).toBe(await told('a-3'))
  })

  test('that finds none is wrong usage and tells what is like it', async () => {
    const { code, out, err } = await desk.mmr('explain', 'harbour')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe('There is no account "harbour". Did you mean A-1 (Harbour Hospital)?\n')
    expect((await desk.mmr('explain', 'zzz')).err).toBe(
      'There is no account "zzz". Give its id or its name as in accounts.csv.\n',
    )
  })

  test('--json gives the facts alone', async () => {
    const explained = JSON.parse(await told('A-1', '--json'))
    expect(explained).toMatchObject({
      accountId: 'A-1',
      week,
      movement: { movement: 'down', health: 47.4, previousHealth: 68.4, change: -21 },
      latest: { health: 47.4, snapshot: { week, recordedBy: 'import own.csv' } },
      earlier: { health: 68.4, contributions: { relationship: 32, commercial: 9 } },
    })
  })

  test('says what the report of the week said, whatever is corrected or set later', async () => {
    const own = await filledDesk()
    await own.mmr('send')
    own.write('corrected.csv', 'account_id,week,relationship\nA-1,2026-W46,90\n')
    own.wait(3_600_000)
    await own.mmr('import', 'snapshots', 'corrected.csv')
    own.env.RED_BELOW = '20'
    own.env.DRIVER_WEIGHTS = 'relationship=1, innovation=0, service=0, commercial=0'
    const { out } = await own.mmr('explain', 'A-1')
    own.close()
    expect(out).toContain('down −35.0; health 45.0, red, from 80.0 in 2026-W45.')
    expect(out).toMatch(
      /^As in the report of 2026-W46: what was recorded from 2026-11-16T\S+Z on does not count in it\.$/m,
    )
    expect(out).toMatch(/^ {2}relationship +45 +40 +\d+\.\d$/m)
    expect(out).toContain('Red below 50.0')
    expect(out.match(/2026-W46, version \d/g)).toEqual([
      '2026-W46, version 2',
      '2026-W46, version 1',
    ])
  })

  test('knows an account that came after the report', async () => {
    const own = await filledDesk()
    await own.mmr('send')
    own.write(
      'late.csv',
      'account_id,name,account_manager,annual_revenue,currency,notice_days\nA-9,Elm,Jon Abel <jon@example.com>,10,USD,30\n',
    )
    await own.mmr('import', 'accounts', 'late.csv')
    const { out } = await own.mmr('explain', 'A-9')
    own.close()
    expect(out).toContain('Week 2026-W46: not in the report of this week.')
  })

  test('tells of every version, and which figure the report before had said', async () => {
    const own = await filledDesk()
    await own.mmr('send', '--week', '2026-W45')
    own.write('corrected.csv', 'account_id,week,service\nA-1,2026-W45,90\n')
    await own.mmr('import', 'snapshots', 'corrected.csv')
    const { out } = await own.mmr('explain', 'A-1')
    own.close()
    expect(out).toContain('from 90.0 in 2026-W45 (restated, was 80.0).')
    expect(out.match(/2026-W45, version \d/g)).toEqual([
      '2026-W45, version 2',
      '2026-W45, version 1',
    ])
  })
})
