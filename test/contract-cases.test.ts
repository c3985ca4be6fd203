import { describe, expect, test } from 'vitest'
import { type Desk, openDesk } from './fixture/workspace.js'

const header = 'account_id,name,account_manager,annual_revenue,currency,notice_days'

/** A red one, a large green one, and three that nothing happens to. */
const contracts = [
  ['A-1', 'Meridian Hospital', 'Ada Park <ada@example.com>', '3000000', 'USD', '60'],
  ['A-2', 'Ironbeck Works', 'Ada Park <ada@example.com>', '5000000', 'USD', '60'],
  ['A-3', 'Quay Terminal', 'Ben Sol <ben@example.com>', '400000', 'USD', '30'],
  ['A-4', 'Dale Mill', 'Ben Sol <ben@example.com>', '300000', 'USD', '30'],
]

const scores = { 'A-1': 40, 'A-2': 85, 'A-3': 80, 'A-4': 78 }

/** `extra` gives columns beyond the usual ones, and `changed` what a row says otherwise. */
function accountsCsv(extra: string, changed: Readonly<Record<string, string>>): string {
  const rows = contracts.map((cells) => {
    const [id = ''] = cells
    return changed[id] ?? `${cells.join(',')},`
  })
  return [`${header},${extra}`, ...rows, ''].join('\n')
}

function snapshotsCsv(week: string): string {
  const rows = Object.entries(scores).map(([id, health]) => `${id},${week},${health}`)
  return ['account_id,week,health', ...rows, ''].join('\n')
}

const weekMs = 7 * 24 * 3_600_000

/** A desk on the Monday after its first report, with nothing of the next week yet. */
async function reportedOnce(): Promise<Desk> {
  const desk = openDesk(
    {
      EXECUTIVES: 'Eva Boss <eva@example.com>',
      ADMINS: 'Root Admin <root@example.com>',
      MAIL_FROM: 'Monday Report <report@example.com>',
      CHARTS: 'no',
    },
    {
      'accounts.csv': accountsCsv('ended_on', {}),
      'snapshots.csv': snapshotsCsv('2026-W46'),
      'next.csv': snapshotsCsv('2026-W47'),
    },
  )
  await done(desk, 'import', 'accounts', 'accounts.csv')
  await done(desk, 'import', 'snapshots', 'snapshots.csv')
  await done(desk, 'send')
  return desk
}

async function done(desk: Desk, ...words: string[]): Promise<string> {
  const { code, out, err } = await desk.mmr(...words)
  expect({ words, code, err }).toEqual({ words, code: 0, err: '' })
  return out
}

/** What the next Monday's mail tells a role once `file` has been imported on the Tuesday. */
async function nextMonday(desk: Desk, file: string, role = 'executive'): Promise<string> {
  desk.write('changed.csv', file)
  desk.wait(24 * 3_600_000)
  await done(desk, 'import', 'accounts', 'changed.csv')
  desk.wait(weekMs - 24 * 3_600_000)
  await done(desk, 'import', 'snapshots', 'next.csv')
  await done(desk, 'send')
  return await mailOf(desk, role)
}

/** What the mail of a role says, with a blank between any two words. */
async function mailOf(desk: Desk, role: string): Promise<string> {
  const { code, err } = await desk.mmr('preview', '--role', role, '--out', 'out')
  expect({ code, err }).toMatchObject({ code: 0 })
  const file = desk.files('out').find((name) => name.endsWith('.txt')) ?? expect.fail()
  return desk.read(`out/${file}`).replaceAll(/\s+/g, ' ')
}

