import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { cells, row, wrapped } from '../../src/mail/text.js'
import { nameOf } from '../../src/mail/view/phrase.js'

/** As wide as a text part may be. */
const most = 78

/** Words as companies have them, in scripts that don't take a column a character. */
const words = fc.constantFrom(
  'Harbor',
  'GmbH',
  '株式会社東京',
  '「本社」',
  'ＡＢＣ',
  'ｱｲｳ',
  '한국',
  '👩‍👩‍👧‍👦',
  '🇩🇪🇫🇷',
  '👍🏽',
  'Zoe\u0308',
  'q\u0308\u0323',
  'हिन्दी',
  'בית',
  'החולים',
  'مستشفى',
  'الشّفاء',
  'x'.repeat(90),
  '漢'.repeat(50),
)

/** As a mail shows it: cleaned, clipped, and isolated where it runs from right to left. */
const names = fc
  .array(fc.tuple(words, fc.constantFrom(' ', '-', '')), { minLength: 1, maxLength: 14 })
  .map((parts) => nameOf(parts.flat().join('').trim()))

const figures = fc.constantFrom('48.0', '▼ −18.1', '$1.2M', '12.500,00 €', '+$605K', '')

const widest = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)))

/** All but blanks and what isolates: that is set anew on each line. */
const letters = (text: string) => text.replaceAll(/[\s\u2068\u2069]/g, '')

/** Words that are no longer than a line, and were cut nevertheless. */
function cutWords(name: string, shown: string, space: number): string[] {
  const own = shown.split('\n').flatMap((line) => line.split(/\s+/).map(letters))
  return name
    .split(' ')
    .map(letters)
    .filter((word) => stringWidth(word) <= space && !own.includes(word))
}

/** Lines on which something is isolated and isn't let go of, or the other way round. */
function unbalanced(text: string): string[] {
  return text.split('\n').filter((line) => {
    const marks = line.replaceAll(/[^\u2068\u2069]/g, '')
    return marks.replaceAll('\u2068\u2069', '') !== ''
  })
}

describe('of names in any script', () => {
  it('a row has its figure at the right edge, and the name beside it in whole words', () => {
    fc.assert(
      fc.property(names, figures, (name, figure) => {
        const shown = row(name, figure)
        expect(widest(shown)).toBeLessThanOrEqual(most)
        expect(letters(shown)).toHaveLength(letters(name + figure).length)
        expect(cutWords(name, shown.replace(figure, ' '), 60)).toEqual([])
        const [first = ''] = shown.split('\n')
        if (figure !== '') {
          expect(stringWidth(first)).toBe(most)
          expect(first.endsWith(`  ${figure}`)).toBe(true)
        }
      }),
    )
  })

  it('a row of two names is no wider than the column', () => {
    fc.assert(
      fc.property(names, names, (left, right) => {
        const shown = row(left, right)
        expect(widest(shown)).toBeLessThanOrEqual(most)
        expect(letters(shown)).toHaveLength(letters(left + right).length)
        expect(unbalanced(shown)).toEqual([])
      }),
    )
  })

  it('cells stand below each other, however long what names them is', () => {
    fc.assert(
      fc.property(names, figures, (name, figure) => {
        const shown = cells([name, 34, figure, -12, '', 2, 'now', 0])
        expect(widest(shown)).toBeLessThanOrEqual(most)
        expect(letters(shown)).toHaveLength(letters(`${name}${figure}now`).length)
        expect(unbalanced(shown)).toEqual([])
        const [first = '', ...more] = shown.split('\n')
        expect(stringWidth(first)).toBe(34 + 12 + 2 + 3)
        expect(first.endsWith(`${figure}  now`)).toBe(true)
        for (const line of more) expect(stringWidth(line)).toBeLessThan(34)
      }),
    )
  })

  it('a paragraph keeps words whole, and each name isolated on each of its lines', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 5 }), fc.nat(6), (some, indent) => {
        const told = some.join(', ')
        const shown = wrapped(told, indent)
        expect(widest(shown)).toBeLessThanOrEqual(most)
        expect(letters(shown)).toBe(letters(told))
        expect(cutWords(told, shown, most - indent)).toEqual([])
        expect(unbalanced(shown)).toEqual([])
      }),
    )
  })

  it('a link alone is wider than the column', () => {
    const link = `https://report.example.com/${'k3y'.repeat(40)}`
    fc.assert(
      fc.property(names, (name) => {
        const lines = wrapped(`${name} ${link}`, 2).split('\n')
        expect(lines.filter((line) => stringWidth(line) > most)).toEqual([`  ${link}`])
      }),
    )
  })
})
