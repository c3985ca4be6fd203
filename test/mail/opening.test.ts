import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { opening, statusBar } from '../../src/mail/view/opening.js'
import { type DigestBody, executiveDigest } from '../../src/report/digest/digest.js'
import { statuses } from '../../src/report/health.js'
import { level } from '../fixture/falling.js'
import { facts } from '../fixture/history.js'
import { sheet } from '../fixture/mail-sheet.js'
import { factsFrom } from '../fixture/portfolio.js'
import type { Story } from '../fixture/story.js'
import { anyBusyPortfolio, anyToldPortfolio, reportBefore } from '../report/arbitraries.js'

const story = (name: string, ...scores: Story['scores']): Story => ({ account: { name }, scores })
const green = story('Green', level(80), level(80))
const red = story('Red', level(40), level(40))
const fallen = story('Fallen', level(60), level(40))
const recovered = story('Recovered', level(40), level(60))
const faded = story('Faded', level(30), null, null, null, null)
const lostRed: Story = {
  account: { name: 'Gone', endedOn: '2026-11-18' },
  scores: [level(40), null],
}

function digestOf(...stories: readonly Story[]): DigestBody {
  return executiveDigest(
    factsFrom(Object.fromEntries(stories.map((one, index) => [`A${index}`, one]))),
    null,
    null,
  )
}

/** The line of figures, and the tone of the change of what is at risk: r, g or t for neither. */
function riskIn(digest: DigestBody): readonly [string, string | undefined] {
  const { told, figures } = opening(digest, sheet)
  const change = figures.find(({ text }) => / (more|less)$/.test(text))
  return [told, change?.tone]
}

describe('what is at risk', () => {
  it.each<[string, readonly Story[], string, string | undefined]>([
    [
      'a rise is bad',
      [green, fallen],
      '$500K of $1M at risk, ▲ $500K more. Health 60.0, ▼ −10.0.',
      'r',
    ],
    [
      'a fall is good where accounts got better',
      [red, recovered],
      '$500K of $1M at risk, ▼ $500K less. Health 50.0, ▲ +10.0.',
      'g',
    ],
    [
      'a fall through a loss is neither',
      [red, lostRed],
      '$500K of $500K at risk, ▼ $500K less: lost. Health 40.0.',
      't',
    ],
    [
      'nor is one through silence',
      [red, faded],
      '$500K of $1M at risk, ▼ $500K less: unreported. Health 40.0.',
      't',
    ],
    [
      'a loss as large as what got better leaves it good',
      [lostRed, recovered],
      'Nothing is at risk, ▼ $1M less. Health 60.0, ▲ +20.0.',
      'g',
    ],
    [
      'two losses beside one that got better are neither',
      [lostRed, { ...lostRed, account: { ...lostRed.account, name: 'Gone too' } }, recovered],
      'Nothing is at risk, ▼ $1.5M less: lost. Health 60.0, ▲ +20.0.',
      't',
    ],
    ['as much as before', [red], '$500K of $500K at risk, as before. Health 40.0.', undefined],
    ['nothing as before', [green], 'Nothing is at risk. Health 80.0.', undefined],
  ])('%s', (_, stories, told, tone) => {
    expect(riskIn(digestOf(...stories))).toEqual([told, tone])
  })

  it.each([
    [{ cut: 200_000 }, 't'],
    [{ exchange: -200_000 }, 't'],
    [{ noLongerDesired: 200_000 }, 't'],
    [{ becameUnknown: 200_000 }, 't'],
    [{ movedOut: 200_000 }, 'g'],
    [{ movedOut: 150_000, lost: 50_000 }, 'g'],
    [{ movedOut: 50_000, cut: 150_000 }, 't'],
    [{ movedOut: 400_000, movedIn: 200_000, cut: 0 }, 'g'],
  ])('that fell by %o has the tone %s', (steps, tone) => {
    const digest = digestOf(red)
    const { revenueAtRisk } = digest
    const bridge = { ...revenueAtRisk.bridge, ...steps }
    const less = { ...revenueAtRisk, previous: 700_000, change: -200_000, bridge }
    expect(riskIn({ ...digest, revenueAtRisk: less })[1]).toBe(tone)
  })

  it('is good or bad by a sign as well, never by colour alone', () => {
    const { figures } = opening(digestOf(green, fallen, recovered), sheet)
    for (const { text, tone } of figures)
      if (tone === 'r' || tone === 'g') expect(text).toMatch(/[▲▼]/)
  })

  it('ends the line where no health is known', () => {
    expect(opening(digestOf(story('Mute', null)), sheet).told).toBe('Nothing is at risk.')
  })

  it('stands beside what was kept, over how long, and the goal', () => {
    const digest = digestOf(green)
    const { retention } = digest
    const kept = { ...retention, weeks: 52, revenue: { ...retention.revenue, gross: 97.1 } }
    expect(opening({ ...digest, retention: kept }, sheet).told).toMatch(
      /^97\.1% kept .*, goal 100%\. Nothing is at risk\./,
    )
  })
})

