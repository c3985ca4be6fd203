import { describe, expect, it, test } from 'vitest'
import { plainReading } from '../../src/source/options.js'
import { daysIn } from '../../src/source/survey.js'
import type { TableForm } from '../../src/source/table.js'
import { readCsv } from './reading.js'

const text: TableForm = { kind: 'text', encoding: 'UTF-8', delimiter: ',' }

describe('the order of days and months', () => {
  const orderIn = (texts: string[], form: TableForm = text) =>
    daysIn(texts, { options: plainReading, form, timeZone: 'UTC' }).order

  it.each<[string[], string | null]>([
    [['04/05/2026', '16/11/2026'], 'dmy'],
    [['04/05/2026', '11/16/2026'], 'mdy'],
    [['04/05/2026'], null],
    [['16/11/2026', '11/16/2026'], 'both'],
    [['2026-09-05', '16/11/2026'], 'dmy'],
  ])('of %j is %s', (texts, order) => {
    expect(orderIn(texts)).toBe(order)
  })

  it('is either where a workbook has made days of those texts only that it could', () => {
    const form: TableForm = { kind: 'workbook', sheet: 'A', sheets: ['A'], hiddenRows: 0 }
    expect(orderIn(['2026-09-05', '16/11/2026'], form)).toBe('both')
    expect(orderIn(['2026-09-25', '16/11/2026'], form)).toBe('dmy')
    expect(orderIn(['2026-09-05', '2026-11-16'], form)).toBe(null)
  })
})

describe('what should be looked at', () => {
  test.each([
    ['account_id,week,Health (0-10)', 'Health (0-10)'],
    ['account_id,week,Health out of 5', 'Health out of 5'],
  ])('is a header with another unit: %s', async (header, given) => {
    const map = [`${given}=health`]
    const { warnings } = await readCsv(`${header}\nA,2026-W47,8\n`, { map })
    expect(warnings).toEqual([expect.stringContaining(`found "${given}"`)])
    const said = await readCsv(`${header}\nA,2026-W47,4\n`, { map, scale: ['health=0-10'] })
    expect(said.warnings).toEqual([])
  })

  test('is a file with a header alone', async () => {
    const { faults, warnings } = await readCsv('account_id,week,health\n')
    expect(faults).toEqual([])
    expect(warnings).toEqual([expect.stringContaining('expected rows below the header')])
  })

  test('is a column of Sundays, and a Monday’s export with today’s date', async () => {
    const sundays = await readCsv('account_id,week,health\nA,2026-11-15,80\nB,2026-11-22,80\n')
    expect(sundays.warnings).toEqual([expect.stringContaining('Sundays only')])
  })

  test('is which letters an old encoding was read as', async () => {
    const file = Buffer.from(
      'account_id,week,health,note\nA,2026-W47,80,Gr\u00fc\u00dfe\n',
      'latin1',
    )
    const { understood } = await readCsv(file)
    expect(understood).toEqual(['Windows-1252 ("Grüße")'])
  })
})
