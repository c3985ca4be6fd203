import { describe, expect, it } from 'vitest'
import { renderFullReport } from '../../src/mail/full-report.js'
import { renderMessage } from '../../src/mail/render.js'
import { movementRow } from '../../src/mail/view/movement-row.js'
import { pageOne } from '../../src/mail/view/page-one.js'
import type { TickerLine } from '../../src/mail/view/ticker.js'
import { tiles } from '../../src/mail/view/tiles.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { type ExecutiveDigest, executiveDigest } from '../../src/report/digest/digest.js'
import { sheet } from '../fixture/mail-sheet.js'
import { dana, factsFrom } from '../fixture/portfolio.js'
import { wordsIn } from '../fixture/shown-figures.js'
import type { Quad, Story } from '../fixture/story.js'

const even = (score: number): Quad => [score, score, score, score]

function story(name: string, scores: readonly (Quad | number | null)[]): Story {
  return {
    account: { name },
    scores: scores.map((one) => (typeof one === 'number' ? even(one) : one)),
  }
}

/** Flat in every week, and yet lower and lower. */
function slow(name: string, from: number): Story {
  return story(name, [from, from - 0.9, from - 1.8, from - 2.7, from - 3.6])
}

const digestOf = (stories: Readonly<Record<string, Story>>) =>
  executiveDigest(factsFrom(stories), null, null)

/** The line that an executive's ticker has for the account. */
function lineOf(digest: ExecutiveDigest, name: string): TickerLine | undefined {
  return pageOne(digest, { links: null }, sheet).ticker?.lines.find((one) => one.name === name)
}

describe('accounts that slide', () => {
  it('have a line where nothing else moved them, that says over how long', () => {
    const digest = digestOf({ S: slow('Slow', 90), F: story('Flat', [80, 80]) })
    expect(lineOf(digest, 'Slow')).toMatchObject({
      what: '$500K, sliding: −3.6 in 4 weeks',
      figure: '= −0.9',
      standing: '86.4 · −3.6',
    })
    expect(lineOf(digest, 'Flat')).toBeUndefined()
  })

  it('have none for a slide that was there a week ago', () => {
    const longer = story('Longer', [84, 83.1, 82.2, 81.3, 80.4, 79.5])
    const digest = digestOf({ L: longer })
    expect(digest.movements).toMatchObject([{ sliding: true, slidBefore: true }])
    expect(lineOf(digest, 'Longer')).toBeUndefined()
  })

  it('have a line as risers, with the month beside the week', () => {
    const digest = digestOf({ R: story('Risen', [90, 80, 80, 80, 84]) })
    expect(lineOf(digest, 'Risen')).toMatchObject({ figure: '▲ +4.0', standing: '84.0 · −6.0' })
  })

  it('are told over 12 weeks as well where health fell over these', () => {
    const long = [99, ...Array(8).fill(95), 94.5, 94, 93.5, 92]
    const digest = digestOf({ L: story('Long', [...long.slice(0, -1), 93]) })
    expect(digest.movements[0]).toMatchObject({ change4: -2, change12: -6, sliding: true })
    expect(lineOf(digest, 'Long')?.what).toBe('$500K, sliding: −2.0 in 4 weeks, −6.0 in 12')
    const over12 = digestOf({ L: story('Long', [99, ...Array(8).fill(92), 92, 92, 92, 92.5]) })
    const { text } = renderMessage(over12)
    expect(text.replaceAll(/\s+/g, ' ')).toContain('Sliding, −6.5 in 12 weeks.')
  })

  it('want a decision among the largest', () => {
    const { html, text } = renderMessage(digestOf({ S: slow('Slow', 90) }))
    for (const told of [wordsIn(html), text]) {
      expect(told.replaceAll(/\s+/g, ' ')).toMatch(/Slow · \$500K Sliding, −3\.6 in 4 weeks\./)
    }
  })

  it('say so to their manager', () => {
    const digest = accountManagerDigest(factsFrom({ S: slow('Slow', 90) }), dana)
    expect(renderMessage(digest).text).toContain('sliding: −3.6 in 4 weeks')
  })
})

