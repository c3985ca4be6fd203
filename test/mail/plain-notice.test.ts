import { describe, expect, test } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import { plainNotice } from '../../src/mail/plain-notice.js'
import { ledger } from '../fixture/digest.js'
import { hostileTexts } from '../fixture/hostile.js'
import { header } from './plain-message.js'

const common = { companyName: 'Contractor', why: 'the template says what nobody knows' }

describe('a notice without a template', () => {
  test.each(['held', 'skipped'] as const)('says that a report was %s, and what to do', (kind) => {
    const { subject, text } = plainNotice({ ...common, about: { kind, week: '2026-W47' } })
    expect(subject).toBe(`Monday Morning Report 2026-W47: ${kind}, nobody got a report`)
    expect(text).toContain('mmr send --week 2026-W47')
    expect(text).toContain(common.why)
  })

  test('lists some of those who did not get it, and counts the rest', () => {
    const [one] = ledger.thisEdition.notSubmitted
    const many = Array.from({ length: 60 }, () => one).filter((found) => found !== undefined)
    const report = { ...ledger.thisEdition, notSubmitted: many }
    const { text } = plainNotice({ ...common, about: { kind: 'deliveries', report } })
    expect(text.match(/^- /gm)).toHaveLength(51)
    expect(text).toContain('- 10 more')
  })

  test.each(hostileTexts)('is a message of text alone, whatever is in it: %j', async (hostile) => {
    const [one] = ledger.thisEdition.notSubmitted
    if (one === undefined) throw new Error('nobody to tell of')
    const notSubmitted = [{ ...one, name: hostile, reason: hostile }]
    const report = { ...ledger.thisEdition, notSubmitted }
    const notice = {
      companyName: hostile,
      why: hostile,
      about: { kind: 'deliveries', report } as const,
    }
    const bytes = (await composeMessage(plainNotice(notice), header)).toString()
    expect(bytes).toMatch(/^Content-Type: text\/plain/m)
    expect(bytes).not.toContain('multipart')
    expect(bytes.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m)
  })
})
