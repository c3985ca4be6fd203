import { describe, expect, test } from 'vitest'
import { amended } from '../fixture/account-version.js'
import { everybody } from '../fixture/contracts.js'
import { due, openEmptyOffice, openOffice, week } from '../fixture/office.js'
import { editions, kinds, subjects } from '../fixture/office-editions.js'

const submitted = everybody.map((who) => `submitted ${who}`)
const hour = 3_600_000

describe('without the rate of a currency', () => {
  test('the report is held and the admins are told, once; with it, it is made', async () => {
    const office = await openOffice()
    office.desk.execute(amended({ currency: `'EUR'` }, `account_id = 'A-1'`))
    await office.beat()
    await office.beat()
    expect(office.ledger()).toEqual([])
    expect(office.ledger(week, 'held')).toEqual(['submitted admin root@example.com'])
    expect(subjects(office)).toEqual([
      'Monday Morning Report, Nov 16-22: held, an exchange rate is missing',
    ])

    office.desk.env.EXCHANGE_RATES = 'EUR=1.25'
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
  })

  test('the notice says why it was held, even where that has been put right since', async () => {
    const office = await openOffice()
    office.desk.execute(amended({ currency: `'EUR'` }, `account_id = 'A-1'`))
    await office.beat({ mayDeliver: false })
    office.desk.env.EXCHANGE_RATES = 'EUR=1.25'
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
    expect(subjects(office)).toContain(
      'Monday Morning Report, Nov 16-22: held, an exchange rate is missing',
    )
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
