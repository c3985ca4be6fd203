import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatOf } from '../../src/format.js'
import { renderMessage } from '../../src/mail/render.js'
import { byNotice } from '../../src/mail/view/figures.js'
import { capsOf, type MailLayout } from '../../src/mail/view/frame.js'
import { pageOne } from '../../src/mail/view/page-one.js'
import { riskChart } from '../../src/mail/view/report-charts.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { type ExecutiveDigest, executiveDigest } from '../../src/report/digest/digest.js'
import { digests, links, updateLinks } from '../fixture/digest.js'
import { facts } from '../fixture/history.js'
import { dana, eventful, factsFrom, presentation, quiet } from '../fixture/portfolio.js'
import type { Story } from '../fixture/story.js'
import {
  anyBusyPortfolio,
  anyPortfolio,
  anyToldPortfolio,
  reportBefore,
} from '../report/arbitraries.js'

const executive = executiveDigest(factsFrom(eventful), null, null)
const sheet: MailLayout = {
  format: formatOf(presentation),
  monday: executive.monday,
  previousWeek: executive.previousWeek,
  timeZone: 'UTC',
  caps: capsOf(1),
}

describe("an executive's message", () => {
  const { subject, html, text } = renderMessage(executive)

  it('keeps figures with their words, by blanks that text parts have no need of', () => {
    expect(html).toMatch(/3\u00a0red, 7\u00a0yellow|Nov\u00a027/)
    expect(html).toContain('Can leave Dec\u00a023.')
    expect(text).not.toContain('\u00a0')
  })

  it('is in the order in which it wants to be read', () => {
    expect(
      text.match(/^[A-Z](?:[A-Z0-9,-]| (?! ))+/gm)?.filter((line) => /^[A-Z]{2}/.test(line)),
    ).toEqual([
      ...['THE TICKER', 'THREE DECISIONS', 'CONTRACTS', 'EARNED', 'NOT REPORTED'],
      'EVERYTHING ELSE, 12 WEEKS',
    ])
    expect(subject).toBe('Lost Northgate; alarm: 2 of top 20 lost; $2.39M at risk')
  })

  it.each([
    ['the week', /week of Nov 16–22\n/],
    [
      'what happened, in a sentence',
      /We lost Northgate Shopping Centre, and Harbor Point Hospital and Summit\nOutdoor Headquarters turned red\./,
    ],
    ['the alarm', /Alarm: 2 of the 18 largest lost within a year, \$1\.92M\./],
    [
      'the figures in a line',
      /\$2\.39M of \$12\.9M at risk, ▲ \$605K more\. Health 68\.5, ▼ −1\.0\./,
    ],
    ['how many accounts have which status', /^3 red, 7 yellow, 5 green, 1 unknown$/m],
    [
      'who was lost, and where it stood',
      /Northgate Shopping Centre +YYYYY· +Lost\n\$520K +was 55\.9/,
    ],
    [
      'a move, the standing and the month',
      /Harbor Point Hospital +YYYYYR +▼ −18\.1\n\$1\.24M +47\.8 · −26\.6/,
    ],
    ['an older week that was compared with', /Volta Battery Works .*\n\$1\.12M, since Nov 2–8 /],
    ['a status that changed without a movement', /Summit Outdoor Headquarters +YYYYYR += −0\.4\n/],
    ['one that fell silent', /Riverside Housing Trust +·Rrrr· +4 weeks\n\$300K +without a report/],
    ['whom there is no line for', /^4 more moved · 4 unchanged · 1 more unreported$/m],
    [
      'a decision: about whom, why, by when, and whose it is',
      /Harbor Point Hospital · \$1\.24M\n {2}Turned red, −18\.1 to 47\.8; Ruth Calloway unmet for 3 weeks\.\n {2}Can leave Dec 23\. By Nov 27: Put a night .*\n {2}Ask dana\.ortiz@example\.com/,
    ],
    [
      'what is overdue',
      /Kestrel Pharma · \$870K\n {2}Action 12 days overdue\.\n {2}Can leave Dec 23\. Wanted now: Offer the revised cleanroom schedule\./,
    ],
    [
      'a slide of one of the largest',
      /Saint Brigid University · \$980K\n {2}Sliding, −3\.7 in 4 weeks\./,
    ],
    ['how many decisions there is no room for', /^1 more in the full report\.$/m],
    ['what was done for customers', /Done for Corvid Data Centers and 2 others;/],
    [
      'for whom nothing was',
      /Taken for granted: Meridian Airport Authority \(never\) and 11 others\./,
    ],
    ['whose reports are missing', /14 of 16 reported\. Missing: Ivo Novák \(2 weeks\)\./],
    ['all others, week by week', /^Orion Insurance Campus +·{11}Y$/m],
    ['what is carried, by a small letter', /^Delta Food Processing +Y{10}yy$/m],
    ['what is in none of the figures', /^1 not desired, not counted\.$/m],
    ['what the colours mean', /Red: below 50 or notice given\. Green: from 75\./],
    ['where the rest is', /^Full report: mmr preview .*--full$/m],
    ['the cut-off', /Data as of Mon Nov 23, 5:00 AM UTC\./],
  ])('says %s', (_, words) => {
    expect(text).toMatch(words)
  })

  it('tells the week compared with where that is not the one before', () => {
    const older = renderMessage({ ...executive, previousWeek: '2026-W45' })
    expect(older.text).toContain('week of Nov 16–22\nagainst Nov 2–8\n')
    expect(text).not.toContain('against Nov')
  })

  it('names no account twice in its lists, whatever the portfolio', () => {
    fc.assert(
      fc.property(fc.oneof(anyToldPortfolio, anyBusyPortfolio), (histories) => {
        const digest = executiveDigest(facts(histories, { reportBefore }), null, null)
        const { ticker, grid } = pageOne(digest, { links: null }, sheet)
        const names = [...(ticker?.lines ?? []), ...(grid?.rows ?? [])].map(({ name }) => name)
        expect(new Set(names).size).toBe(names.length)
        const active = digest.movements.filter(({ movement }) => movement !== 'lost')
        if (grid?.more === '') for (const { name } of active) expect(names).toContain(name)
      }),
    )
  })
})

