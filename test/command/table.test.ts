import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deliveryText } from '../../src/command/action/deliveries.js'
import { table } from '../../src/command/table.js'
import { textColumns } from '../../src/mail/text.js'
import { deliveryStates } from '../../src/report/delivery.js'
import { roles } from '../../src/report/recipient.js'
import type { Delivery } from '../../src/store/deliveries.js'

describe('a table', () => {
  it('sets columns side by side, each as wide as its widest cell', () => {
    const rows = [
      ['ID', 'NAME', 'STATE'],
      ['1', 'Ann', 'submitted'],
      ['12', 'Bartholomew', 'failed'],
    ]
    expect(table(rows, [9, 99, 99])).toBe(
      ['ID  NAME         STATE', '1   Ann          submitted', '12  Bartholomew  failed', ''].join(
        '\n',
      ),
    )
  })

  it('cuts what is wider than its column may be, and never a character', () => {
    const cut = (text: string, width: number) => table([[text]], [width])
    expect(cut('abcdef', 6)).toBe('abcdef\n')
    expect(cut('abcdefg', 6)).toBe('abcde…\n')
    expect(cut('日本語版', 6)).toBe('日本…\n')
    expect(cut('e\u0301e\u0301e\u0301e\u0301', 3)).toBe('e\u0301e\u0301…\n')
    expect(cut('👩‍👩‍👧x👩‍👩‍👧', 4)).toBe('👩‍👩‍👧x…\n')
    expect(cut('ｱｲｳｴｵ', 5)).toBe('ｱｲｳｴｵ\n')
    expect(cut('🇩🇪🇫🇷🇯🇵', 5)).toBe('🇩🇪🇫🇷…\n')
  })

  it('keeps its columns in line whatever the cells hold', () => {
    const cells = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.nat(999)), { minLength: 1 })
    fc.assert(
      fc.property(cells, (rows) => {
        const lines = table(
          rows.map(([text, number]) => [text, `#${number}`]),
          [12, 9],
        ).split('\n')
        expect(lines).toHaveLength(rows.length + 1)
        const starts = lines
          .slice(0, -1)
          .map((line) => textColumns(line.slice(0, line.lastIndexOf('#'))))
        expect(new Set(starts).size).toBe(1)
      }),
    )
  })
})

describe('the table of deliveries', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 120 })
  const delivery: fc.Arbitrary<Delivery> = fc.record({
    deliveryId: fc.nat(9_999_999),
    editionId: fc.constant(1),
    kind: fc.constantFrom('report', 'report', 'held', 'skipped'),
    week: fc.constant('2026-W47'),
    role: fc.constantFrom(...roles),
    name: text,
    address: text,
    region: fc.constant(null),
    occasion: fc.constant(''),
    dueAt: fc.constant('2026-11-23T07:00:00.000Z'),
    state: fc.constantFrom(...deliveryStates),
    attempt: fc.nat(99),
    nextAttemptAt: fc.constant(null),
    leaseUntil: fc.constant(null),
    settledAt: fc.constant(null),
    reason: fc.option(text),
    transport: fc.constant(null),
    messageId: fc.constant(null),
    subject: fc.constant(null),
    isKept: fc.constant(false),
  })

  it('fits a terminal of 100 columns', () => {
    fc.assert(
      fc.property(fc.array(delivery, { maxLength: 8 }), (deliveries) => {
        const lines = deliveryText(deliveries).split('\n')
        for (const line of lines) expect(textColumns(line)).toBeLessThanOrEqual(100)
      }),
    )
  })

  it('has a line for each, with the reason of one that is not submitted below it', () => {
    const [one] = fc.sample(delivery, { seed: 1, numRuns: 1 })
    if (one === undefined) throw new Error('no delivery')
    const told = { ...one, deliveryId: 7, kind: 'report', role: 'executive' } as const
    const lines = deliveryText([
      { ...told, address: 'ann@example.com', state: 'submitted', attempt: 1, reason: '250 ok' },
      { ...told, address: 'bob@example.com', state: 'failed', attempt: 2, reason: '550 no' },
    ]).split('\n')
    expect(lines).toEqual([
      'ID  WEEK      ROLE       RECIPIENT        STATE      ATTEMPTS',
      '7   2026-W47  executive  ann@example.com  submitted  1',
      '7   2026-W47  executive  bob@example.com  failed     2',
      '          550 no',
      '',
    ])
  })
})
