import { describe, expect, it } from 'vitest'
import { formatOf } from '../../src/format.js'
import { alarmNews, headline, preheader, shortName, subject } from '../../src/mail/news.js'
import { managerHeadline, managerSubject } from '../../src/mail/view/account-manager.js'
import type { AccountVersion } from '../../src/report/contract/version.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { type ExecutiveDigest, executiveDigest } from '../../src/report/digest/digest.js'
import { level, snapshot } from '../fixture/history.js'
import { dana, factsFrom, presentation } from '../fixture/portfolio.js'
import type { Quad, Story } from '../fixture/story.js'
import { reportOn, version } from '../report/contract/book.js'

const format = formatOf(presentation)

function even(score: number): Quad {
  return [score, score, score, score]
}

function told(name: string, scores: readonly (number | null)[], revenue = 500_000_00): Story {
  return {
    account: { name, revenue },
    scores: scores.map((score) => (score === null ? null : even(score))),
  }
}

const fell = told('Fallen', [60, 55])
const rose = told('Risen', [60, 65])
const flat = told('Flat', [80, 80])
const red = told('Reddened', [60, 30])
const added = told('Added', [80])
const silent = told('Silent', [80, null])
const lost: Story = {
  account: { name: 'Gone', endedOn: '2026-11-18', endReason: 'price' },
  scores: [even(60), null],
}
/** Flat, week by week, and three points lower than four weeks ago; `slid` was that a week ago. */
const slides = told('Slide', [83, 82.1, 81.2, 80.3, 80])
const slid = told('Slid', [84, 83.1, 82.2, 81.3, 80.4, 79.5])
/** Red until the report of four weeks ago stopped counting. */
const faded = told('Faded', [30, null, null, null, null])

function executiveOf(stories: readonly Story[], region: string | null = null): ExecutiveDigest {
  return executiveDigest(factsFrom(numbered(stories)), null, region)
}

function numbered(stories: readonly Story[]): Record<string, Story> {
  return Object.fromEntries(stories.map((story, index) => [`A${index}`, story]))
}

const named = (story: Story, name: string): Story => ({
  ...story,
  account: { ...story.account, name },
})

