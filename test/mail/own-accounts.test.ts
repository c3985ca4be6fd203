import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { links as messageLinks } from '../fixture/digest.js'
import { falling, level } from '../fixture/falling.js'
import { dana, factsFrom } from '../fixture/portfolio.js'
import { wordsIn } from '../fixture/shown-figures.js'
import type { Story } from '../fixture/story.js'

/** Where the two parts of a manager's message differ is in blanks alone. */
function told(stories: Readonly<Record<string, Story>>, context = {}): string[] {
  const { html, text } = renderMessage(accountManagerDigest(factsFrom(stories), dana), context)
  return [wordsIn(html), text].map((part) => part.replaceAll(/\s+/g, ' '))
}

describe("an account manager's accounts", () => {
  const lost: Story = {
    account: { name: 'Gone Ltd', revenue: 100, endedOn: '2026-11-18', endReason: 'price' },
    scores: [level(40), null],
  }
  const steady = (name: string, revenue: number): Story => ({
    account: { name, revenue },
    scores: [level(80), level(80)],
  })

  it('begin with what was lost, then what moved, then the largest', () => {
    const stories = {
      S: steady('Small', 1_000_00),
      ...falling(3),
      R: { account: { name: 'Risen' }, scores: [level(60), level(70)] },
      B: steady('Big', 900_000_00),
      L: lost,
    }
    for (const part of told(stories)) {
      const own = part.slice(part.search(/your ticker/i))
      expect(own).toMatch(
        /Gone Ltd.* Account 0 .* Account 1 .* Account 2 .* Risen .* Big .* Small /,
      )
    }
  })

  it('are titled by how many there are', () => {
    for (const part of told(falling(1))) expect(part).toMatch(/your account /i)
    for (const part of told(falling(2))) expect(part).toMatch(/your ticker /i)
  })

  it('that were lost are told at the top where something else is asked first', () => {
    for (const part of told({ ...falling(1), L: lost })) {
      expect(part).toContain('Gone Ltd was lost.')
      expect(part).toContain('Account 0 turned red and has no action.')
    }
  })

  it('say of each what is asked: an action, the one that is late, whom to meet', () => {
    const change = { decisionMaker: 'Ruth', changedOn: '2026-11-16', metOn: null } as const
    const action = {
      action: 'Call',
      owner: 'Dana Ortiz',
      dueOn: '2026-11-02',
      doneOn: null,
    } as const
    const [one] = Object.values(falling(1))
    const story = (name: string, state: Story['state'] = {}): Story => ({
      ...(one as Story),
      account: { name },
      state,
    })
    const stories = {
      A: story('Late', { action }),
      B: story('Met', { action: { ...action, dueOn: '2026-12-01' }, decisionMakerChange: change }),
      C: story('Bare'),
    }
    for (const part of told(stories)) {
      expect(part).toMatch(/Late .{0,80}21 days overdue/)
      expect(part).toMatch(/Met .{0,80}Meet Ruth/)
      expect(part).toMatch(/Bare .{0,80}No action yet/)
    }
  })

  it('begin with what is overdue, which has its place to report back there and nowhere else', () => {
    const action = {
      action: 'Call',
      owner: 'Dana Ortiz',
      dueOn: '2026-11-02',
      doneOn: null,
    } as const
    const [story] = Object.values(falling(1))
    const soon = { name: 'Account 1', noticeDays: 5 }
    const late = { ...falling(2), A1: { ...story, account: soon, state: { action } } as Story }
    const own = accountManagerDigest(factsFrom(late), dana)
    const { subject, html, text } = renderMessage(own, { links })
    expect(subject).toMatch(/^Account 1 turned red; your 2 accounts/)
    const [first = '', rest = ''] = text.split(/\nYOUR TICKER/)
    expect(first).toContain('Account 1 turned red and has an action 21 days overdue.')
    expect(first).toContain('Can leave Nov 28. Wanted now: Call.')
    expect(first).toContain(`Update Account 1: ${updateOf('A1')}\n`)
    expect(first).not.toContain('Dana Ortiz')
    expect(rest).toContain('21 days overdue')
    for (const shown of [html, text]) expect(shown.split(updateOf('A1'))).toHaveLength(2)
  })

  it('that have no line are counted, and where they are found', () => {
    const many = told(falling(45), { links })
    for (const part of many) {
      expect(part).toContain('and 5 more, $2.5M a year, on the list of all your accounts')
    }
    expect(told(falling(45))[1]).toContain('and 5 more, $2.5M a year')
  })
})

const updateOf = (accountId: string) => `https://report.example.com/update/${accountId}`

const links = {
  ...messageLinks,
  updateLinks: new Map(['A0', 'A1'].map((id) => [id, updateOf(id)])),
}