describe('a fall against an older week', () => {
  it('says since when', () => {
    const digest = digestOf({ O: story('Older', [80, null, 70]), N: story('Newer', [80, 70]) })
    expect(lineOf(digest, 'Older')?.what.replaceAll(/\s/g, ' ')).toBe('$500K, since Nov 2–8')
    expect(lineOf(digest, 'Newer')?.what).toBe('$500K')
  })
})

describe('kinds of issue', () => {
  const relationship: Quad = [40, 60, 70, 70]
  const operational: Quad = [70, 70, 40, 60]
  const digest = digestOf({
    A: story('A', [relationship, relationship, relationship]),
    B: story('B', [operational]),
    C: story('C', [60, 60]),
    D: story('D', [40, 30]),
    E: story('E', [80, 80]),
  })

  it('are told of each account that needs care, with how long', () => {
    const facts = Object.fromEntries(
      digest.movements.map((one) => [
        one.name,
        movementRow(one, sheet).facts.replaceAll('\u00a0', ' '),
      ]),
    )
    expect(facts).toEqual({
      A: '$500K a year, relationship issue, yellow for 3 weeks',
      B: '$500K a year, operational issue',
      C: '$500K a year, issues of both kinds, yellow for 2 weeks',
      D: expect.stringMatching(/^\$500K a year, issues of both kinds, red for 2 weeks, can leave/),
      E: '$500K a year',
    })
  })

  it('are summed up by status', async () => {
    expect(digest.portfolio.byIssue).toEqual({
      red: { relationship: 0, operational: 0, both: 1, unknown: 0 },
      yellow: { relationship: 1, operational: 1, both: 1, unknown: 0 },
    })
    expect(tiles(digest, sheet).statuses.map(({ issues }) => issues)).toEqual([
      '1 both',
      '1 relationship, 1 operational, 1 both',
      ...['', ''],
    ])
    const page = wordsIn(await renderFullReport(digest, { order: null, links: null }))
    expect(page).toMatch(
      /Red\s+1 both\s+1\s[\s\S]*Yellow\s+1 relationship, 1 operational, 1 both\s+3\s/,
    )
  })

  it('say how many nothing tells the kind of, and nothing where it is told of none', () => {
    const { portfolio } = digest
    const counted = (yellow: Partial<(typeof portfolio.byIssue)['yellow']>) => {
      const none = { relationship: 0, operational: 0, both: 0, unknown: 0 }
      const byIssue = { ...portfolio.byIssue, yellow: { ...none, ...yellow } }
      return tiles({ ...digest, portfolio: { ...portfolio, byIssue } }, sheet).statuses[1]?.issues
    }
    expect(counted({ operational: 2, unknown: 3 })).toBe('2 operational, 3 kind not known')
    expect(counted({ unknown: 3 })).toBe('')
  })
})

describe('the change of portfolio health', () => {
  const shown = (stories: Readonly<Record<string, Story>>) => {
    const digest = digestOf(stories)
    const { change, before } = tiles(digest, sheet).goal
    const { portfolio } = digest
    return { all: portfolio.change, like: portfolio.likeForLike, change, before }
  }
  const risen = story('Risen', [60, 62])

  it('is like for like: who came has no part in it', () => {
    const added = story('Added', [30])
    expect(shown({ risen, added })).toEqual({
      all: -14,
      like: 2,
      change: '▲ +2.0',
      before: 'like for like',
    })
  })

  it('nor who was lost, or is no longer known', () => {
    const lost = { ...story('Lost', [30, null]), account: { name: 'Lost', endedOn: '2026-11-18' } }
    const faded = story('Faded', [40, null, null, null, null])
    const expected = { like: 2, change: '▲ +2.0', before: 'like for like' }
    expect(
      shown({ risen, lost: { ...lost, account: { name: 'Lost', endedOn: '2026-11-18' } } }),
    ).toMatchObject(expected)
    expect(shown({ risen, faded })).toMatchObject(expected)
  })

  it('is none where no account is known in both weeks', () => {
    expect(
      shown({ added: story('Added', [80]), faded: story('Gone', [40, null, null, null, null]) }),
    ).toEqual({
      all: 40,
      like: null,
      change: '',
      before: 'first figure',
    })
  })
})