describe('the headline and the subject', () => {
  it.each<[Story[], string, string]>([
    [[lost], 'Lost Gone; alarm: the largest goes; $0 at risk', 'We lost Gone.'],
    [
      [{ ...lost, account: { ...lost.account, revenue: 1 } }, red],
      'Lost Gone; $500K at risk',
      'We lost Gone, and Reddened turned red.',
    ],
    [
      [lost, named(lost, 'Departed'), fell],
      'Lost Gone and 1 more; alarm: 2 of top 20 lost; $0 at risk',
      'We lost Gone and Departed, and Fallen fell 5.0.',
    ],
    [
      [lost, named(lost, 'Departed'), named(lost, 'Third'), rose],
      'Lost Gone and 2 more; alarm: 3 of top 20 lost; $0 at risk',
      'We lost Gone and 2 others, and Risen rose.',
    ],
    [[red], 'Reddened turned red; $500K at risk', 'Reddened turned red.'],
    [
      [red, named(red, 'Another'), fell],
      'Reddened and 1 more turned red; $1M at risk',
      'Reddened and Another turned red, and Fallen fell 5.0.',
    ],
    [
      [fell, named(fell, 'Dropped'), rose],
      'Fallen and 1 more fell; $0 at risk',
      'Fallen and Dropped fell, and Risen rose.',
    ],
    [[fell, rose], 'Fallen fell 5.0; $0 at risk', 'Fallen fell 5.0, and Risen rose.'],
    [
      [told('Old', [80, null, 77])],
      'Old fell 3.0 since Nov 2–8; $0 at risk',
      'Old fell 3.0 since Nov 2–8.',
    ],
    [
      [faded, flat],
      'Faded was red and is unknown now; $0 at risk',
      'Faded was red and is unknown now.',
    ],
    [
      [faded, named(faded, 'Paled'), flat],
      'Faded and 1 more were red and are unknown now; $0 at risk',
      'Faded and Paled were red and are unknown now.',
    ],
    [[told('Out', [40, 60])], 'Out is out of red; $0 at risk', 'Out is out of red.'],
    [
      [told('Out', [40, 60]), told('Away', [45, 80])],
      'Out and 1 more are out of red; $0 at risk',
      'Out and Away are out of red.',
    ],
    [[rose], 'Risen rose; $0 at risk', 'Risen rose.'],
    [[flat, added], 'Added is new; $0 at risk', 'Added is new.'],
    [
      [added],
      'First report: 1 account, none red; $0 at risk',
      'First report: 1 account, none red.',
    ],
    [[flat, told('Added', [30])], 'Added is new; $500K at risk', 'Added is new.'],
    [
      [told('Added', [30])],
      'First report: 1 account, 1 red; $500K at risk',
      'First report: 1 account, 1 red.',
    ],
    [
      [told('Yellowed', [75, 74.5])],
      'Yellowed turned yellow; $0 at risk',
      'Yellowed turned yellow.',
    ],
    [[told('Greened', [74.5, 75])], 'Greened turned green; $0 at risk', 'Greened turned green.'],
    [[told('Regained', [90, 80, 80, 80, 84])], 'Regained rose; $0 at risk', 'Regained rose.'],
    [[told('Well', [70, 80])], 'Well rose; $0 at risk', 'Well rose.'],
    [[slides, slid, flat], 'Slide is sliding; $0 at risk', 'Slide is sliding.'],
    [
      [slides, named(slides, 'Slope')],
      'Slide and 1 more are sliding; $0 at risk',
      'Slide and Slope are sliding.',
    ],
  ])('tell what happened: %#', (stories, title, sentence) => {
    const digest = executiveOf(stories)
    expect([subject(digest, format), headline(digest, format)]).toEqual([title, sentence])
  })

  it.each<[Story[], string, string]>([
    [[slid, flat], 'Quiet week', 'A quiet week: none of the 2 accounts moved.'],
    [[flat], 'Quiet week', 'A quiet week: the only account did not move.'],
    [[flat, silent], 'Quiet week', 'A quiet week: the only account reported on did not move.'],
    [
      [flat, named(flat, 'Even'), silent],
      'Quiet week',
      'A quiet week: none of the 2 accounts reported on moved.',
    ],
    [[silent], 'Nobody reported', 'Nobody reported on the only account.'],
    [
      [silent, named(silent, 'Mute')],
      'Nobody reported',
      'Nobody reported on any of the 2 accounts.',
    ],
    [[], 'Quiet week', 'No account is active.'],
  ])('say that nothing did, and how far anybody looked: %#', (stories, title, sentence) => {
    const digest = executiveOf(stories)
    expect(subject(digest, format)).toBe(`${title}; $0 at risk`)
    expect(headline(digest, format)).toBe(sentence)
  })

  it('of a quiet week tell what was kept', () => {
    const digest = executiveOf([flat])
    const { retention } = digest
    const kept = { ...retention, revenue: { ...retention.revenue, gross: 97.1 } }
    expect(subject({ ...digest, retention: kept }, format)).toBe(
      'Quiet week; 97.1% kept, $0 at risk',
    )
  })

  it('name the region that the digest is about', () => {
    const west = { ...red, account: { ...red.account, region: 'West' } }
    expect(subject(executiveOf([west, fell], 'West'), format)).toBe(
      'Reddened turned red; $500K at risk (West)',
    )
    expect(subject(executiveOf([fell], 'West'), format)).toBe('Quiet week; $0 at risk (West)')
  })

  it('tell of money times points first', () => {
    const digest = executiveOf([told('Steep', [80, 60], 100), told('Dear', [80, 77], 100_000_000)])
    expect(headline(digest, format)).toBe('Dear and Steep fell.')
  })
})

describe('a subject', () => {
  it.each<[string, string]>([
    ['Ironbeck Steel', 'Lost Ironbeck Steel; $2.32M at risk'],
    ['Ironbeck Steel Works', 'Lost Ironbeck Steel; $2.32M at risk'],
    ['Bank of the West Indies', 'Lost Bank; $2.32M at risk'],
    ['Ironbeckandfriendssteelworks', 'Lost Ironbeckandfriendssteelworks; $2.32M at risk'],
  ])('has 35 characters where the first word of %s allows', (name, title) => {
    const gone = { ...lost, account: { ...lost.account, name, revenue: 1 } }
    const digest = executiveOf([gone, told('Large', [40, 40], 2_320_000_00)])
    expect(subject(digest, format)).toBe(title)
  })
})

