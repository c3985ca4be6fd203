import { describe, expect, test } from 'vitest'
import { wordsIn } from './fixture/shown-figures.js'
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
  return await previewed(desk, 'out', '--role', role)
}

/** The same of the mail to one person. */
async function mailTo(desk: Desk, address: string): Promise<string> {
  return await previewed(desk, address, '--recipient', address)
}

async function previewed(desk: Desk, folder: string, ...words: string[]): Promise<string> {
  const { code, err } = await desk.mmr('preview', ...words, '--out', folder)
  expect({ code, err }).toMatchObject({ code: 0 })
  const file = desk.files(folder).find((name) => name.endsWith('.txt')) ?? expect.fail()
  return desk.read(`${folder}/${file}`).replaceAll(/\s+/g, ' ')
}

/** What the full report of executives says, with a blank between any two words. */
async function fullReportOf(desk: Desk): Promise<string> {
  const { code, err } = await desk.mmr('preview', '--role', 'executive', '--full', '--out', 'full')
  expect({ code, err }).toMatchObject({ code: 0 })
  const file = desk.files('full').find((name) => name.endsWith('.html')) ?? expect.fail()
  return wordsIn(desk.read(`full/${file}`)).replaceAll(/\s+/g, ' ')
}

describe('what scores alone would not tell', () => {
  test('a contract whose last day is learned a week late is told as lost', async () => {
    const desk = await reportedOnce()
    const gone = 'A-2,Ironbeck Works,Ada Park <ada@example.com>,5000000,USD,60,2026-11-10'
    const text = await nextMonday(desk, accountsCsv('ended_on', { 'A-2': gone }))
    desk.close()
    expect(text).toContain('We lost Ironbeck Works.')
    expect(text).toMatch(/Ironbeck Works ·+ Lost \$5M, ended Nov 10 was 85\.0/)
    expect(text).toContain('Lost Ironbeck Works −$5,000K')
    expect(text).not.toContain('A quiet week')
  })

  test('a customer that has given notice is red and first, however green its score', async () => {
    const desk = await reportedOnce()
    const leaving = 'A-2,Ironbeck Works,Ada Park <ada@example.com>,5000000,USD,60,2027-01-31'
    const text = await nextMonday(desk, accountsCsv('ended_on', { 'A-2': leaving }))
    const full = await fullReportOf(desk)
    desk.close()
    expect(text).toContain('=== Ironbeck Works gave notice. ')
    expect(text).toContain('Ironbeck Works ····GR 69 days $5M, last day Jan 31 left')
    expect(text).toContain('Ironbeck Works · $5M Leaving in 69 days. Last day Jan 31.')
    expect(text).toContain('$8M of $8.7M at risk, ▲ $5M more.')
    expect(full).toContain('Red for the notice alone; its health is 85.0.')
  })

  test('a contract cut by nine tenths is told, and last Monday stays what it was', async () => {
    const desk = await reportedOnce()
    const cut = 'A-2,Ironbeck Works,Ada Park <ada@example.com>,500000,USD,60,'
    const text = await nextMonday(desk, accountsCsv('ended_on', { 'A-2': cut }))
    const full = await fullReportOf(desk)
    desk.close()
    expect(text).toContain('=== Ironbeck Works was cut by $4.5M. ')
    expect(text).toContain('Last report $8,700K Cut Ironbeck Works −$4,500K Now $4,200K')
    expect(full).toContain('By the report before $8,700,000')
    expect(full).toContain('Cut −$4,500,000')
    expect(full).toContain('Now $4,200,000')
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
    const full = await fullReportOf(desk)
    desk.close()
    expect(text).toContain('=== Meridian Hospital is no longer desired. ')
    expect(text).toContain('Nothing is at risk, ▼ $3M less: not desired.')
    expect(text).toContain('Not desired Meridian Hospital −$3,000K')
    expect(full).toContain('never paid')
  })

  test('the managers are told of their own, and who came and went', async () => {
    const desk = await reportedOnce()
    const handed = 'A-2,Ironbeck Works,Ben Sol <ben@example.com>,5000000,USD,60,'
    const text = await nextMonday(desk, accountsCsv('ended_on', { 'A-2': handed }))
    const theirs = await Promise.all(
      ['ada@example.com', 'ben@example.com'].map((address) => mailTo(desk, address)),
    )
    desk.close()
    expect(text).toContain('Ironbeck Works: from Ada Park to Ben Sol.')
    expect(theirs[0]).toContain('Ironbeck Works went to Ben Sol.')
    expect(theirs[1]).toContain('Ironbeck Works: from Ada Park to Ben Sol.')
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
  expect(text).toContain('We lost Dale Mill.')
  expect(text).toContain('Last report $8,700K Lost Dale Mill −$300K Now $8,400K')
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
  expect(text).toContain('We lost Dale Mill.')
  desk.wait(weekMs)
  const { code, err } = await desk.mmr('send')
  desk.close()
  expect(code).toBe(1)
  expect(err).toContain('2026-W48')
})
