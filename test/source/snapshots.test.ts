import { describe, expect, it } from 'vitest'
import { readCsv } from './reading.js'

/** What one row says whose `column` holds `text`. */
async function read(column: string, text: string) {
  const given: Record<string, string> = {
    account_id: 'A',
    week: '2026-W47',
    service: '50',
    [column]: text,
  }
  if (column === 'value_category') given.value_delivered = 'a line'
  if (column === 'last_day') given.notice_given_on = '2026-11-16'
  const names = Object.keys(given)
  const quoted = names.map((name) => `"${given[name]?.replaceAll('"', '""')}"`)
  const { rows, faults } = await readCsv(`${names.join()}\n${quoted.join()}\n`)
  return { row: rows[0], faults }
}

describe('a snapshot', () => {
  it.each([
    ['account_id', ' 007 ', '007'],
    ['account_id', 'two\r\nlines', 'two lines'],
    ['week', '2026-W53', '2026-W53'],
    ['week', '2027-01-03', '2026-W53'],
    ['week', '2026-11-16', '2026-W47'],
    ['week', '2026-11-22', '2026-W47'],
    ['week', '16/11/2026', '2026-W47'],
    ['week', '2026W47', '2026-W47'],
    ['week', '2026-w47', '2026-W47'],
    ['week', '2026-11-18T10:15:30.000Z', '2026-W47'],
    ['week', '11/18/2026 10:15 AM', '2026-W47'],
    ['service', '0', 0],
    ['service', '62,5', 62.5],
    ['service', '62,125', 62.125],
    ['service', '85%', 85],
    ['service', '85/100', 85],
    ['service', '85 pts', 85],
    ['service', '7,5/10', 75],
    ['service', '4 / 5', 80],
    ['service', '100.0', 100],
    ['innovation', '62.125', 62.125],
    ['pulse', 'Yellow', 'yellow'],
    [
      'note',
      '  "; DROP TABLE accounts --\n\u202eabc 🦊  ',
      '"; DROP TABLE accounts --\n\u202eabc 🦊',
    ],
    ['note', 'x'.repeat(10_000), 'x'.repeat(10_000)],
    ['contacts', 'Executives; END  users;;executives', 'end users;executives'],
    ['decision_maker_changed_on', '2024-02-29', '2024-02-29'],
    ['competitor', ' Larch\nFacilities ', 'Larch Facilities'],
    ['tender', 'Yes', 1],
    ['tender', ' NO ', 0],
    ['tender', '', null],
    ['notice_given_on', '2026-11-22', '2026-11-22'],
    ['notice_given_on', '2019-01-31', '2019-01-31'],
    ['notice_given_on', 'No', 'no'],
    ['notice_given_on', '', null],
    ['last_day', '2026-11-16', '2026-11-16'],
    ['last_day', '2031-01-01', '2031-01-01'],
    ['last_day', '', null],
    ['value_category', 'More value for WHAT they paid', 'more value for what they paid'],
  ])('may have %s %j', async (column, text, value) => {
    const { row, faults } = await read(column, text)
    expect(faults).toEqual([])
    expect(row?.[column]).toBe(value)
  })

  it.each([
    ['account_id', ''],
    ['account_id', 'a\0b'],
    ['account_id', 'x'.repeat(301)],
    ['week', '2025-W53'],
    ['week', '2026-W00'],
    ['week', '2026-02-29'],
    ['service', '100.1'],
    ['service', '11/10'],
    ['service', '3/4'],
    ['service', '110%'],
    ['week', '06/11/2026'],
    ['service', '-1'],
    ['pulse', 'amber'],
    ['note', 'bell\u0007'],
    ['note', 'x'.repeat(10_001)],
    ['contacts', 'executives, procurement'],
    ['contacts', ';'],
    ['action_due_on', '2026-11-31'],
    ['competitor', 'x'.repeat(301)],
    ['competitor', 'MÃ¼ller'],
    ['tender', 'maybe'],
    ['notice_given_on', 'yes'],
    ['notice_given_on', '2026-11-23'],
    ['last_day', 'no'],
    ['last_day', '2026-11-15'],
    ['value_category', 'innovations'],
  ])('may not have %s %j', async (column, text) => {
    const { row, faults } = await read(column, text)
    expect(row).toBeUndefined()
    expect(faults).toEqual([
      expect.stringContaining(`rows.csv, line 2, column ${column}: expected`),
    ])
  })

  it('has one score at least, and says what was done where it names a category', async () => {
    const { faults } = await readCsv(
      'account_id,week,service,health,value_category,value_delivered\n' +
        'A,2026-W47,,,,\nB,2026-W47,,50,innovation,\nC,2026-W47,50,,,New rota\n',
    )
    expect(faults).toEqual([
      expect.stringMatching('line 2: expected at least one of relationship, .* found nothing'),
      expect.stringMatching('line 3, column value_delivered: expected what was done'),
    ])
  })

  it('tells a last day with the notice that it follows from, and not before it', async () => {
    const { rows, faults } = await readCsv(
      'account_id,week,service,last_day,notice_given_on\n' +
        'A,2026-W47,50,2026-12-31,\nB,2026-W47,50,2026-12-31,no\n' +
        'C,2026-W47,50,2026-11-01,2026-11-16\nD,2026-W47,50,,2026-11-23\n' +
        'E,2026-W47,50,2026-12-31,2026-11-16\nF,2026-W47,50,,no\n',
    )
    expect(faults).toEqual([
      'rows.csv, line 2, column last_day: expected nothing, since notice_given_on is empty, found "2026-12-31". Say in notice_given_on on which day notice was given. The end of a fixed term belongs in renewal_date of accounts.csv.',
      'rows.csv, line 3, column last_day: expected nothing, since notice_given_on says no, found "2026-12-31". Empty the cell where notice was withdrawn; else say in notice_given_on on which day it was given.',
      'rows.csv, line 4, column last_day: expected a day on or after notice_given_on (2026-11-16), found "2026-11-01". Notice given after the last day: check both days.',
      'rows.csv, line 5, column notice_given_on: expected a day that was known in the row’s week, up to 2026-11-22, found "2026-11-23". Check the day, or say it in the row of the week in which notice was given.',
    ])
    expect(rows.map((row) => [row.notice_given_on, row.last_day])).toEqual([
      ['2026-11-16', '2026-12-31'],
      ['no', null],
    ])
  })

  it('tells no last day in a file without a column for the notice', async () => {
    const { faults } = await readCsv('account_id,week,service,last_day\nA,2026-W47,50,2026-12-31\n')
    expect(faults).toEqual([expect.stringContaining('line 2, column last_day: expected nothing')])
  })

  it('quotes what was there in a form that is safe to print', async () => {
    const { faults } = await read('service', `\u001b[31m\u202e\n${'x'.repeat(200)}`)
    expect(faults[0]).toContain(`found "\\u{1b}[31m\\u{202e}\\n${'x'.repeat(73)}…"`)
  })
})

