import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, type Day, firstDay, shiftWeek, type Week, weekOf } from '../../src/report/week.js'
import { accountIdReader, accountsLayout } from '../../src/source/accounts.js'
import type { ReadingOptions } from '../../src/source/options.js'
import { scratchFile } from '../store/scratch.js'
import { readCsv, snapshotColumns } from './reading.js'

/** How a program writes a file. */
interface Shape {
  readonly delimiter: ',' | ';' | '\t'
  readonly encoding: 'UTF-8' | 'UTF-8 with a mark' | 'UTF-16' | 'Windows-1252'
  readonly lineEnd: '\n' | '\r\n'
  readonly decimal: 'point' | 'comma'
  readonly grouping: boolean
  readonly sign: '' | '$' | ' USD'
  readonly dates: 'iso' | 'mdy' | 'dmy' | 'named' | 'timed'
  readonly titles: number
  readonly total: boolean
  readonly quotesAll: boolean
  readonly nothing: '' | 'N/A' | '-'
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  encoding: fc.constantFrom('UTF-8', 'UTF-8 with a mark', 'UTF-16', 'Windows-1252'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  decimal: fc.constantFrom('point', 'comma'),
  grouping: fc.boolean(),
  sign: fc.constantFrom('', '$', ' USD'),
  dates: fc.constantFrom('iso', 'mdy', 'dmy', 'named', 'timed'),
  titles: fc.integer({ min: 0, max: 3 }),
  total: fc.boolean(),
  quotesAll: fc.boolean(),
  nothing: fc.constantFrom('', 'N/A', '-'),
})

function figure(value: number, decimals: number, { decimal, grouping }: Shape): string {
  const [whole = '', fraction = ''] = value.toFixed(decimals).split('.')
  const [group, sign] = decimal === 'comma' ? ['.', ','] : [',', '.']
  const grouped = grouping ? whole.replace(/\B(?=(\d{3})+$)/g, group) : whole
  return fraction === '' ? grouped : `${grouped}${sign}${fraction}`
}

function money(cents: number, shape: Shape): string {
  const text = figure(cents / 100, 2, shape)
  return shape.sign === '$' ? `$${text}` : text + shape.sign
}

function day(written: Day, { dates }: Shape): string {
  const [year, month, date] = written.split('-')
  const name = new Date(written).toLocaleString('en', { month: 'short', timeZone: 'UTC' })
  const texts = {
    iso: written,
    mdy: `${month}/${date}/${year}`,
    dmy: `${date}.${month}.${year}`,
    named: `${Number(date)} ${name} ${year}`,
    timed: `${written} 10:15:30`,
  }
  return texts[dates]
}

/** A table as the program writes it. */
function written(rows: readonly (readonly string[])[], shape: Shape): Uint8Array {
  const { delimiter, quotesAll, lineEnd, titles, total, encoding } = shape
  const width = rows[0]?.length ?? 0
  const padded = (first: string) => [first, ...Array<string>(width - 1).fill('')]
  const all = [
    ...Array.from({ length: titles }, (_, at) => padded(`Report part ${at} of it`)),
    ...rows,
    ...(total ? [padded('Grand Total'), padded('Printed for everybody')] : []),
  ]
  const quoted = (cell: string) =>
    quotesAll || /["\n\r]/.test(cell) || cell.includes(delimiter)
      ? `"${cell.replaceAll('"', '""')}"`
      : cell
  const text = all.map((row) => row.map(quoted).join(delimiter) + lineEnd).join('')
  if (encoding === 'UTF-16') return Buffer.from(`\ufeff${text}`, 'utf16le')
  if (encoding === 'Windows-1252') return Buffer.from(text, 'latin1')
  return Buffer.from(encoding === 'UTF-8' ? text : `\ufeff${text}`)
}

/** What must be said where the file leaves it open. */
function needed(shape: Shape): Partial<ReadingOptions> {
  return {
    decimal: shape.decimal,
    dates: shape.dates === 'mdy' || shape.dates === 'dmy' ? shape.dates : null,
  }
}

const names = fc.constantFrom('Bäckerei Nordwind', 'Quill & Sons', 'Oak "The" Hall', 'Elm; Ash, Co')
const days = fc.integer({ min: 0, max: 8000 }).map((count) => addDays('2015-01-01', count))

const accounts = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 0, max: 9_999_999 }).map((id) => `00${id}`),
    name: names,
    cents: fc.integer({ min: 0, max: 99_999_999_999 }),
    notice: fc.integer({ min: 0, max: 9999 }),
    renewal: fc.option(days),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 12 },
)

