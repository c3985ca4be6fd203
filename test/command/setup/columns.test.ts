import { describe, expect, test } from 'vitest'
import {
  columnAnswer,
  columnsOfHeaders,
  type FileWords,
  headerAmong,
  headerAnswer,
  openColumns,
  weekHeaders,
  withGuesses,
} from '../../../src/command/setup/columns.js'
import type { ExportKind } from '../../../src/source/guess.js'
import { importWords, readImportWords, writtenWords } from '../../../src/source/options.js'

function file(kind: ExportKind, headers: readonly string[], options = ''): FileWords {
  const read = readImportWords(options)
  if (read.kind === 'fault') throw new Error(read.fault)
  return { kind, headers, words: read.words }
}

const crm = ['Record ID', 'Company name', 'Company owner', 'Annual Revenue', 'Create Date']

describe('what is guessed', () => {
  test.each<[string, FileWords, string]>([
    [
      'of a CRM',
      file('accounts', crm),
      '--map "Record ID=account_id" --map "Company name=name" --map "Company owner=account_manager"',
    ],
    ['of own names is nothing', file('snapshots', ['account_id', 'Week', 'health']), ''],
    [
      'leaves what was said',
      file('accounts', crm, '--map "Create Date=account_id"'),
      '--map "Create Date=account_id" --map "Company name=name" --map "Company owner=account_manager"',
    ],
    [
      'leaves what is set for each row',
      file('snapshots', ['Account', 'Date', 'Score'], '--set week=last'),
      '--map Account=account_id --map Score=health --set week=last',
    ],
  ])('%s', (_what, given, options) => {
    expect(writtenWords(withGuesses(given))).toBe(options)
  })
})

describe('an answer about a header', () => {
  const given = file('accounts', crm, '--map "Record ID=account_id"')

  test.each<[string, string]>([
    ['5=started_on', '--map "Record ID=account_id" --map "Create Date=started_on"'],
    ['1=name', '--map "Record ID=name"'],
    ['5=account_id', '--map "Create Date=account_id"'],
    ['1=-', ''],
    ['3 = account_manager', '--map "Record ID=account_id" --map "Company owner=account_manager"'],
    ['4=annual_revenue', '--map "Record ID=account_id"'],
  ])('%s', (line, options) => {
    const answer = headerAnswer(line, given)
    expect(answer.kind === 'words' ? writtenWords(answer.words) : answer.why).toBe(options)
  })

  test.each([
    ['9=name', /number of the list/],
    ['name', /number of the list/],
    ['1=nonsense', /no column nonsense.*They are account_id, name, /],
    ['4=-', /own name/],
  ])('%s is refused', (line, why) => {
    expect(headerAnswer(line, given)).toEqual({ kind: 'refused', why: expect.stringMatching(why) })
  })
})

describe('what is still to be asked', () => {
  test.each<[string, FileWords, Record<string, string>]>([
    [
      'of nothing known',
      file('accounts', ['A', 'B']),
      {
        account_id: '',
        name: '',
        account_manager: '',
        annual_revenue: '',
        currency: '=EUR',
        notice_days: '',
      },
    ],
    [
      'of owners in another column is nothing',
      file(
        'accounts',
        ['account_id', 'name', 'account_manager_address', 'annual_revenue'],
        '--set currency=USD --set notice_days=60',
      ),
      {},
    ],
    ['of snapshots without a week', file('snapshots', ['account_id', 'health']), { week: '=last' }],
    [
      'of snapshots with a driver is no health',
      file('snapshots', ['account_id', 'week', 'service']),
      {},
    ],
    [
      'of weeks in columns',
      file('snapshots', ['account_id', '2026-W47'], '--weeks-in-columns health'),
      {},
    ],
  ])('%s', (_what, given, open) => {
    const found = openColumns(given, 'EUR').map(({ column, standard }) => [column, standard])
    expect(Object.fromEntries(found)).toEqual(open)
  })

  test.each<[string, string, string]>([
    ['=60', 'notice_days', '--set notice_days=60'],
    ['= 2026-W47', 'week', '--set week=2026-W47'],
    ['2', 'name', '--map B=name'],
    ['b', 'name', '--map B=name'],
  ])('is answered by %j', (line, column, options) => {
    const answer = columnAnswer(line, column, file('accounts', ['A', 'B']))
    expect(answer.kind === 'words' ? writtenWords(answer.words) : answer.why).toBe(options)
  })

  test.each(['', '3', 'C', '='])('isn’t answered by %j', (line) => {
    expect(columnAnswer(line, 'name', file('accounts', ['A', 'B'])).kind).toBe('refused')
  })
})

test('a header says one thing: what says another already is refused', () => {
  const given = file('snapshots', ['Account', 'Week'], '--map Account=account_id')
  expect(columnAnswer('1', 'health', given)).toEqual({
    kind: 'refused',
    why: 'Account says account_id already.',
  })
})

test('headers that are weeks are known', () => {
  expect(weekHeaders(file('snapshots', ['account_id', '2026-W44', 'KW 45 2026', 'W']))).toEqual([
    '2026-W44',
    'KW 45 2026',
  ])
})

describe('the header of a file', () => {
  test.each<[string, string[][], string, number]>([
    [
      'is its first row',
      [
        ['account_id', 'week'],
        ['A', '2026-W47'],
      ],
      '',
      1,
    ],
    [
      'stands below a title',
      [
        ['Health Report', ''],
        ['Account', 'Score'],
        ['A', '1'],
      ],
      '',
      2,
    ],
    [
      'is the first full row, where nobody knows it',
      [
        ['x', ''],
        ['a', 'b'],
        ['c', 'd'],
      ],
      '',
      2,
    ],
    [
      'is the one that was said',
      [
        ['x', 'y'],
        ['a', 'b'],
      ],
      '--map b=health',
      2,
    ],
  ])('%s', (_what, rows, options, line) => {
    const lines = rows.map((cells, at) => ({ line: at + 1, cells }))
    const { words } = file('snapshots', [], options)
    expect(headerAmong(lines, 'snapshots', words)?.line).toBe(line)
  })

  test('is none where there are no rows', () => {
    expect(headerAmong([], 'accounts', importWords({}))).toBeNull()
  })
})

test('a column that is known by its name and by what was said is one', () => {
  const given = file('accounts', ['Account Id', 'Customer', 'region'], '--map Customer=name')
  expect(columnsOfHeaders(given)).toEqual(['account_id', 'name', 'region'])
})
