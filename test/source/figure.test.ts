import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Decimal,
  decimalOf,
  hundredths,
  numberOf,
  readFigure,
} from '../../src/source/figure.js'

function read(text: string, decimal: Decimal | null = null): number | string {
  const reading = readFigure(text, decimal)
  return reading.kind === 'figure' ? numberOf(reading.figure) : reading.kind
}

describe('A figure', () => {
  test.each<[string, number]>([
    ['0', 0],
    ['007', 7],
    ['1234', 1234],
    ['1234.5', 1234.5],
    ['1234,5', 1234.5],
    ['.5', 0.5],
    [',5', 0.5],
    ['0.850', 0.85],
    ['0,850', 0.85],
    ['1,234,567', 1234567],
    ['1.234.567', 1234567],
    ['12,34,567.50', 1234567.5],
    ['1,234,567.00', 1234567],
    ['1.234.567,00', 1234567],
    ['1 250 000', 1250000],
    ['1 250 000,5', 1250000.5],
    ["1'250'000.50", 1250000.5],
    ['1 250,125', 1250.125],
    ['1234.567', 1234.567],
    ['1.2340', 1.234],
    ['1.25E+06', 1250000],
    ['1,25e6', 1250000],
    ['1.250E+06', 1250000],
    ['85E-1', 8.5],
    ['5E-3', 0.005],
  ])('%s is %d, whatever the column', (text, value) => {
    expect(read(text)).toBe(value)
  })

  test.each<[string, number, number]>([
    ['1,234', 1.234, 1234],
    ['840.000', 840000, 840],
  ])('%s is ambiguous: %d with a decimal comma, %d with a point', (text, comma, point) => {
    expect([read(text), read(text, 'comma'), read(text, 'point')]).toEqual([
      'ambiguous',
      comma,
      point,
    ])
  })

  test.each<[string, Decimal]>([
    ['1234.5', 'comma'],
    ['1,5', 'point'],
    ['1,234.50', 'comma'],
    ['1.234.567', 'point'],
  ])('%s is contrary to a column with a decimal %s', (text, decimal) => {
    expect(read(text, decimal)).toBe('contrary')
  })

  test.each([
    '',
    '.',
    'x',
    '1.',
    '1,',
    '1,23,4',
    '1,2,3',
    '1,234,56',
    '1.234,567,8',
    '1,234.5.6',
    '12 34',
    '1 2345',
    '1,234,567e3',
    '1e999',
    '-5',
    '1..2',
    '1,.2',
    '1 250.000.000',
  ])('%s is none', (text) => {
    expect(read(text)).toBe('none')
  })

  test('any amount, written by either custom, comes back to the cent', () => {
    const written = fc.record({
      cents: fc.integer({ min: 0, max: 9_999_999_999_999 }),
      custom: fc.constantFrom<[string, string, Decimal]>(
        [',', '.', 'point'],
        ['.', ',', 'comma'],
        [' ', ',', 'comma'],
        ['\u202f', '.', 'point'],
        ["'", '.', 'point'],
        ['', '.', 'point'],
        ['', ',', 'comma'],
      ),
      decimals: fc.integer({ min: 0, max: 4 }),
    })
    fc.assert(
      fc.property(written, ({ cents, custom: [group, sign, decimal], decimals }) => {
        const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, group)
        const fraction = `${String(cents % 100).padStart(2, '0')}00`
        const shown = Math.max(decimals, 2)
        const text = `${whole}${sign}${fraction.slice(0, shown)}`
        const reading = readFigure(text, decimal)
        expect(reading.kind === 'figure' && hundredths(reading.figure)).toBe(cents)
        const clear = decimalOf(text)
        expect(clear === null || clear === decimal).toBe(true)
      }),
    )
  })
})
