import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import { executiveView } from '../../src/mail/view/executive.js'
import { movementRow, unchanged } from '../../src/mail/view/movement-row.js'
import { tiles } from '../../src/mail/view/tiles.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { listTitled, sheet } from '../fixture/mail-sheet.js'
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

describe('accounts that slide', () => {
  it('have a row of their own where nothing else moved them, and are not unchanged', () => {
    const digest = digestOf({ S: slow('Slow', 90), F: story('Flat', [80, 80]) })
    const sliding = listTitled(executiveView(digest, sheet), 'Sliding')
    expect(sliding?.rows).toMatchObject([
      { name: 'Slow', figure: '86.4', alerts: ['Sliding: −3.6 in 4 weeks.'] },
    ])
    expect(unchanged(digest.movements, sheet)?.names).toBe('Flat.')
  })

  it('say so in the row that they have as risers', () => {
    const risen = story('Risen', [90, 80, 80, 80, 84])
    const view = executiveView(digestOf({ R: risen }), sheet)
    expect(listTitled(view, 'Sliding')).toBeNull()
    expect(listTitled(view, 'Up')?.rows[0]?.alerts).toEqual(['Sliding: −6.0 in 4 weeks.'])
  })

  it('are told over 12 weeks as well where health fell over these', () => {
    const long = [99, ...Array(8).fill(95), 94.5, 94, 93.5, 92]
    const digest = digestOf({ L: story('Long', [...long.slice(0, -1), 93]) })
    expect(digest.movements[0]).toMatchObject({ change4: -2, change12: -6, sliding: true })
    const { text } = renderMessage(digest)
    expect(text).toContain('Sliding: −2.0 in 4 weeks, −6.0 in 12.')
    const over12 = digestOf({ L: story('Long', [99, ...Array(8).fill(92), 92, 92, 92, 93]) })
    expect(renderMessage(over12).text).toContain('Sliding: −6.0 in 12 weeks.')
  })

  it('are named with it where there is no room for a row', () => {
    const many = Array.from({ length: 6 }, (_, index) => [`A${index}`, slow(`Slow ${index}`, 90)])
    const { html, text } = renderMessage(digestOf(Object.fromEntries(many)))
    for (const told of [wordsIn(html), text]) {
      expect(told.replaceAll(/\s+/g, ' ')).toContain(
        'and 3 more, $1.5M a year: Slow 3 (−3.6 in 4 weeks), Slow 4 (−3.6 in 4 weeks) and Slow 5',
      )
    }
  })

  it('say so to their manager', () => {
    const digest = accountManagerDigest(factsFrom({ S: slow('Slow', 90) }), dana)
    expect(renderMessage(digest).text).toContain('  Sliding: −3.6 in 4 weeks.')
  })
})

describe('a fall against an older week', () => {
  it('says since when where it has no row', () => {
    const falls = Array.from({ length: 7 }, (_, index): [string, Story] => [
      `A${index}`,
      story(`Fall ${index}`, [80, null, 40 + index]),
    ])
    expect(
      renderMessage(digestOf(Object.fromEntries(falls))).text.replaceAll(/\s+/g, ' '),
    ).toContain('Fall 5 (−35.0 since Nov 2–8) and Fall 6 (−34.0 since Nov 2–8).')
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

  it('are summed up by status', () => {
    expect(digest.portfolio.byIssue).toEqual({
      red: { relationship: 0, operational: 0, both: 1, unknown: 0 },
      yellow: { relationship: 1, operational: 1, both: 1, unknown: 0 },
    })
    expect(tiles(digest, sheet).statuses.map(({ issues }) => issues)).toEqual([
      '1 both',
      '1 relationship, 1 operational, 1 both',
      ...['', ''],
    ])
    const { html, text } = renderMessage(digest)
    expect(wordsIn(html)).toMatch(/Yellow\s+3\s[\s\S]*1 relationship, 1 operational, 1 both/)
    expect(text).toMatch(/◆ Yellow +3 .*\n {2}1 relationship, 1 operational, 1 both\n● Green/)
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
