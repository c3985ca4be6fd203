import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { portableHtml } from '../../src/mail/compose.js'
import { renderMessage } from '../../src/mail/render.js'
import { digests } from '../fixture/digest.js'
import { referred } from '../fixture/mail.js'

describe('portable HTML', () => {
  it.each([
    ['plain', '<p>a</p>\n<p>b</p>', '<p>a</p>\r\n<p>b</p>'],
    ['letters', '<p>Größe</p>', '<p>Gr&#246;&#223;e</p>'],
    ['a figure and an emoji', '▲ 1.2 🧨', '&#9650; 1.2 &#129512;'],
    ['references that are there', '&amp;&#39;&nbsp;', '&amp;&#39;&nbsp;'],
  ])('writes %s in ASCII', (_, html, portable) => {
    expect(portableHtml(html)).toBe(portable)
  })

  it.each([
    ['a word that fills more than a line', 'x'.repeat(999)],
    ['a character that no line may hold', 'a\0b'],
    ['a line end of its own kind', 'a\rb'],
    ['more than mail clients show, once written so', '漢'.repeat(20_000)],
  ])('leaves %s to others', (_, html) => {
    expect(portableHtml(html)).toBeNull()
  })

  it('fills a line to the last place and no further', () => {
    expect(portableHtml('x'.repeat(998))).toBe('x'.repeat(998))
    expect(portableHtml(`${'x'.repeat(998)} y`)).toBe(`${'x'.repeat(998)}\r\ny`)
  })

  it('loses nothing but the place of blanks, whatever it says', () => {
    const word = fc.string({ unit: 'binary', maxLength: 400 })
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const html = words.join(' ').replace(/[\p{Cc}\p{Cs}&]/gu, '')
        const portable = portableHtml(html)
        if (portable === null) return
        expect(portable.split('\r\n').every((line) => line.length <= 998)).toBe(true)
        expect(referred(portable).replaceAll('\r\n', ' ')).toBe(html)
      }),
    )
  })
})

describe.each(Object.entries(digests))('the HTML of %s', (_, digest) => {
  const { html } = renderMessage(digest)

  it('can be written so', () => {
    expect(portableHtml(html)).not.toBeNull()
  })

  it('has no letter where a reference is not read', () => {
    const styles = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, css]) => css)
    expect(styles.length).toBeGreaterThan(0)
    expect(styles.join('')).toMatch(/^[\0-\x7f]*$/)
  })
})