describe('what must be known first', () => {
  it('is that the report is late, and after which', () => {
    const late = { ...digestOf(green), laterReport: '2026-W49' } as const
    expect(opening(late, sheet).notices).toEqual([
      'This report is late: the one about Nov 30 – Dec 6 was made before it.',
    ])
    expect(opening(digestOf(green), sheet).notices).toEqual([])
  })

  it('is how old what was pulled is, for executives', () => {
    const [accounts, snapshots] = [
      { of: 'accounts', since: '2026-11-12' },
      { of: 'snapshots', since: '2026-11-09' },
    ] as const
    const digest = digestOf(green)
    const noticesOf = (oldPulls: typeof digest.oldPulls) =>
      opening({ ...digest, oldPulls }, sheet).notices
    expect(noticesOf([snapshots])).toEqual([
      'Scores are as of Mon Nov 9: nothing newer has come since.',
    ])
    expect(noticesOf([accounts, snapshots])).toEqual([
      'Contracts are as of Thu Nov 12 and scores are as of Mon Nov 9: nothing newer has come since.',
    ])
    const ofManager = { ...digest, oldPulls: [snapshots], role: 'account-manager' } as const
    expect(opening(ofManager, sheet).notices).toEqual([])
  })

  it('is the alarm', () => {
    const gone = { ...lostRed, account: { ...lostRed.account, name: 'Gone too' } }
    expect(opening(digestOf(green, lostRed, gone), sheet).notices).toEqual([
      'Alarm: 2 of the 3 largest lost within a year, $1M.',
    ])
  })

  it('is that nobody reported, where the headline tells of something else', () => {
    const silent = story('Silent', level(80), null)
    const gone = { ...lostRed, account: { ...lostRed.account, revenue: 1 } }
    const said = 'Nobody reported on any account this week.'
    expect(opening(digestOf(silent, gone), sheet).notices).toContain(said)
    expect(opening(digestOf(silent, faded), sheet).notices).toContain(said)
    expect(opening(digestOf(silent), sheet).notices).not.toContain(said)
    expect(opening(digestOf(green, gone), sheet).notices).not.toContain(said)
  })
})

describe('the bar', () => {
  it('adds up to 100 percent and hides no status that has accounts, whatever the portfolio', () => {
    fc.assert(
      fc.property(fc.oneof(anyToldPortfolio, anyBusyPortfolio), (histories) => {
        const { portfolio } = executiveDigest(facts(histories, { reportBefore }), null, null)
        const bar = statusBar(portfolio, sheet)
        const paying = statuses.filter((status) => portfolio.byStatus[status].accounts > 0)
        if (bar === null) {
          expect(paying.every((status) => portfolio.byStatus[status].revenue === 0)).toBe(true)
          return
        }
        expect(bar.parts.length).toBe(paying.length)
        const percents = bar.parts.map(({ percent }) => Number(percent))
        expect(percents.reduce((sum, one) => sum + one, 0)).toBe(100)
        expect(Math.min(...percents)).toBeGreaterThanOrEqual(7)
        for (const [index, status] of paying.entries()) {
          const { accounts } = portfolio.byStatus[status]
          expect(bar.parts[index]?.label).toMatch(new RegExp(`^${accounts}( ${status})?$`))
        }
      }),
    )
  })

  it('tells counts in words where there is no room for them in it', () => {
    const small = { ...red, account: { name: 'Small', revenue: 1 } }
    const bar = statusBar(digestOf(green, small).portfolio, sheet)
    expect(bar?.parts.map(({ label, percent }) => [label, percent])).toEqual([
      ['1', '7'],
      ['1 green', '93'],
    ])
    expect(bar?.told).toBe('1 red, 1 green')
  })

  it('counts every account, those without revenue too', () => {
    const free = { ...red, account: { name: 'Free', revenue: 0 } }
    expect(statusBar(digestOf(green, free).portfolio, sheet)?.told).toBe('1 red, 1 green')
  })
})