describe('scores that may lie on another scale', () => {
  const read = async (...scores: string[]) => {
    const rows = scores.map((score, at) => `A${at},2026-W47,${score}\n`).join('')
    return (await readCsv(`account_id,week,health\n${rows}`)).faults
  }

  it.each<[string[], RegExp | null]>([
    [['0.9', '0.4'], /--scale health=0-1, or --scale health=0-100/],
    [['4', '5', '3.5'], /--scale health=0-5 \(or health=1-5 where 1 is the lowest\)/],
    [['0', '5'], /--scale health=0-5,/],
    [['8.5', '4', '9'], /--scale health=0-10,/],
    [['8.5', '4', '11'], null],
    [['8'], null],
    [['85%', '0.9'], /some|without/],
    [['85%', '90'], null],
    [['7/10', '90'], /some with a scale of their own/],
    [['7/10', '9/10'], null],
  ])('%j: %s', async (scores, fault) => {
    expect(await read(...scores)).toEqual(fault === null ? [] : [expect.stringMatching(fault)])
  })
})

describe('headers that are weeks', () => {
  const read = (headers: string) =>
    readCsv(`account_id,${headers}\nA,80,82\n`, { weeksInColumns: 'health' })

  it('are all read, or the file is refused', async () => {
    expect((await read('2026-W45,2026-11-09')).rows).toHaveLength(2)
    for (const unread of ['Week of 11/2/2026', 'W47', '10/5/2026', '2026-47']) {
      expect((await read(`2026-W45,${unread}`)).faults).toEqual([
        expect.stringMatching(/headers that can be read as weeks.*--dates mdy/),
      ])
    }
  })
})
