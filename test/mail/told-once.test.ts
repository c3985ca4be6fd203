import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import { type ExecutiveView, executiveView } from '../../src/mail/view/executive.js'
import type { List } from '../../src/mail/view/list.js'
import { nameOf } from '../../src/mail/view/phrase.js'
import { type ExecutiveDigest, executiveDigest } from '../../src/report/digest/digest.js'
import { falling } from '../fixture/falling.js'
import { facts } from '../fixture/history.js'
import { listTitled, sheet } from '../fixture/mail-sheet.js'
import { factsFrom } from '../fixture/portfolio.js'
import type { Story } from '../fixture/story.js'
import { anyPortfolio } from '../report/arbitraries.js'

describe('an account in several lists', () => {
  it('is told of in full in the first that has room for it, whatever the portfolio', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const view = executiveView(executiveDigest(facts(histories), null, null), sheet)
        const rows = listsOf(view).flatMap((list) => list.rows)
        const first = new Set<string>()
        for (const row of rows) {
          const again = first.has(row.accountId)
          if (again) expect(row).toMatchObject({ detailed: false, trend: null, statusBefore: '' })
          first.add(row.accountId)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('is named in each of them, as far as there is room', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const digest = executiveDigest(facts(histories), null, null)
        for (const [list, items] of besideMovers(digest)) {
          const named = items.slice(0, sheet.caps.rows).filter(({ name }) => !names(list, name))
          expect(named).toEqual([])
        }
      }),
      { numRuns: 100 },
    )
  })

  it('has all that must be known of it where it stands first, and its figure elsewhere', () => {
    const { text } = renderMessage(executiveDigest(factsFrom(inTrouble()), null, null))
    const [down = ''] = text.split('\nNEAR EXIT\n')
    expect(down).toContain('New decision maker: Ruth, since Thu Oct 29; nobody has met them yet.')
    expect(down).toContain('The manager says ● Green, more hopeful than the figures.')
    expect(text.split('nobody has met them yet')).toHaveLength(2)
    expect(sectionOf(text, 'NEAR EXIT')).not.toContain('Relationship')
    expect(sectionOf(text, 'NO OPEN ACTION')).toContain('See above: Account 0 ($500K).')
    expect(sectionOf(text, 'DECISION-MAKER CHANGES')).toContain('Account 0 (3 weeks open).')
    expect(sectionOf(text, 'PULSE AGAINST STATUS')).toContain(
      'See above: Account 0 (manager ● Green, figures ■ Red).',
    )
  })

  it('says what is lowest where another driver moved it', () => {
    const scores: Story['scores'] = [
      [25, 40, 40, 40],
      [25, 30, 40, 40],
    ]
    const told = renderMessage(
      executiveDigest(factsFrom({ A: { account: { name: 'A' }, scores } }), null, null),
    ).text
    expect(told).toContain('Innovation fell from 40 to 30. Relationship is lowest, at 25.')
  })
})

/** One account that fell into red, with somebody new to decide on it. */
function inTrouble(): Record<string, Story> {
  const decisionMakerChange = {
    decisionMaker: 'Ruth',
    changedOn: '2026-10-29',
    metOn: null,
  } as const
  const trouble = { said: { pulse: 'green' }, state: { decisionMakerChange } } as const
  return Object.fromEntries(
    Object.entries(falling(1)).map(([id, one]) => [id, { ...one, ...trouble }]),
  )
}

/** Those that tell of an account what others don't: who is silent, and what was done for whom. */
const apart = ['Reports missing', 'Not reported on', 'Done for customers']

function listsOf({ sections }: ExecutiveView): List[] {
  return sections
    .filter(({ title }) => !apart.includes(title))
    .flatMap((section) => ('list' in section ? [section.list] : []))
}

function besideMovers(
  digest: ExecutiveDigest,
): [list: List | null, items: readonly { readonly name: string }[]][] {
  const view = executiveView(digest, sheet)
  return [
    [listTitled(view, 'Near exit'), digest.nearExit.filter(({ leaving }) => leaving === null)],
    [listTitled(view, 'Overdue'), digest.actions.overdue],
    [listTitled(view, 'No open action'), digest.actions.unattended],
    [listTitled(view, 'Decision-maker changes'), digest.decisionMakerChanges],
    [listTitled(view, 'Pulse against status'), digest.pulseDisagreements],
  ]
}

function names(list: List | null, name: string): boolean {
  const said = nameOf(name)
  return list !== null && (list.above.includes(said) || list.rows.some((row) => row.name === said))
}

function sectionOf(text: string, heading: string): string {
  return text.split(`\n${heading}\n`)[1]?.split(/\n\n(?=[A-Z])/)[0] ?? ''
}
