import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Desk, openDesk } from '../fixture/workspace.js'
import { putReleased, releasesKept } from '../store/released/files.js'

/** The settings with which the databases under test were made by the programs of their time. */
const settings = {
  COMPANY_NAME: 'Larkfield',
  EXECUTIVES: 'Dana Whitfield <dana@larkfield.example>',
  ACCOUNT_MANAGERS: '*',
  ADMINS: 'Noor Haddad <noor@larkfield.example>',
  EXCHANGE_RATES: 'EUR=1.08',
  TIME_ZONE: 'UTC',
  MAIL_FROM: 'Report <report@larkfield.example>',
  WEB_URL: 'https://report.larkfield.example',
  LINK_KEYS: 'k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=',
  BOUNCE_ADDRESS: 'bounces@larkfield.example',
}

const snapshots = `account_id,week,relationship,innovation,service,commercial
A-1,2026-W46,80,75,85,80
A-2,2026-W46,40,50,60,60
A-3,2026-W46,55,45,60,50
`

const copy = 'mmr.sqlite.before-0.2.0-2026-11-16T07-00-01.000Z'

/** A folder with the database of a release and its mark, on the Monday after its last report. */
function ofRelease(release: string): Desk {
  const desk = openDesk(settings, { 'snapshots.csv': snapshots })
  onTestFinished(desk.close)
  const file = join(desk.directory, 'mmr.sqlite')
  putReleased(release, file)
  const [found] = desk.rows(`
    select identity, (select count(*) from attempts) as attempts,
           (select max(slot) from editions) as lastEdition
    from installation`)
  const mark = { ...Object(found), writtenAt: '2026-11-09T07:05:00.000Z' }
  writeFileSync(`${file}.mark`, JSON.stringify(mark))
  return desk
}

async function done(desk: Desk, ...words: string[]): Promise<string> {
  const { code, out, err } = await desk.mmr(...words)
  expect({ words, code, err }).toMatchObject({ words, code: 0 })
  return out
}

describe.each(releasesKept)('a database of %s', (release) => {
  test('goes on: imports, reports, sends, explains, and knows what it knew', async () => {
    const desk = ofRelease(release)
    expect(await done(desk, 'import', 'snapshots', 'snapshots.csv')).toContain('2 added')
    expect(await done(desk, 'preview', '--role', 'executive')).toContain('Halden Ridge Hospitals')
    expect(await done(desk, 'send', '--dry-run')).toContain('dana@larkfield.example')
    expect(await done(desk, 'send')).toContain('2026-W46: 3 deliveries: 3 submitted.')
    expect(await done(desk, 'deliveries')).toContain('tom@larkfield.example')
    const before = await done(desk, 'deliveries', '--week', '2026-W45')
    expect(before).toMatch(/tom@larkfield\.example +failed/)
    expect(before).toMatch(/noor@larkfield\.example +uncertain/)
    expect(before).toContain('552 5.2.2 mailbox full')
    expect(await done(desk, 'explain', 'Halden Ridge Hospitals')).toContain('2026-W46')
    const dana = ['explain', '--recipient', 'dana@larkfield.example', '--week', '2026-W45']
    expect(await done(desk, ...dana)).toContain('5.2.2')
    expect(await done(desk, 'links')).toContain('priya@larkfield.example')
    expect(await done(desk, 'plan')).toContain('2026-W47')
    await done(desk, 'check')
  })

  test('takes what is done to it by hand as before', async () => {
    const desk = ofRelease(release)
    await done(desk, 'resubscribe', 'priya@larkfield.example')
    await done(desk, 'import', 'snapshots', 'snapshots.csv')
    expect(await done(desk, 'send')).toContain('2026-W46: 4 deliveries: 4 submitted.')
    expect(await done(desk, 'revoke', 'priya@larkfield.example')).not.toBe('')
    expect(await done(desk, 'resend', '8')).toContain('submitted')
    await done(desk, 'hold')
    await done(desk, 'release')
    await done(desk, 'backup', 'monday')
    expect(await done(desk, 'restore', 'monday')).toContain('Sending is on hold')
  })

  test('says once, on stderr, where it is kept as it was', async () => {
    const desk = ofRelease(release)
    const first = await desk.mmr('deliveries', '--week', '2026-W45')
    expect(first.err).toContain(
      'The database was of an older version and has been brought up to date. As it was, it is kept in ' +
        join(desk.directory, copy),
    )
    expect((await desk.mmr('deliveries')).err).toBe('')
    expect(desk.files('.')).toEqual(['mmr.sqlite', copy, 'mmr.sqlite.mark', 'snapshots.csv'])
  })

  test('is on hold where its mark was left behind', async () => {
    const desk = ofRelease(release)
    rmSync(join(desk.directory, 'mmr.sqlite.mark'))
    await done(desk, 'import', 'snapshots', 'snapshots.csv')
    const { code, err } = await desk.mmr('send')
    expect(code).toBe(1)
    expect(err).toContain('mmr.sqlite.mark is missing')
    expect(err).toContain('mmr release')
  })

  test('is taken back from a backup, and that stays as it is', async () => {
    const desk = ofRelease(release)
    putReleased(release, join(desk.directory, 'old'))
    expect(await done(desk, 'restore', 'old')).toContain('is what it was in')
    expect(await done(desk, 'deliveries', '--week', '2026-W45')).toContain('mailbox full')
    expect(desk.files('.').filter((name) => name.includes('before-'))).toEqual([])
  })
})

test('what the tables of today are is said where they were changed by hand', async () => {
  const desk = ofRelease('0.1.0')
  desk.execute('drop trigger snapshots_stay')
  const { code, err } = await desk.mmr('send')
  expect(code).toBe(1)
  expect(err).toContain('or changed by hand: the trigger snapshots_stay is missing.')
  expect(desk.files('.')).toEqual(['mmr.sqlite', 'mmr.sqlite.mark', 'snapshots.csv'])
})
