import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { cells, row, textColumns, wrapped } from '../../src/mail/text.js'

describe('a paragraph', () => {
  it('is broken between words, and indented', () => {
    expect(wrapped('word '.repeat(20).trim(), 2)).toBe(
      `  ${'word '.repeat(15).trim()}\n  ${'word '.repeat(5).trim()}`,
    )
  })

  it('keeps together what a no-break space joins, and shows an ordinary one', () => {
    const told = wrapped(`${'word '.repeat(14)}$1.2M\u00a0a\u00a0year`, 0)
    expect(told).toBe(`${'word '.repeat(14).trim()}\n$1.2M a year`)
  })

  it('is broken within a word that is longer than a line, but not within a link', () => {
    const link = `https://report.example.com/${'x'.repeat(100)}`
    expect(wrapped(`See ${link} now`, 0)).toBe(`See\n${link}\nnow`)
    for (const line of wrapped('W'.repeat(300), 0).split('\n')) {
      expect(line.length).toBeLessThanOrEqual(78)
    }
  })

  it('cut within a word, gets no blank there', () => {
    const path = `/srv/report/${'folder/'.repeat(12)}`
    for (const indent of [2, 3, 4]) {
      const rejoined = wrapped(path, indent)
        .replaceAll(`\n${' '.repeat(indent)}`, '')
        .trim()
      expect(rejoined).toBe(path)
    }
  })

  it('cut within a word, keeps a character and its accents together', () => {
    const cut = (character: string, width: number) => {
      const whole = character.repeat(Math.floor(78 / width))
      expect(wrapped(`${whole}${character}`, 0)).toBe(`${whole}\n${character}`)
    }
    cut('🇩🇪', 2)
    cut('👩‍👩‍👧', 2)
    cut('1️⃣', 2)
    cut('q\u0308', 1)
  })

  it('keeps every character, and to its width, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => {
        const line = text.replaceAll(/[\s\p{Z}]+/gu, ' ').trim()
        const set = wrapped(line, 4)
        expect(set.replaceAll(/\s/g, '')).toBe(line.replaceAll(/\s/g, ''))
        if (!line.includes('http')) {
          for (const one of set.split('\n')) expect(textColumns(one)).toBeLessThanOrEqual(78)
        }
      }),
    )
  })
})

describe('a text takes as many columns as a terminal gives it', () => {
  it.each([
    ['Harbor Point', 12],
    ['Škoda – ▼ −18.1', 15],
    ['日本', 4],
    ['「東京タワー」、', 16],
    ['ｱｲｳ', 3],
    ['ﾊﾟｰﾄﾅｰ', 6],
    ['한국', 4],
    ['한국'.normalize('NFD'), 4],
    ['ＡＢＣ', 6],
    ['Zoe\u0308', 3],
    ['हिन्दी', 5],
    ['🚀', 2],
    ['🇩🇪', 2],
    ['👍🏽', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['1️⃣', 2],
    ['™', 1],
    ['', 0],
  ])('%s', (text, width) => {
    expect(textColumns(text)).toBe(width)
    expect(textColumns(`${text} and ${text}`)).toBe(2 * width + 5)
  })
})

it('gives each character the columns of Unicode’s tables', () => {
  const differ = Array.from({ length: 0x4000 }, (_, code) => String.fromCharCode(code)).filter(
    (character) => textColumns(character) !== stringWidth(character),
  )
  expect(differ).toEqual([])
})

describe('a row', () => {
  it('puts its figure at the right edge, also of wide characters', () => {
    expect(row('Harbor Point', '▼ −18.1')).toHaveLength(78)
    expect(textColumns(row('株式会社東京', '48.0'))).toBe(78)
    expect(row('🇩🇪 ｱｲｳ', '48.0')).toBe(`🇩🇪 ｱｲｳ${' '.repeat(68)}48.0`)
  })

  it('goes on below where the name is long', () => {
    const [first = '', second] = row('name '.repeat(30).trim(), '48.0').split('\n')
    expect(first).toMatch(/^name .* name {2,}48\.0$/)
    expect(second).toMatch(/^name/)
  })
})

it('cells stand below each other, to the left and to the right', () => {
  expect(cells(['■ Red', 10, '3', -6, '+$605K', 0])).toBe('■ Red          3+$605K')
  expect(cells(['◆ Yellow', 10, '12', -6])).toBe('◆ Yellow      12')
  expect(cells(['❤️ ｱ', 10, '12', -6])).toBe('❤️ ｱ          12')
})
