import { describe, expect, onTestFinished, test } from 'vitest'
import { accountsCsv, contractDesk } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

/** A desk on Monday, 16 November, after the report of the week before the one that just ended. */
async function reported(): Promise<Desk> {
  const desk = contractDesk()
  onTestFinished(() => desk.close())
  for (const day of ['2026-09-28', '2026-10-05', '2026-10-12']) {
    await done(desk, 'import', 'accounts', 'accounts.csv', '--as-of', day)
  }
  await done(desk, 'import', 'snapshots', 'snapshots.csv')
  await done(desk, 'send', '--week', '2026-W45')
  return desk
}

async function done(desk: Desk, ...words: string[]): Promise<string> {
  const { code, out, err } = await desk.mmr(...words)
  expect({ words, code, err }).toEqual({ words, code: 0, err: '' })
  return out
}

/** The lines about the contract alone. */
async function contractOf(desk: Desk, ...words: string[]): Promise<string[]> {
  const out = await done(desk, 'explain', ...words)
  const [, block = ''] = out.split('\nContract:\n')
  return (block.split('\n\n')[0] ?? '').split('\n').map((line) => line.trim())
}

describe('mmr explain, of a contract', () => {
  test('tells each version with what changed, when it was learned and from which file', async () => {
    const desk = await reported()
    const cut = accountsCsv.replace('100000.00', '60000.00')
    desk.write('cut.csv', cut)
    await done(desk, 'import', 'accounts', 'cut.csv', '--as-of', '2026-11-02')
    expect(await contractOf(desk, 'A-1')).toEqual([
      'from 2026-09-28, recorded 2026-11-16T07:00:01.000Z by import accounts.csv: added, $100,000.',
      '2 more, until 2026-10-12, say the same.',
      'from 2026-11-02, recorded 2026-11-16T07:00:06.000Z by import cut.csv: ' +
        'cut from $100,000 to $60,000. Counts on 2026-11-16.',
      'The report of 2026-W45 told: $100,000 a year, desired, Mara Lind <mara@example.com>.',
      'This report tells: cut by $40,000, from $100,000 to $60,000, on 2026-11-02, learned this week.',
    ])
    expect((await contractOf(desk, 'A-2')).slice(-3)).toEqual([
      'from 2026-11-02, recorded 2026-11-16T07:00:06.000Z by import cut.csv: nothing new. ' +
        'Counts on 2026-11-16.',
      'The report of 2026-W45 told: $50,000 a year, desired, Mara Lind <mara@example.com>.',
      'This report tells no change of it.',
    ])
  })

  test('tells what managers answered of notice and tender, and that the account is leaving', async () => {
    const desk = await reported()
    const header = 'account_id,week,health,notice_given_on,last_day,tender,competitor'
    const rows = [
      'A-1,2026-W44,60,,,yes,Larch',
      'A-1,2026-W45,60,2026-11-03,2026-12-31,,',
      'A-1,2026-W46,60,2026-11-03,2026-12-31,,',
    ]
    desk.write('notice.csv', `${header}\n${rows.join('\n')}\n`)
    await done(desk, 'import', 'snapshots', 'notice.csv')
    const lines = await contractOf(desk, 'A-1')
    expect(lines).toContain(
      'Notice, by snapshots: 2026-W45 given on 2026-11-03, last day 2026-12-31.',
    )
    expect(lines).toContain('Tender, by snapshots: 2026-W44 others asked: Larch.')
    expect(lines).toContain(
      'This report tells: notice given, last day 2026-12-31, on 2026-11-03, learned this week.',
    )
    expect(lines.slice(-2)).toEqual([
      'Leaving: last day 2026-12-31, 45 days left, notice given on 2026-11-03.',
      'In tender since 2026-11-01, asked: Larch.',
    ])
    const { contract } = JSON.parse(await done(desk, 'explain', 'A-1', '--json'))
    expect(contract).toMatchObject({
      reportBefore: '2026-W45',
      lastToldAs: 'active',
      before: { kind: 'active', revenue: 100_000, desired: true, lastDay: null },
      leaving: { lastDay: '2026-12-31', daysLeft: 45 },
      inTender: { since: '2026-11-01', competitor: 'Larch' },
      changes: [
        { kind: 'notice-given', amount: null, learnedLate: true },
        { kind: 'out-to-tender' },
      ],
    })
    expect(contract.versions).toHaveLength(3)
    expect(contract.versions[0]).toMatchObject({
      ...{ asOf: '2026-09-28', recordedBy: 'import accounts.csv', annualRevenue: 100_000 },
      changes: [{ kind: 'added', revenue: { amount: 100_000, currency: 'USD' } }],
      counts: false,
    })
    expect(contract.versions[2]).toMatchObject({ changes: [], counts: true, inTime: true })
  })

  test('tells of a made report what counted in it, and what was recorded since', async () => {
    const desk = await reported()
    desk.write('late.csv', accountsCsv.replace('100000.00', '90000.00'))
    await done(desk, 'import', 'accounts', 'late.csv', '--as-of', '2026-10-19')
    const lines = await contractOf(desk, 'A-1', '--week', '2026-W45')
    expect(lines).toContain(
      'from 2026-10-12, recorded 2026-11-16T07:00:03.000Z by import accounts.csv: nothing new. ' +
        'Counts on 2026-11-09.',
    )
    expect(lines).toContain(
      'from 2026-10-19, recorded 2026-11-16T07:00:06.000Z by import late.csv: ' +
        'cut from $100,000 to $90,000. Recorded since; does not count here.',
    )
    expect(lines).toContain('No report before this one to compare with.')
  })

  test('tells a loss once, and afterwards that it was told', async () => {
    const desk = await reported()
    const [header = '', ...rows] = accountsCsv.trimEnd().split('\n')
    const ended = rows.map((row) => `${row},${row.startsWith('A-3') ? '2026-11-05' : ''}`)
    desk.write('ended.csv', [`${header},ended_on`, ...ended, ''].join('\n'))
    await done(desk, 'import', 'accounts', 'ended.csv')
    expect((await contractOf(desk, 'A-3')).slice(-1)).toEqual([
      'This report tells: lost $200,000, on 2026-11-05, learned this week.',
    ])
    await done(desk, 'send')
    desk.wait(7 * 24 * 3_600_000)
    expect((await contractOf(desk, 'A-3')).slice(-2)).toEqual([
      'The report of 2026-W46 told nothing of it; the latest that did told it as lost.',
      'This report tells no change of it.',
    ])
  })
})
