import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import { importProblems } from '../../src/mail/view/admin.js'
import { adminDigest } from '../../src/report/digest/admin.js'
import { ledger } from '../fixture/digest.js'
import { sheet } from '../fixture/mail-sheet.js'
import { eventful, factsFrom, quiet } from '../fixture/portfolio.js'
import { wordsIn } from '../fixture/shown-figures.js'

describe('a refused import', () => {
  const told = (faults: number, firstFault: string) => {
    const problem = { file: 'w47.csv', at: '2026-11-20T16:04:11.000Z', faults, firstFault }
    return importProblems([{ kind: 'refused', ...problem }], sheet)?.rows[0]?.reason
  }

  it('tells the first of its faults, and names its file once', () => {
    expect(told(4, 'w47.csv, line 2: no week')).toBe('First, line 2: no week.')
    expect(told(1, 'w47.csv, line 2: no week')).toBe('Line 2: no week.')
    expect(told(2, 'No header')).toBe('First, No header.')
  })
})

describe("an admin's table of deliveries", () => {
  const admin = (previousEdition: typeof ledger.previousEdition) => {
    const digest = adminDigest(factsFrom(eventful), null, { ...ledger, previousEdition })
    const { html, text } = renderMessage(digest)
    return [wordsIn(html), text].map((told) => told.replaceAll(/\s+/g, ' '))
  }

  it('speaks of the edition before where there was one', () => {
    for (const told of admin(ledger.previousEdition)) {
      expect(told).toContain('Everyone but the admins, this edition and the one before.')
      expect(told).toContain('State Nov 16–22 Nov 9–15 Submitted 4 6')
    }
  })

  it('does not where there was none', () => {
    for (const told of admin(null)) {
      expect(told).toContain('Everyone but the admins, this edition.')
      expect(told).toContain('State Nov 16–22 Submitted 4 Failed 1')
    }
  })

  it('says of one digest that it was submitted', () => {
    const one = { ...ledger.thisEdition, planned: 1, submitted: 1, notSubmitted: [] }
    const digest = adminDigest(factsFrom(quiet), null, { ...ledger, thisEdition: one })
    expect(renderMessage(digest).text).toContain('The only digest was submitted.')
  })
})
