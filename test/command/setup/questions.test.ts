import { describe, expect, test } from 'vitest'
import {
  type EnvValues,
  nextQuestion,
  questionOf,
  settingAnswer,
  shownLine,
} from '../../../src/command/setup/questions.js'

/** What is asked from the beginning on, where each question is answered by its standard. */
function asked(values: EnvValues, zone = 'Europe/Berlin'): [string, string][] {
  const found: [string, string][] = []
  let question = nextQuestion(null, values, zone)
  while (question !== null) {
    found.push([question.setting, question.shown])
    question = nextQuestion(question.setting, values, zone)
  }
  return found
}

describe('the questions', () => {
  test('of an empty file begin with defaults, and with the zone of the machine', () => {
    expect(asked({})).toEqual([
      ['COMPANY_NAME', 'Our company'],
      ['TIME_ZONE', 'Europe/Berlin'],
      ['CURRENCY', 'USD'],
      ['EXECUTIVES', ''],
      ['ADMINS', ''],
      ['SMTP_URL', ''],
      ['OUTBOX_DIR', './outbox'],
    ])
  })

  test('of a file begin with what it says, without the password', () => {
    const values = {
      TIME_ZONE: 'Asia/Tokyo',
      ADMINS: 'Ada <ada@example.com>',
      SMTP_URL: 'smtp://me%40example.com:secret@smtp.example.com:587',
    }
    expect(asked(values)).toEqual([
      ['COMPANY_NAME', 'Our company'],
      ['TIME_ZONE', 'Asia/Tokyo'],
      ['CURRENCY', 'USD'],
      ['EXECUTIVES', ''],
      ['ADMINS', 'Ada <ada@example.com>'],
      ['SMTP_URL', 'smtp://(hidden)@smtp.example.com:587'],
      ['MAIL_FROM', 'Monday Morning Report <monday-morning-report@localhost>'],
    ])
  })
})

const about = (setting: string, values: EnvValues = {}) =>
  questionOf({ setting, asks: '', hints: [] }, values)

describe('an answer', () => {
  test.each<[string, string, EnvValues, string]>([
    ['CURRENCY', 'EUR', {}, 'EUR'],
    ['CURRENCY', '', { CURRENCY: 'GBP' }, 'GBP'],
    ['CURRENCY', '', {}, 'USD'],
    ['ADMINS', '-', { ADMINS: 'Ada <ada@example.com>' }, ''],
    [
      'EXECUTIVES',
      'Ann <ann@example.com>, b@example.com',
      {},
      'Ann <ann@example.com>, b@example.com',
    ],
    ['SMTP_URL', '', { SMTP_URL: 'smtp://me:secret@a.example' }, 'smtp://me:secret@a.example'],
    // What is wrong elsewhere is no reason to refuse this one.
    ['COMPANY_NAME', 'Northwind', { CURRENCY: 'nonsense', NEVER_HEARD_OF: '1' }, 'Northwind'],
  ])('to %s: %j', (setting, line, values, value) => {
    expect(settingAnswer(about(setting, values), line, values)).toEqual({
      kind: 'taken',
      value,
      remarks: [],
    })
  })

  test.each<[string, string, EnvValues, RegExp]>([
    ['CURRENCY', 'Dollar', {}, /^CURRENCY: expected a currency code of three letters/],
    ['TIME_ZONE', 'EST', {}, /America\/New_York/],
    ['EXECUTIVES', 'Ann', {}, /^EXECUTIVES: expected /],
    ['SMTP_URL', 'smtp.example.com', {}, /^SMTP_URL: expected /],
    ['CURRENCY', '', { CURRENCY: 'nonsense' }, /found "nonsense"/],
    ['COMPANY_NAME', `"'\``, {}, /quotation marks/],
  ])('to %s is refused: %j', (setting, line, values, why) => {
    const answer = settingAnswer(about(setting, values), line, values)
    expect(answer).toEqual({ kind: 'refused', faults: [expect.stringMatching(why)] })
    expect(JSON.stringify(answer)).not.toContain('secret')
  })

  test('that is unlikely is taken, and remarked on', () => {
    expect(settingAnswer(about('EXECUTIVES'), 'ann@server', {})).toEqual({
      kind: 'taken',
      value: 'ann@server',
      remarks: [expect.stringMatching(/^EXECUTIVES: /)],
    })
  })

  test.each([
    ['CURRENCY', 'USD', 'CURRENCY=USD'],
    ['COMPANY_NAME', 'Northwind Services', "COMPANY_NAME='Northwind Services'"],
    ['SMTP_URL', 'smtp://me:a@b@smtp.example.com', "SMTP_URL='smtp://(hidden)@smtp.example.com'"],
    ['LINK_KEYS', 'k1:abc', "LINK_KEYS='(hidden)'"],
  ])('becomes a line: %s %s', (setting, value, line) => {
    expect(shownLine(setting, value)).toBe(line)
  })
})
