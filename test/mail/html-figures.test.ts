import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { illustrated } from '../../src/run/drafts.js'
import { digests, links } from '../fixture/digest.js'
import { facts } from '../fixture/history.js'
import { figuresOf, linksIn, mailsBegunIn, wordsIn } from '../fixture/shown-figures.js'
import { anyPortfolio } from '../report/arbitraries.js'

describe('what the HTML says', () => {
  it.each(Object.entries(digests))('the text says too: %s', (_, digest) => {
    expectSame(illustrated(digest, { links }).message)
  })

  it('the text says too, whatever the portfolio', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        expectSame(illustrated(executiveDigest(facts(histories), null, null)).message)
      }),
      { numRuns: 60 },
    )
  })
})

/** A link that writes a mail begins it as well, of which the text has the words. */
function expectSame({ html, text }: { readonly html: string; readonly text: string }): void {
  const told = text.replaceAll('\u00a0', ' ')
  const links = linksIn(html).map((link) => link.replace(/^mailto:/, '').split('?')[0] ?? '')
  const begun = mailsBegunIn(html).join(' ')
  const shown = figuresOf(`${wordsIn(html)} ${begun}`)
  expect([...shown].filter((figure) => !told.includes(figure))).toEqual([])
  expect(links.filter((link) => !told.includes(link))).toEqual([])
}
