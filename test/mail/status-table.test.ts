import { describe, expect, it } from 'vitest'
import { renderFullReport } from '../../src/mail/full-report.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { eventful, factsFrom, quiet } from '../fixture/portfolio.js'
import { wordsIn } from '../fixture/shown-figures.js'

describe('accounts by status, in the full report', () => {
  it.each([
    ['nothing changed', quiet, '■ Red 0 $0 ◆ Yellow 0 $0 ● Green 3 $4.93M'],
    [
      'something changed',
      eventful,
      '■ Red 1 relationship, 2 both 3 $2.39M +$605K ◆ Yellow 7 both 7 −1',
    ],
  ])('where %s', async (_, stories, words) => {
    const digest = executiveDigest(factsFrom(stories), null, null)
    const told = wordsIn(await renderFullReport(digest, { order: null, links: null }))
    expect(told.replaceAll(/\s+/g, ' ')).toContain(
      `Red below 50, green from 75. Status Accounts Revenue ${words}`,
    )
  })
})
