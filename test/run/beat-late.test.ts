import { describe, expect, test } from 'vitest'
import { everybody } from '../fixture/contracts.js'
import { due, openOffice, week } from '../fixture/office.js'
import { editions, subjects } from '../fixture/office-editions.js'

const submitted = everybody.map((who) => `submitted ${who}`)
const hour = 3_600_000

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
    expect(subjects(office)).toEqual([expect.stringMatching(/Nov 16-22.*skipped/)])
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
