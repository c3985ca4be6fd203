import { describe, expect, it } from 'vitest'
import { type Lack, renderNotice } from '../../src/mail/render.js'
import { presentation as plain } from '../fixture/portfolio.js'

const presentation = { ...plain, companyName: 'Larkfield <b>' }
const at = '2026-11-23T12:00:00.000Z'

function held(lacks: Lack) {
  return renderNotice({ kind: 'held', week: '2026-W47', lacks, presentation, at, links: null })
}

describe('renderNotice', () => {
  it('says that a week without snapshots is held, and what to do', () => {
    const notice = held({ kind: 'snapshots' })
    expect(notice.subject).toBe('Monday Morning Report, Nov 16-22: held, there are no snapshots')
    for (const part of [notice.html, notice.text.replace(/\s+/g, ' ')]) {
      expect(part).toContain('mmr send --week 2026-W47')
      expect(part).toContain('CATCH_UP_HOURS')
    }
  })

  it('says that a currency without a rate holds a week, and what to do', () => {
    const notice = held({ kind: 'rates', currencies: ['EUR', 'GBP'] })
    expect(notice.subject).toBe(
      'Monday Morning Report, Nov 16-22: held, 2 exchange rates are missing',
    )
    expect(held({ kind: 'rates', currencies: ['EUR'] }).subject).toContain('an exchange rate is')
    for (const part of [notice.html, notice.text.replace(/\s+/g, ' ')]) {
      expect(part).toContain('EUR and GBP')
      expect(part).toContain('EXCHANGE_RATES')
      expect(part).toContain('mmr send --week 2026-W47')
    }
  })

  it('names every skipped week and how to send it after all', () => {
    const notice = renderNotice({
      kind: 'skipped',
      weeks: ['2027-W01', '2026-W53'],
      presentation,
      at,
      links: null,
    })
    expect(notice.subject).toContain('Jan 4-10 and 1 more: skipped')
    for (const part of [notice.html, notice.text.replace(/\s+/g, ' ')]) {
      expect(part).toContain('mmr send --week 2027-W01 and mmr send --week 2026-W53')
    }
  })

  it('escapes what the settings say', () => {
    const { html, text } = held({ kind: 'snapshots' })
    expect(html).not.toContain('<b>')
    expect(text).toContain('Larkfield <b>')
  })
})
