import { describe, expect, it } from 'vitest'
import { formatOf } from '../../src/format.js'
import { headline, intro, subject } from '../../src/mail/headline.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { type ExecutiveDigest, executiveDigest } from '../../src/report/digest/digest.js'
import { digests } from '../fixture/digest.js'
import { dana, factsFrom, presentation } from '../fixture/portfolio.js'
import type { Quad, Story } from '../fixture/story.js'

const format = formatOf(presentation)
const [red, low, yellow, green] = [30, 52, 60, 80].map(
  (score): Quad => [score, score, score, score],
) as [Quad, Quad, Quad, Quad]

const fell: Story = told([yellow, red])
const rose: Story = told([yellow, green])
const flat: Story = told([green, green])
const added: Story = told([green])
const silent: Story = told([green, null])
const crossed: Story = told([
  [50, 50, 50, 50],
  [49.5, 49.5, 49.5, 49.5],
])
/** Nothing was reported on it for three weeks. */
const fellOver4: Story = told([green, null, null, null, yellow])
const fellOver2: Story = told([green, null, yellow])
const roseOver2: Story = told([yellow, null, green])
/** Flat, week by week, and three points lower than four weeks ago; `slid` was that a week ago. */
const slides: Story = told([83, 82.1, 81.2, 80.3, 80].map(even))
const slid: Story = told([84, 83.1, 82.2, 81.3, 80.4, 79.5].map(even))
/** Red until the report of four weeks ago stopped counting. */
const faded: Story = told([red, null, null, null, null])
const lost: Story = {
  account: { name: 'Gone', endedOn: '2026-11-18', endReason: 'price' },
  scores: [red, null],
}

describe("an executive's subject and headline", () => {
  it.each<[Story[], string, string]>([
    [
      [fell, fell, rose],
      '2 down, 1 up, $1M at risk',
      '2 accounts fell and 1 rose; $1M is at risk, up $1M.',
    ],
    [
      [lost, fell, rose, added, crossed],
      '1 lost, 1 down, 1 up, $1M at risk',
      '1 account was lost, 1 fell and 1 rose; $1M is at risk, up $500K.',
    ],
    [[rose], '1 up, $0 at risk', '1 account rose; nothing is at risk.'],
    [[lost], '1 lost, $0 at risk', '1 account was lost; nothing is at risk, down $500K.'],
    [
      [added, crossed],
      '1 new, 1 changed status, $500K at risk',
      '1 account is new and 1 changed status; $500K is at risk, up $500K.',
    ],
    [
      [told([red, red])],
      'no movement, $500K at risk',
      'A quiet week: the only account did not move; $500K is at risk, as before.',
    ],
    [
      [flat, flat],
      'no movement, $0 at risk',
      'A quiet week: none of the 2 accounts moved; nothing is at risk.',
    ],
    [
      [flat, silent],
      'no movement, $0 at risk',
      'A quiet week: the only account reported on did not move; nothing is at risk.',
    ],
    [
      [silent],
      'nothing reported, $0 at risk',
      'The only account was not reported on; nothing is at risk.',
    ],
    [[], 'no movement, $0 at risk', 'No account is active; nothing is at risk.'],
    [
      [fell, fellOver4, fellOver4, rose],
      '3 down (2 over 4 weeks), 1 up, $500K at risk',
      '3 accounts fell (2 of them over 4 weeks) and 1 rose; $500K is at risk, up $500K.',
    ],
    [
      [fellOver2, fellOver4, fell],
      '3 down (2 over several weeks), $500K at risk',
      '3 accounts fell (2 of them over several weeks); $500K is at risk, up $500K.',
    ],
    [
      [fellOver2],
      '1 down (over 2 weeks), $0 at risk',
      '1 account fell (over 2 weeks); nothing is at risk.',
    ],
    [[slides, slid, flat], '1 sliding, $0 at risk', '1 account is sliding; nothing is at risk.'],
    [
      [slid, flat],
      'no movement, $0 at risk',
      'A quiet week: none of the 2 accounts moved; nothing is at risk.',
    ],
    [
      [slides, slides, added],
      '1 new, 2 sliding, $0 at risk',
      '1 account is new and 2 are sliding; nothing is at risk.',
    ],
  ])('%#', (stories, told, sentence) => {
    const digest = executiveOf(stories)
    expect(subject(digest, format)).toBe(`Monday Morning Report, Nov 16-22: ${told}`)
    expect(headline(digest, format)).toBe(sentence)
  })

  it('name the region that the digest is about', () => {
    const west = executiveDigest(factsFrom(numbered([fell])), null, 'West')
    expect(subject(west, format)).toBe(
      'Monday Morning Report, Nov 16-22: no movement, $0 at risk in West',
    )
  })
})

