import { expect, it } from 'vitest'
import { renderMessage, renderNotice } from '../../src/mail/render.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { factsFrom, presentation, quiet } from '../fixture/portfolio.js'
import { wordsIn } from '../fixture/shown-figures.js'

it('a notice that a week is held compares nothing', () => {
  const lacks = { kind: 'snapshots' } as const
  const at = '2026-11-23T12:00:00.000Z'
  const notice = { kind: 'held', week: '2026-W47', lacks, presentation, at, links: null } as const
  const { html, text } = renderNotice(notice)
  for (const told of [wordsIn(html), text]) {
    expect(told).toContain('Nov 16–22, 2026')
    expect(told).not.toContain('compared')
  }
})

it('instants are told in the zone of the report, by its name', () => {
  const facts = factsFrom(quiet, { timeZone: 'America/New_York' })
  const { text } = renderMessage(executiveDigest(facts, null, null))
  expect(text).toContain('Data as of Mon Nov 23, 12:00 AM America/New York.')
})