describe('what scores alone would not tell', () => {
  test('a contract whose last day is learned a week late is told as lost', async () => {
    const desk = await reportedOnce()
    const gone = 'A-2,Ironbeck Works,Ada Park <ada@example.com>,5000000,USD,60,2026-11-10'
    const text = await nextMonday(desk, accountsCsv('ended_on', { 'A-2': gone }))
    desk.close()
    expect(text).toContain('1 account was lost')
    expect(text).toContain('Ironbeck Works was lost, $5M a year; it ended Tue Nov 10')
    expect(text).toContain('Lost −$5,000,000')
    expect(text).not.toContain('A quiet week')
  })

  test('a customer that has given notice is red and first, however green its score', async () => {
    const desk = await reportedOnce()
    const leaving = 'A-2,Ironbeck Works,Ada Park <ada@example.com>,5000000,USD,60,2027-01-31'
    const text = await nextMonday(desk, accountsCsv('ended_on', { 'A-2': leaving }))
    desk.close()
    expect(text).toContain('1 account gave notice')
    expect(text).toContain(
      'Ironbeck Works gave notice: its last day is Sun Jan 31, 2027, 69 days left, $5M a year.',
    )
    expect(text.indexOf('LEAVING')).toBeGreaterThan(-1)
    expect(text).toContain('Red for the notice alone; its health is 85.0.')
    expect(text).toContain('$8M is at risk, up $5M')
  })

  test('a contract cut by nine tenths is told, and last Monday stays what it was', async () => {
    const desk = await reportedOnce()
    const cut = 'A-2,Ironbeck Works,Ada Park <ada@example.com>,500000,USD,60,'
    const text = await nextMonday(desk, accountsCsv('ended_on', { 'A-2': cut }))
    desk.close()
    expect(text).toContain('Ironbeck Works was cut from $5M to $500K a year.')
    expect(text).toContain('By the report before $8,700,000')
    expect(text).toContain('Cut −$4,500,000')
    expect(text).toContain('Now $4,200,000')
    expect(text).not.toContain('A quiet week')
  })

  test('a red account that is no longer desired takes its money out of risk by name', async () => {
    const desk = await reportedOnce()
    const unwanted =
      'A-1,Meridian Hospital,Ada Park <ada@example.com>,3000000,USD,60,,no,never paid'
    const file = accountsCsv('ended_on,desired,desired_reason', { 'A-1': unwanted })
      .split('\n')
      .map((row) => (/^A-[234]/.test(row) ? `${row},yes,` : row))
      .join('\n')
    const text = await nextMonday(desk, file)
    desk.close()
    expect(text).toContain('nothing is at risk, down $3M')
    expect(text).toContain('Meridian Hospital, $3M a year, is no longer desired: never paid.')
    expect(text).toContain('No longer desired −$3,000,000')
  })

  test('the managers are told of their own, and who came and went', async () => {
    const desk = await reportedOnce()
    const handed = 'A-2,Ironbeck Works,Ben Sol <ben@example.com>,5000000,USD,60,'
    const text = await nextMonday(desk, accountsCsv('ended_on', { 'A-2': handed }))
    expect(text).toContain('From Ada Park to Ben Sol.')
    desk.close()
  })
})

test('a report that is made after that of a later week says that it is late, and tells its own', async () => {
  const desk = await reportedOnce()
  desk.wait(2 * weekMs)
  const later = accountsCsv('ended_on', {
    'A-4': 'A-4,Dale Mill,Ben Sol <ben@example.com>,300000,USD,30,2026-11-20',
  })
  desk.write('changed.csv', later)
  await done(desk, 'import', 'accounts', 'changed.csv', '--as-of', '2026-11-20')
  desk.write('after.csv', snapshotsCsv('2026-W48'))
  await done(desk, 'import', 'snapshots', 'next.csv')
  await done(desk, 'import', 'snapshots', 'after.csv')
  await done(desk, 'send', '--week', '2026-W48')
  await done(desk, 'send', '--week', '2026-W47')
  const { code } = await desk.mmr(
    'preview',
    '--role',
    'executive',
    '--week',
    '2026-W47',
    '--out',
    'late',
  )
  const file = desk.files('late').find((name) => name.endsWith('.txt')) ?? expect.fail()
  const text = desk.read(`late/${file}`).replaceAll(/\s+/g, ' ')
  desk.close()
  expect(code).toBe(0)
  expect(text).toContain('This report is late: the one about Nov 23–29 was made before it.')
  expect(text).toContain('Dale Mill was lost, $300K a year')
  expect(text).toContain('By the report before $8,700,000')
})

test('a week that nobody reported on is told for its contracts, and says that nobody did', async () => {
  const desk = await reportedOnce()
  desk.wait(24 * 3_600_000)
  const gone = 'A-4,Dale Mill,Ben Sol <ben@example.com>,300000,USD,30,2026-11-18'
  desk.write('changed.csv', accountsCsv('ended_on', { 'A-4': gone }))
  await done(desk, 'import', 'accounts', 'changed.csv')
  desk.wait(6 * 24 * 3_600_000)
  await done(desk, 'send')
  const text = await mailOf(desk, 'executive')
  expect(text).toContain('Nobody reported on any account this week.')
  expect(text).toContain('Dale Mill was lost, $300K a year')
  desk.wait(weekMs)
  const { code, err } = await desk.mmr('send')
  desk.close()
  expect(code).toBe(1)
  expect(err).toContain('2026-W48')
})
