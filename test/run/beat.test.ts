import { describe, expect, test } from 'vitest'
import { everybody } from '../fixture/contracts.js'
import { due, type Office, openEmptyOffice, openOffice, week } from '../fixture/office.js'

const submitted = everybody.map((who) => `submitted ${who}`)
const hour = 3_600_000

/** Each edition on a line: what it is about, when it was due and cut off, and whether it is closed. */
function editions({ desk }: Office): string[] {
  const rows = desk.rows<{ line: string }>(`
    select kind || ' ' || week || ' ' || due_at || iif(cut_off = due_at, '', ' cut off ' || cut_off)
           || iif(late, ' late', '') || iif(closed_at is null, ' open', ' closed') as line
    from editions
    order by edition_id`)
  return rows.map(({ line }) => line)
}

function subjects({ desk }: Office): string[] {
  const rows = desk.rows<{ subject: string }>('select subject from messages order by delivery_id')
  return rows.map(({ subject }) => subject)
}

const kinds = (office: Office) => office.events().map(({ kind }) => kind)

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

describe('without the rate of a currency', () => {
  test('the report is held and the admins are told, once; with it, it is made', async () => {
    const office = await openOffice()
    office.desk.execute(`update accounts set currency = 'EUR' where account_id = 'A-1'`)
    await office.beat()
    await office.beat()
    expect(office.ledger()).toEqual([])
    expect(office.ledger(week, 'held')).toEqual(['submitted admin root@example.com'])
    expect(subjects(office)).toEqual([
      'Monday Morning Report, 16-22 Nov: held, an exchange rate is missing',
    ])

    office.desk.env.EXCHANGE_RATES = 'EUR=1.25'
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
  })
})

describe('after a time without a worker', () => {
  test('up to the hours of CATCH_UP_HOURS the report goes out late, about its own week', async () => {
    const office = await openOffice()
    office.at(due + 48 * hour)
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
    expect(editions(office)).toEqual([`report ${week} 2026-11-23T07:00:00.000Z late closed`])
  })

  test('a slow tick is not late', async () => {
    const office = await openOffice({ CATCH_UP_HOURS: '0' })
    office.at(due + 10 * 60_000)
    await office.beat()
    expect(editions(office)).toEqual([`report ${week} 2026-11-23T07:00:00.000Z closed`])
  })

  test('later nobody gets it, and the admins are told', async () => {
    const office = await openOffice()
    office.at(due + 48 * hour + 1)
    await office.beat()
    await office.beat()
    expect(office.ledger()).toEqual([])
    expect(office.ledger(week, 'skipped')).toEqual(['submitted admin root@example.com'])
    expect(subjects(office)).toEqual([expect.stringMatching(/16-22 Nov.*skipped/)])
  })

  test('of several weeks the latest is made, and one notice tells of the others', async () => {
    const office = await openOffice()
    office.at('2026-12-12T08:00:00Z')
    await office.importWeek('2026-W50')
    office.at('2026-12-14T07:00:00Z')
    await office.beat()
    expect(office.ledger('2026-W50')).toEqual(submitted)
    expect(editions(office).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'skipped 2026-W47',
      'skipped 2026-W48',
      'skipped 2026-W49',
      'report 2026-W50',
    ])
    const skipped = office.desk.files('outbox').filter((name) => /skipped.*\.eml$/.test(name))
    expect(skipped).toHaveLength(1)
    const mail = office.desk.read(`outbox/${skipped[0]}`)
    for (const missed of ['2026-W47', '2026-W48', '2026-W49']) expect(mail).toContain(missed)
  })

  test('nothing is said about weeks before the installation', async () => {
    const office = await openOffice()
    office.at(due - hour)
    await office.beat()
    expect(editions(office)).toEqual([])
  })
})

describe('a week without snapshots', () => {
  test('is held, the admins are told once, and nobody gets a report', async () => {
    const office = await openEmptyOffice()
    for (const later of [0, 1, 24]) {
      office.at(due + later * hour)
      await office.beat()
    }
    expect(office.ledger()).toEqual([])
    expect(office.ledger(week, 'held')).toEqual(['submitted admin root@example.com'])
    expect(kinds(office).filter((kind) => kind === 'no-snapshots')).toHaveLength(1)
  })

  test('is reported as soon as there are some, with what is known by then', async () => {
    const office = await openEmptyOffice()
    office.at(due)
    await office.beat()
    office.at(due + 5 * hour)
    await office.importWeek(week)
    office.at(due + 5 * hour + 60_000)
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
    expect(editions(office)).toEqual([
      `held ${week} 2026-11-23T07:00:00.000Z closed`,
      `report ${week} 2026-11-23T07:00:00.000Z cut off 2026-11-23T12:01:00.000Z late closed`,
    ])
  })

  test('is given up in the end, which the admins are told as well', async () => {
    const office = await openEmptyOffice()
    for (const later of [0, 48, 49]) {
      office.at(due + later * hour)
      await office.beat()
    }
    expect(subjects(office)).toEqual([
      expect.stringMatching(/held/),
      expect.stringMatching(/skipped/),
    ])
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
    await office.desk.mmr('send', '--week', week, '--only', 'ada@example.com')
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
