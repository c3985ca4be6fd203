import { describe, expect, it } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import { renderMessage } from '../../src/mail/render.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { adminDigest } from '../../src/report/digest/admin.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { illustrated } from '../../src/run/drafts.js'
import { ledger, notSubmitted, links as usual } from '../fixture/digest.js'
import { dana, eventful, factsFrom } from '../fixture/portfolio.js'
import type { Story } from '../fixture/story.js'

const kilobytes = 90

/** How a mail says that there are more accounts than it has lines for. */
const folds = {
  executive: /\b[\d,]+ more moved\b/,
  'account-manager': /\band [\d,]+ more\b/,
  admin: /\band [\d,]+ more\b/,
}

const header = {
  from: { name: 'Monday Morning Report', address: 'report@example.com' },
  to: dana,
  replyTo: null,
  date: 0,
  messageId: '<size@example.com>',
}

describe('HTML of 2,000 accounts', () => {
  it.each<[string, Record<string, Story>]>([
    ['everything red', thousands(() => allRed)],
    ['every list full', thousands((index) => Object.values(eventful)[index % 19] ?? allRed)],
    ['every list full of apostrophes', thousands(verbose("'"))],
    ['every list full of ideographs', thousands(verbose('漢'))],
    ['every list full of emoji', thousands(verbose('🧨'))],
  ])('%s, stays under 90 KB and says how many more there are', async (_, stories) => {
    const facts = factsFrom(stories)
    const url = `https://report.example.com/update/${'v1'.padEnd(300, 'x')}`
    const updateLinks = new Map(Object.keys(stories).map((id) => [id, url]))
    const failed = Array.from({ length: 500 }, () => notSubmitted).flat()
    const thisEdition = { ...ledger.thisEdition, notSubmitted: failed }
    for (const digest of [
      executiveDigest(facts, null, null),
      accountManagerDigest(facts, dana),
      adminDigest(facts, null, { ...ledger, thisEdition }),
    ]) {
      const { message, images } = illustrated(digest, { links: { ...usual, updateLinks } })
      const { html, text } = message
      expect(Buffer.byteLength(html)).toBeLessThan(kilobytes * 1000)
      if (digest.role === 'account-manager')
        for (const part of [html, text]) expect(part).toContain(usual.listUrl)
      const folded = folds[digest.role]
      expect(html).toMatch(folded)
      expect(text).toMatch(folded)
      const extras = { images, unsubscribeUrl: null, dkim: null }
      const whole = await composeMessage(message, header, extras)
      expect(whole.length).toBeLessThan(150 * 1000)
    }
  })
})

it('leaves a typical week whole', () => {
  const digest = executiveDigest(factsFrom(eventful), null, null)
  const { html } = renderMessage(digest)
  expect(Buffer.byteLength(html)).toBeLessThan(60 * 1000)
  expect(digest.movements.length).toBeGreaterThan(15)
  for (const { name } of digest.movements) expect(html).toContain(name.replace('&', '&amp;'))
})

const allRed: Story = {
  account: { name: 'Harbor Point Hospital', revenue: 1_240_000_00 },
  scores: [...Array.from({ length: 11 }, () => [80, 80, 80, 80] as const), [30, 30, 30, 20]],
  said: { note: 'Night crew missed three cleans on the surgical floor.' },
}

function thousands(story: (index: number) => Story): Record<string, Story> {
  return Object.fromEntries(
    Array.from({ length: 2000 }, (_, index) => {
      const { account, ...rest } = story(index)
      return [`A${index}`, { ...rest, account: { ...account, accountManager: dana } }]
    }),
  )
}

/** Each field of each account as long as anybody could make it. */
function verbose(character: string): (index: number) => Story {
  const text = character.repeat(400)
  return (index) => {
    const { account, said, state, ...story } = Object.values(eventful)[index % 19] ?? allRed
    const { action = null, decisionMakerChange = null } = state ?? {}
    return {
      ...story,
      account: {
        ...account,
        name: text,
        region: text,
        ...(account.endedOn ? { endReason: text } : {}),
      },
      said: { ...said, note: text, valueCategory: 'innovation', valueDelivered: text },
      state: {
        ...state,
        action: action && { ...action, action: text, owner: text },
        decisionMakerChange: decisionMakerChange && { ...decisionMakerChange, decisionMaker: text },
      },
    }
  }
}
