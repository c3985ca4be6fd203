import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { digests, links } from '../fixture/digest.js'
import { facts } from '../fixture/history.js'
import { illustratedMessage } from '../fixture/illustrated.js'
import { figuresOf, linksIn, wordsIn } from '../fixture/shown-figures.js'
import { anyPortfolio } from '../report/arbitraries.js'

describe('what the HTML says', () => {
  it.each(Object.entries(digests))('the text says too: %s', (_, digest) => {
    expectSame(illustratedMessage(digest, { links }).message)
  })

  it('the text says too, whatever the portfolio', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        expectSame(illustratedMessage(executiveDigest(facts(histories), null, null)).message)
      }),
      { numRuns: 60 },
    )
  })
})

function expectSame({ html, text }: { readonly html: string; readonly text: string }): void {
  const told = text.replaceAll('\u00a0', ' ')
  expect([...figuresOf(wordsIn(html))].filter((figure) => !told.includes(figure))).toEqual([])
  const links = linksIn(html).map((link) => link.replace(/^mailto:/, ''))
  expect(links.filter((link) => !told.includes(link))).toEqual([])
}
