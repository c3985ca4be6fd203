import { describe, expect, it } from 'vitest'
import type { Message, MessageLinks } from '../../src/mail/message.js'
import { renderMessage } from '../../src/mail/render.js'
import { digestsSaying, hostileTexts, plainDigests, saying } from '../fixture/hostile.js'
import { changeLetter } from '../fixture/letters.js'
import { eventful } from '../fixture/portfolio.js'
import { promptMessage } from '../fixture/prompts.js'

const links = linksTo('https://report.example.com/"><script>alert(1)</script>')
const harmless = linksTo('https://report.example.com/')

describe.each(hostileTexts)('%j wherever somebody can write', (text) => {
  const digests = Object.entries(digestsSaying(text))

  it('adds no node and no attribute to the HTML', () => {
    for (const [name, digest] of digests) {
      const plain = plainDigests[name]
      const { html } = renderMessage(digest, { links })
      const expected = plain && renderMessage(plain, { links: harmless }).html
      expect(skeleton(html), name).toEqual(skeleton(expected ?? ''))
    }
  })

  it('adds nothing to a letter either, and stays on its line there', () => {
    const { subject, html, text: told } = changeLetter(text, text)
    expect(skeleton(html)).toEqual(skeleton(changeLetter('Harbor', 'Fine').html))
    expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
    expect(told).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029]/u)
    for (const shown of [subject, html, told]) expect(shown).not.toMatch(/[\u202a-\u202e]/)
  })

  it('adds nothing to a prompt either, and stays on its line there', () => {
    const { subject, html, text: told } = promptSaying(text)
    expect(skeleton(html)).toEqual(skeleton(promptSaying('Harbor').html))
    expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
    expect(told).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029]/u)
    for (const shown of [subject, html, told]) expect(shown).not.toMatch(/[\u202a-\u202e]/)
  })

  it('stays on its line, and turns nothing round', () => {
    for (const [, digest] of digests) {
      const { subject, html, text: told } = renderMessage(digest)
      expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
      expect(told).not.toMatch(/[^\P{Cc}\n]|[\u2028\u2029]/u)
      for (const shown of [subject, html, told]) expect(shown).not.toMatch(/[\u202a-\u202e]/)
    }
  })

  it('is shown as it was written, as far as it is words', () => {
    const words = (/[\p{L}\p{N}]{3,}/u.exec(text)?.[0] ?? '').slice(0, 60)
    for (const [name, digest] of digests) {
      const { html, text: told } = renderMessage(digest)
      expect(html, name).toContain(words)
      expect(told.replaceAll(/\s/g, ''), name).toContain(words)
    }
  })
})

/**
 * A prompt about an account that is still to update, with an action overdue, and one that is done.
 */
function promptSaying(text: string): Message {
  const { A01, A04 } = eventful
  if (A01 === undefined || A04 === undefined) throw new Error('no accounts')
  return promptMessage({ A01: saying(text, A01), A04: saying(text, A04) })
}

function linksTo(url: string): MessageLinks {
  return {
    updateLinks: new Map([['A01', url]]),
    listUrl: url,
    unchangedUrl: url,
    revertUrl: null,
    viewUrl: url,
    unsubscribeUrl: url,
  }
}

/** Tags and the names of their attributes, in order. */
function skeleton(html: string): string[] {
  return html.replace(/"[^"]*"/g, '""').match(/<[^>]*>/g) ?? []
}