describe('a short name', () => {
  it.each([
    ['Quillmark Insurance Group', 25, 'Quillmark Insurance Group'],
    ['Quillmark Insurance Group', 24, 'Quillmark Insurance'],
    ['Quillmark Insurance Group', 9, 'Quillmark'],
    ['Quillmark Insurance Group', 5, 'Quillmark'],
    ['Quillmark Insurance Group', -4, 'Quillmark'],
    ['The Grand Hotel', 8, 'The Grand'],
    ['Bank of the West', 12, 'Bank'],
    ['Alder & Finch Logistics', 12, 'Alder'],
    ['Alder & Finch Logistics', 13, 'Alder & Finch'],
    ['Corvid, Inc.', 8, 'Corvid'],
    ['Acme — Cleaning Company', 8, 'Acme'],
    ['of the', 3, 'of the'],
    ['', 3, ''],
  ])('of %s in %i characters is %s', (name, room, short) => {
    expect(shortName(name, room)).toBe(short)
  })

  it('keeps its direction to itself', () => {
    expect(shortName('\u2068شركة النور للخدمات\u2069', 12)).toBe('\u2068شركة النور\u2069')
  })
})

type Terms = Partial<AccountVersion>

const quill = { name: 'Quillmark Insurance Group', annualRevenue: 300_000_00 }
const cobalt = { name: 'Cobalt Freight' }
const largest = { name: 'Largest', annualRevenue: 900_000_00 }

/** What is told of contracts of which the report before knew the first terms alone. */
function digestAfter(changes: readonly (readonly [first: Terms, second: Terms])[]) {
  const versions = changes.flatMap(([first, second], index) => {
    const id = { accountId: `A-${index}`, ...first }
    const asOf = '2026-02-11'
    return [
      version(id),
      version({ version: 2, ...id, asOf, recordedAt: `${asOf}T09:00:00.000Z`, ...second }),
    ]
  })
  const snapshots = (['2026-W06', '2026-W07'] as const).flatMap((week, which) =>
    changes.map((_, index) =>
      snapshot({
        accountId: `A-${index}`,
        week,
        scores: level(80),
        recordedAt: ['2026-02-06T09:00:00.000Z', '2026-02-13T09:00:00.000Z'][which] ?? '',
      }),
    ),
  )
  const recorded = { versions, snapshots }
  const before = [reportOn(recorded, [], { week: '2026-W06' })]
  return executiveDigest(reportOn(recorded, before, { week: '2026-W07' }), null, null)
}

