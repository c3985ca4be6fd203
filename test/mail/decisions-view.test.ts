import { describe, expect, it } from 'vitest'
import { decisionsView } from '../../src/mail/view/decisions.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { level } from '../fixture/falling.js'
import { sheet } from '../fixture/mail-sheet.js'
import { factsFrom } from '../fixture/portfolio.js'
import type { Story } from '../fixture/story.js'

const red: Story = { account: { name: 'Acme & Co' }, scores: [level(40), level(40)] }

function cardOf(story: Story) {
  const digest = executiveDigest(factsFrom({ A: story }), null, null)
  return decisionsView(digest, sheet)?.cards[0]
}

/** In ordinary blanks. */
function plain(words: string | undefined): string {
  return (words ?? '').replaceAll('\u00a0', ' ')
}

const due = (action: string, over: Partial<NonNullable<Story['state']>['action']> = {}): Story => ({
  ...red,
  state: {
    action: { action, owner: 'Dana Ortiz', dueOn: '2026-11-20', doneOn: null, ...over },
  },
})

describe('a decision in the mail', () => {
  it('says who, how much, what happened, and what is wanted by when', () => {
    const card = cardOf(red)
    expect(card).toMatchObject({ account: 'Acme & Co · $500K', said: 'Red, and no action.' })
    expect(plain(card?.wanted)).toBe('Can leave Jan 22. Wanted this week: an action.')
  })

  it('names the step, and whose it is where it is another than the manager', () => {
    const wanted = (story: Story) => plain(cardOf(story)?.wanted)
    expect(wanted(due('Call them.'))).toBe('Can leave Jan 22. Wanted now: Call them.')
    expect(wanted(due('Call them', { owner: 'Ben' }))).toBe(
      'Can leave Jan 22. Wanted now, Ben: Call them.',
    )
  })

  it('cuts a long step at a word, and leaves neither half a character nor half a direction', () => {
    const wanted = (action: string) => plain(cardOf(due(action))?.wanted).replace(/^.*now: /, '')
    expect(wanted('Walk the surgical floor with Ruth Calloway, then write it all down')).toBe(
      'Walk the surgical floor with Ruth Calloway…',
    )
    const bombs = wanted(`x${'🧨'.repeat(60)}`)
    expect(bombs).toMatch(/^x(?:🧨)+…$/u)
    const arabic = wanted('اتصل بالعميل اليوم '.repeat(8))
    expect(arabic).toMatch(/^\u2068[^\u2066-\u2069]+…\u2069$/)
  })

  it('has a mail to its manager with the account and the line in it', () => {
    const url = new URL(cardOf(red)?.ask?.url ?? '')
    expect(url.protocol).toBe('mailto:')
    expect(url.pathname).toBe('dana.ortiz@example.com')
    expect(url.searchParams.get('subject')).toBe('Acme & Co')
    expect(url.searchParams.get('body')).toBe(
      'Acme & Co, $500K a year. Red, and no action. Can leave Jan 22. Wanted this week: an action. Where does this stand?',
    )
    expect(cardOf(red)?.ask?.label).toBe('Ask Dana')
  })

  it.each([
    ['Priya Raman', 'Ask Priya'],
    ['Raman, Priya', 'Ask Priya'],
    ['Prince', 'Ask Prince'],
    ['أحمد النور', 'Ask \u2068أحمد\u2069'],
  ])('calls %s by their first name', (name, label) => {
    const accountManager = { name, address: 'manager@example.com' }
    expect(cardOf({ ...red, account: { ...red.account, accountManager } })?.ask?.label).toBe(label)
  })
})
