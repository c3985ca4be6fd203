import fc from 'fast-check'
import { expect, test } from 'vitest'
import { importWords, readImportWords, writtenWords } from '../../src/source/options.js'

const none = importWords({})

test.each<[string, object]>([
  ['', none],
  [
    '--map "Account Name=name" --dates mdy',
    { ...none, reading: { ...none.reading, map: ['Account Name=name'], dates: 'mdy' } },
  ],
  [
    "--set notice_days=60 --set 'currency=USD'",
    { ...none, reading: { ...none.reading, set: ['notice_days=60', 'currency=USD'] } },
  ],
  [
    '--skip-unknown --complete --yes',
    { ...none, reading: { ...none.reading, skipUnknown: true }, complete: true, yes: true },
  ],
  [
    String.raw`--value "pulse:say \"no\"=red"`,
    { ...none, reading: { ...none.reading, value: ['pulse:say "no"=red'] } },
  ],
])('%s', (text, words) => {
  expect(readImportWords(text)).toEqual({ kind: 'words', words })
})

test.each([
  ['--map "Account Name=name', 'quotation marks'],
  ['--dates ymd', '--dates takes dmy or mdy, not "ymd"'],
  ['--nonsense', "Unknown option '--nonsense'"],
  ['accounts.csv', 'accounts.csv'],
  ['--map', '--map'],
])('%s is a fault in words', (text, words) => {
  expect(readImportWords(text)).toEqual({ kind: 'fault', fault: expect.stringContaining(words) })
})

test('options are written so that they are read back the same', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.stringMatching(/^-{1,2}[a-z ="']*$/),
  )
  const texts = fc.array(text, { maxLength: 3 })
  const given = fc.record({
    map: texts,
    set: texts,
    setEmpty: texts,
    value: texts,
    scale: texts,
    weeksInColumns: fc.option(text),
    decimal: fc.constantFrom('comma', 'point', null),
    dates: fc.constantFrom('dmy', 'mdy', null),
    skipUnknown: fc.boolean(),
    sheet: fc.option(text),
    owners: fc.option(text),
    asOf: fc.option(text),
    complete: fc.boolean(),
    yes: fc.boolean(),
  })
  fc.assert(
    fc.property(given, (options) => {
      const words = importWords(options)
      expect(readImportWords(writtenWords(words))).toEqual({ kind: 'words', words })
    }),
  )
})