describe('a quiet week', () => {
  it('is a short message that says so', () => {
    const { subject, html, text } = renderMessage(executiveDigest(factsFrom(quiet), null, null))
    expect(subject).toBe('Quiet week; $0 at risk')
    expect(text).toContain('A quiet week: none of the 3 accounts moved.\n\nNothing is at risk.')
    expect(text).toMatch(/^ALL ACCOUNTS, 12 WEEKS$/m)
    expect(text).not.toMatch(/TICKER|DECISIONS|CONTRACTS|NOT REPORTED/)
    expect(html.length).toBeLessThan(25_000)
  })
})

describe("an account manager's message", () => {
  const digest = accountManagerDigest(factsFrom(eventful), dana)

  it('has the place to report back on each account, once', () => {
    const { html, text } = renderMessage(digest, { links })
    const own = digest.movements.map(({ accountId }) => updateLinks.get(accountId) ?? '')
    expect(own).toHaveLength(5)
    for (const link of own) {
      expect(html.split(`href="${link}"`)).toHaveLength(2)
      expect(text.split(link)).toHaveLength(2)
    }
    expect(html.match(/https:\/\/report\.example\.com\/update/g)).toHaveLength(5)
  })

  it('begins with what is asked, by when, and its button', () => {
    const { subject, text } = renderMessage(digest, { links })
    expect(subject).toBe('Harbor Point Hospital turned red; your 5 accounts, $1.52M at risk')
    expect(text).toMatch(
      /\nHarbor Point Hospital turned red and has a new decision maker to meet\.\n\nCan leave Dec 23\. By Nov 27: Put a night .*\nUpdate Harbor Point Hospital: \S+k3yOfA01\n\n\$1\.52M of \$5\.93M at risk/,
    )
  })

  it('has one step for all the others', () => {
    const { html, text } = renderMessage(digest, { links })
    for (const shown of [html, text]) expect(shown).toContain('Nothing changed on the other 4')
  })

  it('says where to report back without links', () => {
    const { html, text } = renderMessage(digest)
    for (const shown of [html, text]) {
      expect(shown).toContain('To report back, reply to this mail')
      expect(shown).not.toMatch(/Nothing changed on/)
    }
    expect(html).not.toContain('Update')
  })

  it('has no link for an account that was lost', () => {
    const ben = { name: 'Ben Okafor', address: 'ben.okafor@example.com' }
    const { text } = renderMessage(accountManagerDigest(factsFrom(eventful), ben), { links })
    expect(text).toContain('Northgate Shopping Centre was lost.')
    expect(text).toMatch(/Northgate Shopping Centre +YYYYY· +Lost\n/)
    expect(text).not.toContain(updateLinks.get('A07'))
  })
})

