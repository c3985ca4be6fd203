import { describe, expect, onTestFinished, test } from 'vitest'
import { everybody } from '../fixture/contracts.js'
import { due, type Office, openOffice, week } from '../fixture/office.js'
import { editions, kinds } from '../fixture/office-editions.js'
import { startInbox } from '../fixture/smtp-inbox.js'

const submitted = everybody.map((who) => `submitted ${who}`)
const hour = 3_600_000

describe('a beat', () => {
  test('before anything is due does nothing but name the next time', async () => {
    const office = await openOffice()
    office.at(due - 1)
    const next = { week, dueAt: due }
    expect(await office.beat()).toEqual({ kind: 'done', run: { kind: 'through' }, next })
    expect(editions(office)).toEqual([])
    expect(office.events()).toEqual([])
  })

  test('when it is due makes the report, submits it to everybody, and closes it', async () => {
    const office = await openOffice()
    office.at(due)
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
    expect(editions(office)).toEqual([`report ${week} 2026-11-23T07:00:00.000Z closed`])
    expect(kinds(office)).toContain('closed')
  })

  test('after that does nothing, however often, until the next Monday', async () => {
    const office = await openOffice()
    await office.beat()
    office.events()
    for (const later of [0, 1, 60_000, 24 * hour, 167 * hour]) {
      office.at(due + 60_000 + later - (later > 24 * hour ? 120_000 : 0))
      await office.beat()
    }
    expect(office.events()).toEqual([])
    expect(office.desk.files('outbox').filter((name) => name.endsWith('.eml'))).toHaveLength(5)
  })

  test('of a clock that was set back makes nothing a second time', async () => {
    const office = await openOffice()
    await office.beat()
    office.events()
    for (const back of [3000, hour, 8 * 24 * hour]) {
      office.at(due - back)
      await office.beat()
      office.at(due + 1)
      await office.beat()
    }
    expect(office.events()).toEqual([])
    expect(office.ledger()).toEqual(submitted)
  })

  test('counts what was recorded by the time it was due, and nothing later', async () => {
    const office = await openOffice()
    const later = due + 1000
    office.at(later)
    office.desk.write('late.csv', `account_id,week,health\nA-1,${week},99\n`)
    office.desk.wait(later - Date.UTC(2026, 10, 16, 7))
    expect((await office.desk.mmr('import', 'snapshots', 'late.csv')).code).toBe(0)
    office.at(due + 60_000)
    await office.beat()
    const [{ facts } = { facts: '' }] = office.desk.rows<{ facts: string }>(
      'select facts from editions',
    )
    expect(facts).toContain('"health":450')
    expect(facts).not.toContain('990')
  })
})

test('whatever is wrong with letters and prompts, the report is made and closed', async () => {
  const office = await openOffice({ WEB_URL: 'https://report.example.com' })
  office.desk.execute('drop table link_requests')
  office.desk.execute('alter table installation drop column prompts_since')
  await office.beat()
  expect(kinds(office).filter((kind) => kind === 'fault')).toHaveLength(2)
  expect(office.ledger()).toEqual(submitted)
  expect(editions(office)).toContain(`report ${week} 2026-11-23T07:00:00.000Z closed`)
})

test('an edition that cannot be composed holds up no other', async () => {
  const office = await openOffice({ GIVE_UP_HOURS: '168' })
  await office.beat({ mayDeliver: false })
  office.desk.execute(`update editions set facts = '{"format":1,"facts":{}}'`)
  const next = '2026-W48'
  office.at(due + 5 * 24 * hour)
  await office.importWeek(next)
  office.at(due + 7 * 24 * hour)
  office.events()
  await office.beat()
  expect(kinds(office)).toContain('uncomposed')
  expect(office.ledger(next)).toEqual(submitted)
  expect(office.ledger()).toEqual(
    submitted.map((line) => line.replace(/submitted (?!admin)/, 'failed ')),
  )
})

