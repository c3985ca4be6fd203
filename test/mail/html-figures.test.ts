import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import { executiveDigest } from '../../src/report/digest/executive.js'
import { digests, updateLinks } from '../fixture/digest.js'
import { facts } from '../fixture/history.js'
import { anyPortfolio } from '../report/arbitraries.js'

describe('what the HTML says', () => {
  it.each(Object.entries(digests))('the text says too: %s', (_, digest) => {
    expectSame(renderMessage(digest, { updateLinks }))
  })

  it('the text says too, whatever the portfolio', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        expectSame(renderMessage(executiveDigest(facts(histories), null, null)))
      }),
      { numRuns: 60 },
    )
  })
})

function expectSame({ html, text }: { readonly html: string; readonly text: string }): void {
  const told = text.replaceAll('\u00a0', ' ')
  const missing = [...figures(html)].filter((figure) => !told.includes(figure))
  expect(missing).toEqual([])
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => unescaped(link))
  expect(links.filter((link) => !told.includes(link.replace(/^mailto:/, '')))).toEqual([])
}

/** Every number that is shown, with its sign and unit. */
function figures(html: string): Set<string> {
  const body = html.slice(html.indexOf('<body')).replace(/<!--[\s\S]*?-->/g, '')
  const shown = unescaped(body.replace(/<[^>]*>/g, ' ')).replaceAll('\u00a0', ' ')
  return new Set(shown.match(/[+−]?\$?\d(?:[\d.,]*\d)?[KMB]?/g))
}

function unescaped(html: string): string {
  const entities = { lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', zwnj: '', amp: '&' }
  return html
    .replaceAll(/&#(x?)([\da-fA-F]+);/g, (_, hex, code) =>
      String.fromCodePoint(Number.parseInt(code, hex === 'x' ? 16 : 10)),
    )
    .replaceAll(/&(lt|gt|quot|nbsp|zwnj|amp);/g, (_, name: keyof typeof entities) => entities[name])
}