it("an admin's message says who did not get it, and why", () => {
  const digest = digests.admin
  const { text } = digest === undefined ? { text: '' } : renderMessage(digest)
  expect(text).toMatch(/^State +Nov 16–22 +Nov 9–15$/m)
  expect(text).toMatch(/^Submitted +4 +6\nFailed +1 +0\nUncertain.* +1 +0\nPlanned +6 +6$/m)
  expect(text).toMatch(/Ivo Novák +Failed\naccount manager, ivo\.novak@example\.com\n.*550 5\.1\.1/)
  expect(text).toMatch(/Mei-Lin Chen +5\nmeilin\.chen@example\.com +accounts/)
  expect(text).toMatch(/snapshots-w47\.csv +12\nFri Nov 20, 4:04 PM UTC +faults/)
})

describe('what does not fit', () => {
  const [harbor] = Object.values(eventful)
  const [, , , , steady] = Object.values(eventful)
  const digestOf = (story: Story | undefined, accounts: number) => {
    const stories = Array.from({ length: accounts }, (_, index) => [`A${index}`, story] as const)
    return executiveDigest(factsFrom(Object.fromEntries(stories.flatMap(whole))), null, null)
  }
  const shown = (digest: ExecutiveDigest, share: number) =>
    pageOne(digest, { links: null }, { ...sheet, caps: capsOf(share) })

  it.each([
    [8, 1, 8, ''],
    [9, 1, 8, '1 more moved'],
    [2000, 1, 8, '1,992 more moved'],
    [2000, 0.2, 1, '1,999 more moved'],
    [2, 0.2, 1, '1 more moved'],
  ])('of %i that moved at a share of %d is counted', (accounts, share, lines, more) => {
    const { ticker } = shown(digestOf(harbor, accounts), share)
    expect([ticker?.lines.length, ticker?.more]).toEqual([lines, more])
  })

  it.each([
    [30, 1, 30, ''],
    [31, 1, 31, ''],
    [32, 1, 30, 'and 2 smaller accounts.'],
    [2000, 0.2, 6, 'and 1,994 smaller accounts.'],
  ])('of %i that did not at a share of %d is counted', (accounts, share, rows, more) => {
    const { grid, ticker } = shown(digestOf(steady, accounts), share)
    expect([grid?.rows.length, grid?.more]).toEqual([rows, more])
    expect(ticker).toBeNull()
    expect(grid?.title).toBe('All accounts, 12 weeks')
  })

  it.each([
    [3, 1, 'Three decisions', 3, ''],
    [1, 1, 'One decision', 1, ''],
    [5, 1, 'Three decisions', 3, '2 more in the full report.'],
    [5, 0.2, 'One decision', 1, '4 more in the full report.'],
  ])('of %i decisions at a share of %d is counted', (accounts, share, title, cards, more) => {
    const { decisions } = shown(digestOf(harbor, accounts), share)
    expect([decisions?.title, decisions?.cards.length, decisions?.more]).toEqual([
      title,
      cards,
      more,
    ])
  })
})

describe('tables that add up', () => {
  it('do, in the figures that are shown, whatever the portfolio', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const digest = executiveDigest(facts(histories), null, null)
        const { revenueAtRisk } = digest
        const steps = riskChart(revenueAtRisk, digest, sheet)?.lines.map(({ figure }) =>
          cents(figure),
        )
        if (steps) expect(sum(steps.slice(0, -1))).toBe(steps.at(-1))
        const buckets = byNotice(revenueAtRisk, sheet)?.lines.map(({ figure }) => cents(figure))
        if (buckets) expect(sum(buckets.slice(0, -1))).toBe(buckets.at(-1))
      }),
    )
  })

  it('leave out what did not happen', () => {
    const labels = riskChart(executive.revenueAtRisk, executive, sheet)?.lines.map(
      ({ label }) => label,
    )
    expect(labels).toEqual([
      'At risk Nov 9–15',
      'Moved into red',
      'Moved out of red',
      'Became unknown',
      'At risk Nov 16–22',
    ])
  })
})

function whole([id, story]: readonly [string, Story | undefined]): [string, Story][] {
  return story === undefined ? [] : [[id, story]]
}

function cents(figure: string): number {
  return Math.round(Number(figure.replaceAll(/[$,+]/g, '').replace('−', '-')) * 100)
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