describe('what is known comes back the same from an export', () => {
  const layout = accountsLayout({
    owners: [],
    readAccountId: accountIdReader([]),
    currency: 'USD',
    rates: new Map(),
  })

  test('of accounts, in any shape', async () => {
    const header = 'Account ID|Account Name|Owner|Revenue|Notice|Renews'.split('|')
    const map = [
      ...['Account ID=account_id', 'Account Name=name', 'Owner=account_manager'],
      ...['Revenue=annual_revenue', 'Notice=notice_days', 'Renews=renewal_date'],
    ]
    await fc.assert(
      fc.asyncProperty(accounts, shapes, async (list, shape) => {
        const rows = list.map(({ id, name, cents, notice, renewal }) => [
          ...[id, name, 'Lopez, Maria (maria@example.com)', money(cents, shape), `${notice} days`],
          renewal === null ? shape.nothing : day(renewal, shape),
        ])
        const said = { ...needed(shape), layout, map, set: ['currency=USD'] }
        const read = await readCsv(written([header, ...rows], shape), said)
        expect(read.faults).toEqual([])
        expect(read.skipped).toHaveLength(shape.titles + (shape.total ? 2 : 0))
        expect(read.rows).toEqual(
          list.map(({ id, name, cents, notice, renewal }, at) => ({
            line: at + 2 + shape.titles,
            account_id: id,
            name,
            annual_revenue: cents,
            notice_days: notice,
            renewal_date: renewal ?? '',
            currency: 'USD',
            manager_name: 'Maria Lopez',
            manager_address: 'maria@example.com',
          })),
        )
      }),
    )
  })

  test('of snapshots, in any shape and on any scale', async () => {
    const tenths = fc.integer({ min: 0, max: 1000 })
    const snapshots = fc.array(
      fc.record({ week: days, health: tenths, service: fc.option(tenths) }),
      { minLength: 1, maxLength: 12 },
    )
    const scales = fc.constantFrom<[number, number]>([0, 100], [0, 10], [0, 1], [1, 5], [6, 1])
    await fc.assert(
      fc.asyncProperty(snapshots, shapes, scales, async (list, shape, [from, to]) => {
        const onScale = (score: number) => from + (score / 1000) * (to - from)
        const rows = list.map(({ week, health, service }, at) => [
          ...[`A${at}`, day(week, shape), figure(onScale(health), 5, shape)],
          service === null ? shape.nothing : `${figure(service / 10, 1, shape)}%`,
        ])
        const said = { ...needed(shape), scale: [`health=${from}-${to}`] }
        const head = ['account_id', 'week', 'health', 'service']
        const read = await readCsv(written([head, ...rows], shape), said)
        expect(read.faults).toEqual([])
        expect(read.rows).toEqual(
          list.map(({ week, health, service }, at) => ({
            line: at + 2 + shape.titles,
            account_id: `A${at}`,
            week: weekOf(week),
            stated_health: expect.closeTo(health / 10, 2),
            service: service === null ? null : service / 10,
          })),
        )
      }),
    )
  })

  test('of snapshots with their weeks side by side', async () => {
    const weeks = fc.integer({ min: 1, max: 30 })
    const scores = fc.array(
      fc.array(fc.option(fc.integer({ min: 11, max: 100 })), { minLength: 30, maxLength: 30 }),
      { minLength: 1, maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(scores, weeks, shapes, async (list, count, shape) => {
        const first: Week = '2026-W10'
        const all = Array.from({ length: count }, (_, at) => shiftWeek(first, at))
        const head = ['account_id', ...all.map((week) => day(firstDay(week), shape))]
        const rows = list.map((row, at) => [
          `A${at}`,
          ...row.slice(0, count).map((score) => (score === null ? '' : String(score))),
        ])
        const said = { ...needed(shape), weeksInColumns: 'health' }
        const read = await readCsv(written([head, ...rows], shape), said)
        expect(read.faults).toEqual([])
        expect(
          read.rows.map(({ account_id, week, stated_health }) => [account_id, week, stated_health]),
        ).toEqual(
          list.flatMap((row, at) =>
            all.flatMap((week, index) => {
              const score = row[index] ?? null
              return score === null ? [] : [[`A${at}`, week, score]]
            }),
          ),
        )
      }),
    )
  })
})

describe('a mangled file', () => {
  const isLong = process.env.MMR_LONG === '1'
  const whole =
    'account_id,week,health,service,note\n' +
    'A001,2026-W47,82.5,70,Good week\nA002,2026-11-18,41,"1,5",Bad\n' +
    'A003,16.11.2026,99,85%,"two\nlines"\nA004,2026-W47,N/A,85/100,x\nTotal,,55.6,,\n'

  /** One or two changes at arbitrary places: cut, doubled, turned, put in, left out. */
  const changes = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 999 }),
      kind: fc.constantFrom('cut', 'double', 'byte', 'text', 'drop'),
      byte: fc.integer({ min: 0, max: 255 }),
      text: fc.constantFrom(
        '"',
        ',',
        ';',
        '\t',
        '\n',
        '\r',
        '.',
        '-',
        '/',
        '%',
        '1',
        '0',
        'E',
        '\0',
        '\u00a0',
        'é',
        '=',
        '\ufeff',
      ),
      length: fc.integer({ min: 1, max: 6 }),
    }),
    { minLength: 1, maxLength: 2 },
  )

  test('is taken right or refused, and has no figure that was not there', async () => {
    const encodings = fc.constantFrom<BufferEncoding>('utf8', 'utf16le', 'latin1')
    const file = scratchFile('mangled.csv', '')
    const outcomes = { taken: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(changes, encodings, async (list, encoding) => {
        const mark = encoding === 'utf16le' ? '\ufeff' : ''
        const bytes = list.reduce(mangled, Buffer.from(mark + whole, encoding))
        const { rows, faults } = await readCsv(bytes, { layout: snapshotColumns(), file })
        outcomes[faults.length > 0 ? 'refused' : 'taken']++
        if (faults.length > 0) return
        // All digits of the file: those of a figure stand in it side by side.
        const digits = bytes.toString('latin1').replace(/[\0.,\s'"]/g, '')
        for (const { stated_health, service } of rows) {
          for (const score of [stated_health, service]) {
            if (score !== null && score !== undefined)
              expect(digits).toContain(digitsOf(Number(score)))
          }
        }
      }),
      { numRuns: isLong ? 100_000 : 1000 },
    )
    expect(Math.min(outcomes.taken, outcomes.refused)).toBeGreaterThan(100)
  }, 3_600_000)

  function digitsOf(score: number): string {
    return String(score)
      .replace('.', '')
      .replace(/^0+(?=\d)/, '')
      .replace(/0+$/, '')
  }
})

interface Change {
  readonly at: number
  readonly kind: 'cut' | 'double' | 'byte' | 'text' | 'drop'
  readonly byte: number
  readonly text: string
  readonly length: number
}

function mangled(bytes: Buffer, { at, kind, byte, text, length }: Change): Buffer {
  const place = at % bytes.length
  const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)]
  switch (kind) {
    case 'cut':
      return before
    case 'double':
      return Buffer.concat([before, after.subarray(0, length), after])
    case 'byte':
      return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)])
    case 'text':
      return Buffer.concat([before, Buffer.from(text), after])
    case 'drop':
      return Buffer.concat([before, after.subarray(length)])
  }
}