test('an edition whose messages the server refuses holds up no other, and waits', async () => {
  const office = await openOffice({ WEB_URL: 'https://report.example.com', GIVE_UP_HOURS: '168' })
  let isManagersTurn = false
  const inbox = await startInbox((address) =>
    isManagersTurn && /^(jon|mara)@/.test(address) ? 'welcome' : 'barred',
  )
  onTestFinished(inbox.close)
  office.desk.env.SMTP_URL = inbox.url
  await office.beat()
  const friday = due + 4 * 24 * hour + 7 * hour
  isManagersTurn = true
  // Of the report, nobody is left who would be taken.
  office.desk.execute(`update deliveries set state = 'failed' where role = 'account-manager'`)
  for (const later of [0, 60_000]) {
    office.at(friday + later)
    expect(await office.beat()).toMatchObject({
      run: { kind: 'paused', reason: expect.stringContaining('5.7.1 barred by policy') },
    })
  }
  expect(office.ledger()).toContain('retry executive ada@example.com')
  expect(office.ledger('2026-W48', 'prompt')).toEqual([
    'submitted account-manager jon@example.com',
    'submitted account-manager mara@example.com',
  ])
})

describe('readers in other zones', () => {
  const zones = {
    EXECUTIVES:
      'Ada Boss <ada@example.com> (tz=Asia/Tokyo), Wes Tern <wes@example.com> (tz=America/Los_Angeles)',
    ADMINS: 'Root Admin <root@example.com> (tz=Asia/Tokyo)',
    TIME_ZONE: 'Europe/Berlin',
  }
  const tokyo = '2026-11-22T22:00:00Z'
  const berlin = '2026-11-23T06:00:00Z'
  const losAngeles = '2026-11-23T15:00:00Z'

  test('get it on their own Monday morning, the admins after the last of them', async () => {
    const office = await openOffice(zones)
    const told: string[][] = []
    for (const time of [tokyo, berlin, losAngeles]) {
      office.at(time)
      await office.beat()
      told.push(office.ledger().filter((line) => line.startsWith('submitted')))
    }
    const [ada, wes, jon, mara, root] = submitted
    expect(told).toEqual([[ada], [ada, jon, mara], [ada, wes, jon, mara, root]])
    expect(editions(office)).toEqual([`report ${week} 2026-11-22T22:00:00.000Z closed`])
  })

  test('see the same facts: those of the first zone, with a Date of their own time', async () => {
    const office = await openOffice(zones)
    office.at(tokyo)
    await office.beat()
    office.at('2026-11-23T10:00:00Z')
    office.desk.wait(Date.parse('2026-11-23T10:00:00Z') - Date.UTC(2026, 10, 16, 7))
    office.desk.write('late.csv', `account_id,week,health\nA-1,${week},99\n`)
    await office.desk.mmr('import', 'snapshots', 'late.csv')
    office.at(losAngeles)
    await office.beat()
    const wes = office.desk
      .files('outbox')
      .find((name) => name.includes('wes@') && name.endsWith('.eml'))
    const mail = office.desk.read(`outbox/${wes}`)
    expect(mail).toContain('Date: Mon, 23 Nov 2026 15:00:00 +0000')
    expect(mail).not.toContain('99.0')
  })
})

describe('beside mmr send', () => {
  const atDesk = (office: Office, time: number) =>
    office.desk.wait(time - Date.UTC(2026, 10, 16, 7))

  test('a report that was sent by hand is not made again', async () => {
    const office = await openOffice()
    atDesk(office, due - hour)
    expect((await office.desk.mmr('send', '--week', week)).code).toBe(0)
    await office.beat()
    expect(editions(office)).toHaveLength(1)
    expect(office.desk.files('outbox').filter((name) => name.endsWith('.eml'))).toHaveLength(5)
  })

  test('what was sent to one alone goes to the others when it is due, and not before', async () => {
    const office = await openOffice()
    atDesk(office, due - hour)
    await office.desk.mmr('send', '--week', week, '--only', 'ada@example.com', '--yes')
    const [ada, ...others] = everybody
    office.at(due - 60_000)
    await office.beat()
    expect(office.ledger()).toEqual([`submitted ${ada}`, ...others.map((who) => `planned ${who}`)])
    office.at(due)
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
    expect(office.desk.files('outbox').filter((name) => name.endsWith('.eml'))).toHaveLength(5)
  })
})