describe('news of contracts', () => {
  it.each<[string, readonly (readonly [Terms, Terms])[], string, string]>([
    [
      'a notice',
      [[quill, { endedOn: '2026-04-09' }]],
      'Quillmark gave notice: 52 days; $300K at risk',
      'Quillmark Insurance Group gave notice.',
    ],
    [
      'two of them',
      [
        [quill, { endedOn: '2026-04-09' }],
        [cobalt, { endedOn: '2026-03-09' }],
      ],
      'Cobalt and 1 more gave notice; $420K at risk',
      'Cobalt Freight and Quillmark Insurance Group gave notice.',
    ],
    [
      'a loss',
      [[quill, { endedOn: '2026-02-12' }]],
      'Lost Quillmark; $0 at risk',
      'We lost Quillmark Insurance Group.',
    ],
    [
      'a cut',
      [[quill, { annualRevenue: 280_000_00 }]],
      'Quillmark was cut by $20K; $0 at risk',
      'Quillmark Insurance Group was cut by $20K.',
    ],
    [
      'two of them, the larger first',
      [
        [quill, { annualRevenue: 280_000_00 }],
        [cobalt, { annualRevenue: 20_000_00 }],
      ],
      'Cobalt and 1 more were cut; $0 at risk',
      'Cobalt Freight and Quillmark Insurance Group were cut.',
    ],
    [
      'one that is no longer desired',
      [[quill, { desired: false }]],
      'Quillmark is no longer desired; $0 at risk',
      'Quillmark Insurance Group is no longer desired.',
    ],
    [
      'a notice that was withdrawn',
      [[{ ...quill, endedOn: '2026-04-09' }, { endedOn: null }]],
      'Quillmark stays; $0 at risk',
      'Quillmark Insurance Group stays.',
    ],
    [
      'one that came back, having been lost',
      [[{ ...quill, endedOn: '2026-02-06' }, { endedOn: null }]],
      'Quillmark is back; $0 at risk',
      'Quillmark Insurance Group is back.',
    ],
    [
      'a contract that began',
      [[{ ...quill, startedOn: '2026-06-01' }, { startedOn: '2026-02-10' }]],
      'Quillmark is new; $0 at risk',
      'Quillmark Insurance Group is new.',
    ],
    ...(
      [
        ['growth', {}, { annualRevenue: 310_000_00 }],
        ['one that is desired again', { desired: false }, { desired: true }],
        ['a tender', {}, { tender: true }],
        ['a tender that was closed', { tender: true }, { tender: false }],
        ['an owner', {}, { accountManager: { name: 'Ben', address: 'ben@example.com' } }],
      ] as const
    ).map(([what, first, second]): [string, [Terms, Terms][], string, string] => [
      what,
      [[{ ...quill, ...first }, second]],
      'Quillmark has a changed contract; $0 at risk',
      'Quillmark Insurance Group has a changed contract.',
    ]),
  ])('tell of %s', (_, changes, title, sentence) => {
    const digest = digestAfter([...changes, [largest, {}]])
    expect([subject(digest, format), headline(digest, format)]).toEqual([title, sentence])
  })

  it('tell first of what is worse', () => {
    const digest = digestAfter([
      [largest, {}],
      [quill, { annualRevenue: 280_000_00 }],
      [cobalt, { endedOn: '2026-03-09' }],
      [{ ...cobalt, name: 'Left' }, { endedOn: '2026-02-12' }],
    ])
    expect(headline(digest, format)).toBe('We lost Left, and Cobalt Freight gave notice.')
    expect(preheader(digest, 'Figures.', format)).toBe(
      'Cobalt Freight gave notice. Quillmark Insurance Group was cut by $20K. Figures.',
    )
  })
})

describe('the alarm about the largest accounts', () => {
  const watch = (lost: number, news: boolean) => {
    const digest = executiveOf([flat])
    const { top20 } = digest
    return { ...digest, top20: { ...top20, lost, lostRevenue: 1_500_000, news, alarm: true } }
  }

  it.each([
    [
      2,
      'Quiet week; alarm: 2 of top 20 lost; $0 at risk',
      'Alarm: 2 of the 1 largest lost within a year, $1.5M.',
    ],
    [1, 'Quiet week; alarm: the largest goes; $0 at risk', 'Alarm: the largest goes.'],
  ])('is told in the week in which it is news: %i lost', (lost, title, notice) => {
    expect(subject(watch(lost, true), format)).toBe(title)
    expect(alarmNews(watch(lost, true), format)).toBe(notice)
  })

  it('is told once', () => {
    expect(subject(watch(2, false), format)).toBe('Quiet week; $0 at risk')
    expect(alarmNews(watch(2, false), format)).toBe('')
  })
})

describe("an account manager's headline and subject", () => {
  it.each<[Story[], string, string]>([
    [
      [red, flat],
      'Reddened turned red; your 2 accounts, $500K at risk',
      'Reddened turned red and has no action.',
    ],
    [
      [lost, red],
      'Reddened turned red; your account, $500K at risk',
      'Reddened turned red and has no action.',
    ],
    [[slides], 'Slide is sliding; your account, $0 at risk', 'Slide is sliding.'],
    [[fell], 'Fallen fell 5.0; $0 at risk', 'Fallen fell 5.0.'],
    [[lost, flat], 'Lost Gone; alarm: the largest goes; $0 at risk', 'We lost Gone.'],
    [[flat], 'Quiet week; $0 at risk', 'A quiet week: the only account did not move.'],
    [[silent], 'Nobody reported; $0 at risk', 'Nobody reported on the only account.'],
  ])('ask first, and else tell what happened: %#', (stories, title, sentence) => {
    const digest = accountManagerDigest(factsFrom(numbered(stories)), dana)
    expect([managerSubject(digest, format), managerHeadline(digest, format)]).toEqual([
      title,
      sentence,
    ])
  })
})