describe("an account manager's subject and headline", () => {
  it.each<[Story[], string, string]>([
    [
      [fell, rose, flat],
      'Your 3 accounts, Nov 16-22: 1 down, 1 up, $500K at risk',
      'Of your 3 accounts, 1 fell and 1 rose; $500K is at risk, up $500K.',
    ],
    [
      [lost, flat],
      'Your 2 accounts, Nov 16-22: 1 lost, $0 at risk',
      'Of your 2 accounts, 1 was lost; nothing is at risk, down $500K.',
    ],
    [
      [lost],
      'Your account, Nov 16-22: 1 lost, $0 at risk',
      'Your account was lost; nothing is at risk, down $500K.',
    ],
    [
      [fell],
      'Your account, Nov 16-22: 1 down, $500K at risk',
      'Your account fell; $500K is at risk, up $500K.',
    ],
    [
      [flat],
      'Your account, Nov 16-22: no movement, $0 at risk',
      'A quiet week: your account did not move; nothing is at risk.',
    ],
    [
      [flat, flat],
      'Your 2 accounts, Nov 16-22: no movement, $0 at risk',
      'A quiet week: none of your 2 accounts moved; nothing is at risk.',
    ],
    [
      [silent],
      'Your account, Nov 16-22: nothing reported, $0 at risk',
      'Your account was not reported on; nothing is at risk.',
    ],
    [
      [silent, silent],
      'Your 2 accounts, Nov 16-22: nothing reported, $0 at risk',
      'None of your 2 accounts was reported on; nothing is at risk.',
    ],
    [
      [flat, silent],
      'Your 2 accounts, Nov 16-22: no movement, $0 at risk',
      'A quiet week: the only account reported on did not move; nothing is at risk.',
    ],
    [
      [fellOver2],
      'Your account, Nov 16-22: 1 down (over 2 weeks), $0 at risk',
      'Your account fell (over 2 weeks); nothing is at risk.',
    ],
    [
      [slides],
      'Your account, Nov 16-22: 1 sliding, $0 at risk',
      'Your account is sliding; nothing is at risk.',
    ],
    [
      [],
      'Your accounts, Nov 16-22: no movement, $0 at risk',
      'No account is active; nothing is at risk.',
    ],
  ])('are about their own accounts: %#', (stories, title, sentence) => {
    const digest = accountManagerDigest(factsFrom(numbered(stories)), dana)
    expect(subject(digest, format)).toBe(title)
    expect(headline(digest, format)).toBe(sentence)
  })
})

it("an admin's subject says how many digests were submitted", () => {
  expect(digests.admin && subject(digests.admin, format)).toBe(
    'Monday Morning Report, Nov 16-22: 4 of 6 submitted, 1 failed',
  )
})

describe('the lead', () => {
  it.each<[Story[], string]>([
    [
      [told([yellow, red]), told([yellow, low])],
      'Account 0 fell most, by 30.0 points to 30.0 (red). Relationship fell from 60 to 30.',
    ],
    [
      [told([yellow, red])],
      'Account 0 fell by 30.0 points to 30.0 (red). Relationship fell from 60 to 30.',
    ],
    [[rose], 'Account 0 rose by 20.0 points to 80.0 (green). Relationship rose from 60 to 80.'],
    [
      [lost, fell, rose],
      'Account 0 was lost, $500K a year. Contract ended: price. ' +
        'Account 1 fell by 30.0 points to 30.0 (red). Relationship fell from 60 to 30.',
    ],
    [[flat], ''],
    [
      [fellOver4],
      'Account 0 fell by 20.0 points since Oct 19–25 to 60.0 (yellow). Relationship fell from 80 to 60.',
    ],
    [
      [roseOver2],
      'Account 0 rose by 20.0 points since Nov 2–8 to 80.0 (green). Relationship rose from 60 to 80.',
    ],
    [[slides], 'Account 0 is sliding: −3.0 in 4 weeks.'],
    [
      [slides, told([84, 83.1, 82.2, 81.3, 80.4].map(even)), rose],
      'Account 1 is sliding, and so is 1 other: −3.6 in 4 weeks. ' +
        'Account 2 rose by 20.0 points to 80.0 (green). Relationship rose from 60 to 80.',
    ],
    [[slid], ''],
    [
      [slides, fell],
      'Account 1 fell by 30.0 points to 30.0 (red). Relationship fell from 60 to 30.',
    ],
    [[faded, flat], '$500K was red and is unknown now: nobody reported on Account 0.'],
    [[faded, faded, flat], '$1M was red and is unknown now: nobody reported on 2 accounts.'],
    [
      [faded, fell, fell],
      'Account 1 fell most, by 30.0 points to 30.0 (red). Relationship fell from 60 to 30.',
    ],
  ])('%#', (stories, expected) => {
    expect(intro(executiveOf(stories), format)).toBe(expected)
  })
})

function even(score: number): Quad {
  return [score, score, score, score]
}

function told(scores: readonly (Quad | null)[]): Story {
  return { account: { name: '' }, scores }
}

function executiveOf(stories: readonly Story[]): ExecutiveDigest {
  return executiveDigest(factsFrom(numbered(stories)), null, null)
}

function numbered(stories: readonly Story[]): Record<string, Story> {
  return Object.fromEntries(
    stories.map(({ account, ...story }, index) => [
      `A${index}`,
      { ...story, account: { ...account, name: `Account ${index}` } },
    ]),
  )
}
