import { describe, expect, test } from 'vitest'
import { wayOutText, waysOut, withOptions } from '../../../src/command/setup/ways-out.js'
import type { SourceFault } from '../../../src/source/fault.js'
import { importWords, readImportWords, writtenWords } from '../../../src/source/options.js'

const always = [
  'read its columns otherwise',
  'type options, as for mmr import',
  'read it again, as it is now',
  'take another file',
  'leave it for later',
]

function fault(cure: string, more: Partial<SourceFault> = {}): SourceFault {
  const place = { file: 'a.csv', line: 2, column: 'health' }
  return { ...place, expected: 'something', given: 'else', cure, ...more }
}

describe('what can be done', () => {
  test.each<[string, SourceFault[], string[]]>([
    ['about nothing', [], []],
    [
      'about a scale',
      [
        fault(
          'Say on which scale they lie: --scale health=0-5 (or health=1-5 where 1 is the lowest), or --scale health=0-100 where they are from 0 to 100 already.',
        ),
      ],
      ['--scale health=0-5', '--scale health=0-100'],
    ],
    [
      'about days, said once for many rows',
      [1, 2, 3].map((line) =>
        fault(
          'Say whether the month or the day stands first: --dates mdy or --dates dmy; or write it like 2026-11-16.',
          { line },
        ),
      ),
      ['--dates mdy', '--dates dmy'],
    ],
    [
      'about decimals',
      [
        fault(
          'Say what stands before the decimals: --decimal point (1,234 is a thousand) or --decimal comma (1.234 is); or write 1234.',
        ),
      ],
      ['--decimal point', '--decimal comma'],
    ],
    [
      'about accounts that aren’t known',
      [
        fault(
          'Import the accounts first (mmr import accounts FILE), or correct the id, or leave such rows out with --skip-unknown.',
        ),
      ],
      ['--skip-unknown'],
    ],
    [
      'about sheets',
      [fault('Say which one: --sheet "Sheet 1" or --sheet "Health, all".')],
      ['--sheet "Sheet 1"', '--sheet "Health, all"'],
    ],
    [
      'about words',
      ['G', 'Amber', 'G'].map((given) =>
        fault('Write one of them.', {
          column: 'pulse',
          expected: 'one of red, yellow, green',
          given,
        }),
      ),
      ['say what "G", "Amber" in pulse mean'],
    ],
    [
      'about a currency',
      [fault('Add to EXCHANGE_RATES what one EUR is worth in USD.', { given: 'eur' })],
      ['say what one EUR is worth (EXCHANGE_RATES)'],
    ],
    [
      'about an owner without an address',
      [
        fault(
          'Add the address, or map the column that has it (--map "Owner Email=account_manager_address"), or give a file of names and addresses: --owners FILE.',
          { column: 'account_manager' },
        ),
        fault(
          'Fill in the cell, or say who owns such accounts: --set-empty "account_manager=Full Name <name@example.com>".',
          { column: 'account_manager', given: '' },
        ),
      ],
      [
        'name a file of the account managers: name, address (OWNERS_FILE)',
        'say what the empty cells of account_manager say',
      ],
    ],
    [
      'about an empty cell',
      [fault('Fill in the cell.', { column: 'notice_days', expected: 'a value', given: '' })],
      ['say what the empty cells of notice_days say'],
    ],
    [
      'is no example, and nothing half said',
      [
        fault(
          'Add the column, or say which header stands for it: --map "Header in the file=column". Or say what it is in each row: --set notice_days=60.',
        ),
        fault('Check the score, and --scale if it is given.'),
        fault('Write them like 2026-W47, or leave --weeks-in-columns out.'),
        fault('Leave --sheet out, or name the .xlsx file.'),
        fault('one sheet with anything in it, or --sheet NAME'),
      ],
      [],
    ],
  ])('%s', (_what, faults, ways) => {
    expect(waysOut(faults).map(wayOutText)).toEqual([...ways, ...always])
  })
})

describe('options behind those that were said', () => {
  test.each([
    ['--dates mdy', '--dates dmy', '--dates dmy'],
    ['--scale health=0-10', '--scale health=0-100', '--scale health=0-100'],
    ['--scale service=0-10', '--scale health=0-5', '--scale service=0-10 --scale health=0-5'],
    ['--map "A B=name"', '--skip-unknown', '--map "A B=name" --skip-unknown'],
    ['--map "A B=name"', '--map "a b=account_id"', '--map "a b=account_id"'],
    ['--value pulse:G=green', '--value pulse:g=red', '--value pulse:g=red'],
    ['--set week=last --skip-unknown', '--set week=this', '--set week=this --skip-unknown'],
    ['--sheet One', '--sheet "Two, too"', '--sheet "Two, too"'],
  ])('%s, then %s', (said, more, both) => {
    const words = readImportWords(said)
    if (words.kind === 'fault') throw new Error(words.fault)
    const read = withOptions(words.words, more)
    expect(read.kind === 'words' ? writtenWords(read.words) : read.fault).toBe(both)
  })

  test('that make no sense are a fault', () => {
    expect(withOptions(importWords({}), '--dates ymd').kind).toBe('fault')
  })
})
