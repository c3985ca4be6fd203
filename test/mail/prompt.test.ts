import { describe, expect, it } from 'vitest'
import { renderPrompt } from '../../src/mail/render.js'
import type { PromptDigest } from '../../src/report/digest/prompt.js'
import { promptLinks, promptOf } from '../fixture/prompts.js'
import { weekNames, weeks } from '../fixture/weeks.js'

const whole = promptOf(weeks.typical)
const links = promptLinks(weeks.typical)

/** The same with so many accounts open, and so many done. */
function prompt(open: number, done: number): PromptDigest {
  const [one] = whole.open
  const [other] = whole.done
  if (one === undefined || other === undefined) throw new Error('nothing to go by')
  return {
    ...whole,
    accounts: open + done,
    open: Array.from({ length: open }, () => one),
    done: Array.from({ length: done }, () => other),
  }
}

function plain(html: string): string {
  return html.replaceAll(/<style[\s\S]*?<\/style>|<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
}

describe('a prompt', () => {
  it.each([
    [4, 2, '4 of 6 accounts to update', '4 of your 6 accounts are still to update.'],
    [1, 5, '1 of 6 accounts to update', '1 of your 6 accounts is still to update.'],
    [3, 0, '3 accounts to update', 'All of your 3 accounts are still to update.'],
    [1, 0, '1 account to update', 'Your account is still to update.'],
    [0, 2, 'All updated, thank you', 'All of your accounts are updated, thank you.'],
  ])('of %i accounts open and %i done says so first', (open, done, subject, headline) => {
    const message = renderPrompt(prompt(open, done), links)
    expect(message.subject).toBe(`${subject}; week of Nov 16-22`)
    expect(plain(message.html)).toContain(headline)
    expect(message.text).toContain(headline)
  })

  it('tells until when an answer counts, on the clocks of its reader', () => {
    const { html, text } = renderPrompt(whole, links)
    for (const part of [plain(html), text.replaceAll(/\s+/g, ' ')]) {
      expect(part).toContain('by Mon Nov 23, 7:00 AM Europe/Berlin is in this week’s report')
    }
  })

  it.each([
    [{ health: 61.5, weeksSinceUpdate: 1 }, '61.5 last week'],
    [{ health: 61.5, weeksSinceUpdate: 3 }, '61.5 3 weeks ago'],
    [{ health: 61.5, weeksSinceUpdate: 0 }, '61.5'],
    [{ health: null, weeksSinceUpdate: 0 }, 'reported this week'],
    [{ health: null, weeksSinceUpdate: 5 }, 'not reported on for 5 weeks'],
    [{ health: null, weeksSinceUpdate: null }, 'never reported on'],
  ])('shows what was last known: %o', (known, said) => {
    const [first] = whole.open
    if (first === undefined) throw new Error('nothing is open')
    const one = { ...first, ...known, leaving: null }
    const { html, text } = renderPrompt({ ...whole, open: [one] }, links)
    for (const part of [plain(html), text]) {
      expect(part.replaceAll('\u00a0', ' ')).toContain(said)
    }
  })

  it('asks of one that is leaving whether its last day stands, and nothing else', () => {
    const [first, second] = whole.open
    if (first === undefined || second === undefined) throw new Error('nothing is open')
    const leaving = { noticeGivenOn: null, lastDay: '2026-12-31', daysLeft: 38 } as const
    const action = { action: 'Win them back', owner: null, dueOn: null, daysOverdue: 3 } as const
    const asked = (...open: PromptDigest['open']) => {
      const { html, text } = renderPrompt({ ...whole, open }, links)
      return [plain(html), text.replaceAll(/\s+/g, ' ')]
    }
    const question = 'Last day Thu Dec 31, 38 days left: does it stand, what is being done?'
    for (const part of asked({ ...first, leaving, action }, { ...second, leaving: null })) {
      expect(part.replaceAll('\u00a0', ' ').split(question)).toHaveLength(2)
    }
    for (const part of asked({ ...first, leaving: null, action: null }, second)) {
      expect(part).not.toContain('does it stand')
    }
  })

  it('tells of an action that is late by how much, and of no other', () => {
    const [first] = whole.open
    if (first === undefined) throw new Error('nothing is open')
    const told = (daysOverdue: number) => {
      const action = { action: 'Win them back.', owner: null, dueOn: null, daysOverdue }
      const open = [{ ...first, leaving: null, action }]
      const { html, text } = renderPrompt({ ...whole, open }, links)
      return [plain(html), text]
    }
    for (const part of told(3)) expect(part).toContain('3 days overdue: Win them back')
    for (const part of told(0)) expect(part).not.toMatch(/overdue|Win them back/)
  })

  it.each(weekNames)('has for each account that it shows one way to report back: %s', (name) => {
    const digest = promptOf(weeks[name])
    const { html, text } = renderPrompt(digest, promptLinks(weeks[name]))
    const shown = Math.min(digest.open.length, html.split('/update/').length - 1)
    expect(shown).toBeGreaterThan(0)
    for (const [index, { accountId }] of digest.open.entries()) {
      const count = index < shown ? 1 : 0
      for (const part of [html, text]) {
        expect(part.split(`update/k3yOf${accountId}${part === html ? '"' : '\n'}`)).toHaveLength(
          count + 1,
        )
      }
    }
    expect(Buffer.byteLength(html)).toBeLessThan(90_000)
  })

  it('without links asks for a reply', () => {
    const { html, text } = renderPrompt(whole, null)
    expect(html).not.toContain('href="http')
    for (const part of [plain(html), text]) expect(part).toContain('reply to this mail')
  })
})
