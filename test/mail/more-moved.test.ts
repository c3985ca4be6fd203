import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { falling } from '../fixture/falling.js'
import { factsFrom } from '../fixture/portfolio.js'
import { wordsIn } from '../fixture/shown-figures.js'

describe('movers without a row', () => {
  it('are named, each with its points', () => {
    const digest = executiveDigest(factsFrom(falling(10)), null, null)
    const { html, text } = renderMessage(digest)
    for (const told of [wordsIn(html), text]) {
      expect(told.replaceAll(/\s+/g, ' ')).toContain(
        'and 5 more, $2.5M a year: Account 5 (−15.0), Account 6 (−14.0), Account 7 (−13.0), Account 8 (−12.0) and Account 9 (−11.0).',
      )
    }
  })
})
