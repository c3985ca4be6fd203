import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import type { AccountVersion } from '../../src/report/contract/version.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import type { EditionFacts } from '../../src/report/facts.js'
import type { Snapshot } from '../../src/report/snapshot.js'
import { level, snapshot } from '../fixture/history.js'
import { reportOn, version } from '../report/contract/book.js'

/** Monday 9 to Sunday 15 February 2026; the report before is that of W06. */
const week = '2026-W07'
const before = '2026-W06'
const ada = { name: 'Ada Park', address: 'ada@example.com' }
const ben = { name: 'Ben Okafor', address: 'ben@example.com' }

type Terms = Partial<AccountVersion>

/** What is told of contracts of which the report before knew the first terms alone. */
function factsOf(
  changes: readonly (readonly [first: Terms, second: Terms])[],
  snapshots: readonly Partial<Snapshot>[] = [],
): EditionFacts {
  const versions = changes.flatMap(([first, second]) => [
    version(first),
    version({
      version: 2,
      asOf: '2026-02-11',
      recordedAt: '2026-02-11T09:00:00.000Z',
      ...first,
      ...second,
    }),
  ])
  const recorded = {
    versions,
    snapshots: snapshots.map((one) =>
      snapshot({ scores: level(80), recordedAt: '2026-02-02T09:00:00.000Z', ...one }),
    ),
  }
  return reportOn(recorded, [reportOn(recorded, [], { week: before })], { week })
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

const forExecutives = (facts: EditionFacts) =>
  oneLine(renderMessage(executiveDigest(facts, null, null)).text)
const forAda = (facts: EditionFacts) =>
  oneLine(renderMessage(accountManagerDigest(facts, ada)).text)

const weekly = [{ week: before }, { week, recordedAt: '2026-02-13T09:00:00.000Z' }] as const

describe('the mail about contracts', () => {
  it('names no day of a notice of which the last day alone is known', () => {
    const text = forExecutives(factsOf([[{}, { endedOn: '2026-03-31' }]]))
    expect(text).toContain('Its last day is Tue Mar 31.')
    expect(text).not.toContain('Notice given Wed Feb 11')
  })

  it('names the day of a notice that a manager gave', () => {
    const given = { noticeGivenOn: '2026-02-10', lastDay: '2026-03-31' } as const
    const text = forExecutives(factsOf([[{}, {}]], [weekly[0], { ...weekly[1], ...given }]))
    expect(text).toContain('notice given Tue Feb 10')
  })

  it('tells of an account that leaves in one place: it neither changed its status nor is it unchanged', () => {
    const leaving = [[{ endedOn: '2026-03-31' }, {}]] as const
    for (const text of [
      forExecutives(factsOf(leaving, weekly)),
      forExecutives(factsOf([[{}, { endedOn: '2026-03-31' }]], weekly)),
    ]) {
      expect(text).toContain('LEAVING 1 account')
      expect(text).not.toContain('CHANGED STATUS')
      expect(text).not.toContain('UNCHANGED')
    }
  })

  it('tells of one that leaves that it was red the week before, where it was leaving then', () => {
    const digest = (terms: readonly [Terms, Terms]) =>
      executiveDigest(factsOf([terms], weekly), null, null)
    const { movements } = digest([{ endedOn: '2026-03-31' }, {}])
    expect(movements).toMatchObject([{ status: 'red', previousStatus: 'red', movement: 'flat' }])
    expect(digest([{}, { endedOn: '2026-03-31' }]).movements).toMatchObject([
      { status: 'red', previousStatus: 'green' },
    ])
    expect(digest([{ endedOn: '2026-03-31' }, { endedOn: null }]).movements).toMatchObject([
      { status: 'green', previousStatus: 'red' },
    ])
  })

  it('never says that the figures of one that is red for its notice alone are red', () => {
    const facts = factsOf(
      [[{}, { endedOn: '2026-03-31' }]],
      weekly.map((one) => ({ ...one, pulse: 'green' as const })),
    )
    const told = forExecutives(facts)
    expect(told).toContain('The manager says ● Green, more hopeful than the notice.')
    expect(told).toContain('(manager ● Green, notice given)')
    expect(forAda(facts)).toContain('(you ● Green, notice given)')
    for (const text of [told, forAda(facts)]) expect(text).not.toContain('figures ■ Red')
  })

  it('says of a loss learned late when it was, with and without a row of its own', () => {
    const late = [{}, { endedOn: '2026-01-20' }] as const
    const said = 'It ended Tue Jan 20; learned this week.'
    expect(forExecutives(factsOf([late]))).toContain(said)
    expect(forAda(factsOf([late]))).toContain(said)
    const many = Array.from({ length: 6 }, (_, index) => {
      const terms = {
        accountId: `A-${index}`,
        name: `Account ${index}`,
        annualRevenue: (90 - index) * 1_000_00,
      }
      return [terms, { endedOn: index === 5 ? '2026-01-20' : '2026-02-10' }] as const
    })
    expect(forExecutives(factsOf(many))).toContain(
      'Account 5 ($85K, ended Tue Jan 20, learned this week)',
    )
  })

  it('names every change, those without a row too', () => {
    const many = Array.from({ length: 7 }, (_, index) => [
      { accountId: `A-${index}`, name: `Account ${index}` },
      { annualRevenue: (110 - index) * 1_000_00 },
    ]) as readonly (readonly [Terms, Terms])[]
    const text = forExecutives(factsOf(many))
    for (let index = 0; index < 7; index += 1) expect(text).toContain(`Account ${index}`)
    expect(text).toContain('Account 0 (cut −$10K)')
    expect(text).not.toContain('more changes.')
  })

  it('names accounts that came from another owner, and those that went to one', () => {
    const moves = [
      [{ accountId: 'A-1', name: 'Came' }, { accountManager: ada }],
      [{ accountId: 'A-2', name: 'Went', accountManager: ada }, { accountManager: ben }],
    ] as const
    const facts = factsOf([[{ ...moves[0][0], accountManager: ben }, moves[0][1]], moves[1]])
    expect(forAda(facts)).toContain('Came Ada Park, handed over From Ben Okafor to Ada Park.')
    expect(forAda(facts)).toContain('1 account went: Went to Ben Okafor.')
    expect(forAda(facts)).not.toContain('1 account came')
    expect(forExecutives(facts)).not.toContain('1 account went')
  })
})

describe('a last day that is learned on the Monday of the report', () => {
  it('counts as known in the reported week: the account has been red for a week', () => {
    const monday = { asOf: '2026-02-16', recordedAt: '2026-02-16T06:00:00.000Z' } as const
    const facts = factsOf([[{}, { endedOn: '2026-03-31', ...monday }]], weekly)
    const [only] = executiveDigest(facts, null, null).movements
    expect(only).toMatchObject({ status: 'red', weeksInStatus: 1 })
    expect(facts.accounts[0]?.statusTrend.at(-1)).toBe('red')
  })
})
