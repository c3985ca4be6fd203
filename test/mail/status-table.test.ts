import { describe, expect, it } from 'vitest'
import { noPictures, type Picture } from '../../src/mail/picture.js'
import { renderMessage } from '../../src/mail/render.js'
import { statusTrendView } from '../../src/mail/view/figures.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { level } from '../fixture/falling.js'
import { sheet } from '../fixture/mail-sheet.js'
import { eventful, factsFrom, quiet } from '../fixture/portfolio.js'
import { wordsIn } from '../fixture/shown-figures.js'

describe('accounts by status', () => {
  it.each([
    [
      'nothing changed',
      quiet,
      'Red below 50, green from 75; nothing changed Status Accounts Revenue ■ Red 0 $0 ◆',
    ],
    [
      'something changed',
      eventful,
      'Red below 50, green from 75; in grey, the change Status Accounts Revenue ■ Red',
    ],
  ])('where %s', (_, stories, words) => {
    const { html } = renderMessage(executiveDigest(factsFrom(stories), null, null))
    expect(wordsIn(html).replaceAll(/\s+/g, ' ')).toContain(words)
    expect(html.includes('colspan="2" class="m"')).toBe(stories === eventful)
  })
})

it('the legend of the last weeks names no status that its picture does not show', () => {
  const picture: Picture = { cid: 'x', width: 1, height: 1, alt: 'x' }
  const pictures = { ...noPictures, statusBands: () => picture }
  const facts = factsFrom({ A: { account: { name: 'Late' }, scores: [level(40), level(40)] } })
  const { portfolioTrend } = executiveDigest(facts, null, null)
  const trend = statusTrendView({ portfolioTrend }, { ...sheet, pictures })
  expect(portfolioTrend[0]?.byStatus.unknown.accounts).toBe(1)
  expect(trend?.legend).toMatch(/From the bottom up: ■\u00a0Red\.$/)
})
