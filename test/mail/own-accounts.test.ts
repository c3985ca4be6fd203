import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { links as messageLinks } from '../fixture/digest.js'
import { falling, level } from '../fixture/falling.js'
import { dana, factsFrom } from '../fixture/portfolio.js'
import { wordsIn } from '../fixture/shown-figures.js'
import type { Story } from '../fixture/story.js'

describe("an account manager's accounts", () => {
  const lost: Story = {
    account: { name: 'Gone Ltd', revenue: 100, endedOn: '2026-11-18', endReason: 'price' },
    scores: [level(40), null],
  }
  const digest = accountManagerDigest(factsFrom({ ...falling(3), L: lost }), dana)

  it('begin with what was lost, then the largest fall', () => {
    const { html, text } = renderMessage(digest)
    for (const told of [wordsIn(html), text]) {
      const own = told.slice(told.search(/your accounts\s/i)).replaceAll(/\s+/g, ' ')
      expect(own).toContain('what was lost first, then the largest fall')
      expect(own).toMatch(/Gone Ltd.* Account 0 .* Account 1 .* Account 2 /)
    }
  })

  it.each<[string, readonly Story['scores'][]]>([
    [
      'largest fall',
      [
        [level(60), level(50)],
        [level(60), level(70)],
      ],
    ],
    [
      'largest rise',
      [
        [level(60), level(60)],
        [level(60), level(70)],
      ],
    ],
    [
      'largest',
      [
        [level(60), level(60)],
        [level(60), null],
      ],
    ],
  ])('are said to begin with the %s where nothing was lost', (first, scores) => {
    const stories = scores.map((scores, index): [string, Story] => [
      `A${index}`,
      { account: { name: `Account ${index}` }, scores },
    ])
    const { text } = renderMessage(
      accountManagerDigest(factsFrom(Object.fromEntries(stories)), dana),
    )
    expect(text).toContain(`a year, ${first} first\n`)
  })

  it('are said to be in no order where there is one', () => {
    const { text } = renderMessage(accountManagerDigest(factsFrom(falling(1)), dana))
    expect(text).toContain('\n1 account, $500K a year\n')
  })

  it('begin with what is overdue, which has its place to report back there and nowhere else', () => {
    const action = {
      action: 'Call',
      owner: 'Dana Ortiz',
      dueOn: '2026-11-02',
      doneOn: null,
    } as const
    const [story] = Object.values(falling(1))
    const late = { ...falling(2), A1: { ...story, state: { action } } as Story }
    const own = accountManagerDigest(factsFrom(late), dana)
    const { html, text } = renderMessage(own, { links })
    const [, overdue = '', rest = ''] = text.split(/\nOVERDUE\n|\nYOUR ACCOUNTS\n/)
    expect(overdue).toContain('Next: Call. Dana Ortiz, due Mon Nov 2.\n  21 days overdue')
    expect(overdue).toContain(`Update: ${updateOf('A1')}`)
    expect(overdue).not.toContain('Dana Ortiz <')
    expect(rest).toContain('See above: Account 0 (−20.0).')
    for (const shown of [html, text]) expect(shown.split(updateOf('A1'))).toHaveLength(2)
  })
})

const updateOf = (accountId: string) => `https://report.example.com/update/${accountId}`

const links = {
  ...messageLinks,
  updateLinks: new Map(['A0', 'A1'].map((id) => [id, updateOf(id)])),
}
