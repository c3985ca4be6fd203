import { describe, expect, it } from 'vitest'
import { renderFullReport } from '../../src/mail/full-report.js'
import { renderMessage } from '../../src/mail/render.js'
import type { AccountVersion } from '../../src/report/contract/version.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import type { EditionFacts } from '../../src/report/facts.js'
import type { Snapshot } from '../../src/report/snapshot.js'
import { level, snapshot } from '../fixture/history.js'
import { wordsIn } from '../fixture/shown-figures.js'
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

const fullReport = async (facts: EditionFacts) =>
  oneLine(
    wordsIn(
      await renderFullReport(executiveDigest(facts, null, null), { order: null, links: null }),
    ),
  )

const weekly = [{ week: before }, { week, recordedAt: '2026-02-13T09:00:00.000Z' }] as const

describe('the mail about contracts', () => {
  it('tells of a notice in the headline, with the days left, the last day and what is wanted', () => {
    const facts = factsOf([[{}, { endedOn: '2026-03-31' }]], weekly)
    const text = forExecutives(facts)
    expect(text).toContain('Meridian Hospital gave notice.')
    expect(text).toMatch(/Meridian Hospital ·{4}GR 43 days \$120K, last day Mar 31 left/)
    expect(text).toContain('Leaving in 43 days. Last day Mar 31. Wanted this week: an action.')
    expect(forAda(facts)).toContain('Meridian Hospital leaves in 43 days.')
  })

  it('names no day of a notice of which the last day alone is known', async () => {
    const facts = factsOf([[{}, { endedOn: '2026-03-31' }]])
    const page = await fullReport(facts)
    expect(page).toContain('Its last day is Tue Mar 31.')
    expect(page).toContain('Leaving last day Tue Mar 31, 43 days left Earliest exit')
    for (const told of [page, forExecutives(facts)]) {
      expect(told).not.toMatch(/notice given (?:on )?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b/i)
    }
  })

  it('names the day of a notice that a manager gave', async () => {
    const given = { noticeGivenOn: '2026-02-10', lastDay: '2026-03-31' } as const
    const facts = factsOf([[{}, {}]], [weekly[0], { ...weekly[1], ...given }])
    expect(await fullReport(facts)).toContain('notice given Tue Feb 10')
  })

  it('tells of an account that leaves in one place: it neither changed its status nor is it unchanged', async () => {
    const leaving = [[{ endedOn: '2026-03-31' }, {}]] as const
    for (const facts of [
      factsOf(leaving, weekly),
      factsOf([[{}, { endedOn: '2026-03-31' }]], weekly),
    ]) {
      const text = forExecutives(facts)
      expect(text).toMatch(/43 days/)
      expect(text).not.toMatch(/unchanged|EVERYTHING ELSE|turned red/)
      const page = await fullReport(facts)
      expect(page).toContain('Leaving 1 account')
      expect(page).not.toContain('Changed status')
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

  it('never says that the figures of one that is red for its notice alone are red', async () => {
    const facts = factsOf(
      [[{}, { endedOn: '2026-03-31' }]],
      weekly.map((one) => ({ ...one, pulse: 'green' as const })),
    )
    const page = await fullReport(facts)
    expect(page).toContain('The manager says ● Green, more hopeful than the notice.')
    expect(page).toContain('Red for the notice alone; its health is 80.0.')
    for (const told of [page, forExecutives(facts), forAda(facts)]) {
      expect(told).not.toContain('than the figures')
    }
  })

  it('says of a loss learned late when it was', async () => {
    const late = factsOf([[{}, { endedOn: '2026-01-20' }]])
    for (const told of [forExecutives(late), forAda(late)]) {
      expect(told).toContain('We lost Meridian Hospital.')
      expect(told).toContain('$120K, ended Jan 20')
    }
    expect(await fullReport(late)).toContain('It ended Tue Jan 20; learned this week.')
    const inTime = factsOf([[{}, { endedOn: '2026-02-10' }]])
    expect(forExecutives(inTime)).not.toContain('ended Feb')
  })

  it('sums every change up, and the full report names each', async () => {
    const many = Array.from({ length: 7 }, (_, index) => [
      { accountId: `A-${index}`, name: `Account ${index}` },
      { annualRevenue: (110 - index) * 1_000_00 },
    ]) as readonly (readonly [Terms, Terms])[]
    const facts = factsOf(many)
    for (const told of [forExecutives(facts), forAda(facts)]) {
      expect(told).toContain('Last report $840,000 Cut Account 6, Account 5 and 5 others −$91,000')
      expect(told).toContain('Now $749,000')
    }
    const page = await fullReport(facts)
    for (let index = 0; index < 7; index += 1) {
      expect(page).toContain(`From $120K to $${110 - index}K a year.`)
      expect(page).toContain(`Account ${index} −$${10 + index}K`)
    }
  })

  it('tells changes without an amount in a sentence each, and how many more', () => {
    const facts = factsOf(
      Array.from({ length: 7 }, (_, index): [Terms, Terms] => [
        { accountId: `A-${index}`, name: `Account ${index}`, accountManager: ben },
        { accountManager: ada },
      ]),
    )
    const text = forExecutives(facts)
    expect(text).toContain('Account 0: from Ben Okafor to Ada Park.')
    expect(text.match(/: from Ben Okafor to Ada Park\./g)).toHaveLength(4)
    expect(text).toContain('3 more changes.')
  })

  it('names accounts that came from another owner, and those that went to one', () => {
    const moves = [
      [{ accountId: 'A-1', name: 'Came' }, { accountManager: ada }],
      [{ accountId: 'A-2', name: 'Went', accountManager: ada }, { accountManager: ben }],
    ] as const
    const facts = factsOf([[{ ...moves[0][0], accountManager: ben }, moves[0][1]], moves[1]])
    expect(forAda(facts)).toContain('Came: from Ben Okafor to Ada Park. Went went to Ben Okafor.')
    expect(forAda(facts)).not.toContain('Came came')
    expect(forExecutives(facts)).not.toMatch(/\bwent to\b|\bcame from\b/)
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
