import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatOf } from '../../src/format.js'
import { noPictures } from '../../src/mail/picture.js'
import { renderMessage } from '../../src/mail/render.js'
import { bridge, byNotice } from '../../src/mail/view/figures.js'
import { capsOf, type MailLayout } from '../../src/mail/view/frame.js'
import { viewOf } from '../../src/mail/view/view.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { digests, links, updateLinks } from '../fixture/digest.js'
import { facts } from '../fixture/history.js'
import { listTitled } from '../fixture/mail-sheet.js'
import { dana, eventful, factsFrom, presentation, quiet } from '../fixture/portfolio.js'
import { anyPortfolio } from '../report/arbitraries.js'

const executive = executiveDigest(factsFrom(eventful), null, null)
const sheet: MailLayout = {
  format: formatOf(presentation),
  monday: executive.monday,
  previousWeek: executive.previousWeek,
  timeZone: 'UTC',
  caps: capsOf(1, false),
  pictures: noPictures,
}

describe("an executive's message", () => {
  const { html, text } = renderMessage(executive)

  it('keeps figures with their words, by blanks that text parts have no need of', () => {
    expect(html).toMatch(
      /<h1[^>]*>1\u00a0account was lost, 5\u00a0fell \(1\u00a0of them over 2\u00a0weeks\) and 3\u00a0rose;/,
    )
    expect(html).toContain('$1.24M\u00a0a\u00a0year')
    expect(html).toContain('due\u00a0Fri\u00a0Nov\u00a027')
    expect(text).not.toContain('\u00a0')
  })

  it('is in the order in which it wants a decision', () => {
    expect(text.match(/^[A-Z][A-Z0-9 -]+$/gm)).toEqual([
      ...['LOST', 'DOWN', 'CHANGED STATUS', 'UP', 'SLIDING', 'NEW'],
      ...['NEAR EXIT', 'OVERDUE', 'NO OPEN ACTION'],
      ...['DECISION-MAKER CHANGES', 'PULSE AGAINST STATUS', 'REPORTS MISSING', 'NOT REPORTED ON'],
      ...['REVENUE AT RISK', 'TOP 20', 'SINGLE-THREADED', 'DONE FOR CUSTOMERS', 'UNCHANGED'],
      'NOT DESIRED',
    ])
  })

  it.each([
    ['both weeks', /Nov 16–22, 2026\ncompared with Nov 9–15/],
    [
      'a movement with its figures',
      /Harbor Point Hospital +▼ −18\.1\n■ Red was yellow +47\.8, was 65\.9/,
    ],
    [
      'its reason and the note',
      /Relationship fell from 66 to 44\. Service is lowest, at 40\.\n {2}“Night crew/,
    ],
    ['its action, owner and date', /Next: Put a night .*\n.*Dana Ortiz, due Fri Nov 27\./],
    ['whom to write to', /Dana Ortiz <dana\.ortiz@example\.com>/],
    [
      'what nobody is doing anything about',
      /Fulton Brewery +▼ −2\.1\n(?:.*\n){5} {2}No action yet/,
    ],
    ['an older week that was compared with', /Volta Battery Works[\s\S]*?Compared with Nov 2–8\./],
    [
      'a week that was restated',
      /Elm Street Clinics +▲ \+5\.6[\s\S]*?was 62\.0[\s\S]*?62\.0 was restated from 64\.8\./,
    ],
    [
      'a status that changed without a movement',
      /STATUS\n[\s\S]*?Summit Outdoor Headquarters +49\.8/,
    ],
    [
      'who was lost, and why',
      /Northgate[\s\S]*?was yellow 55\.9[\s\S]*?went to a cheaper bidder\./,
    ],
    ['the earliest exit', /Kestrel Pharma +Wed Dec 23\n■ Red +30 days’ notice/],
    ['what is overdue', /OVERDUE\n.*\n-+\nSee above: Kestrel Pharma \(12 days\)\./],
    [
      'who is new, where the account is told of first',
      /Harbor Point Hospital +▼[\s\S]*?New decision maker: Ruth Calloway, since Thu Oct 29; nobody[\s\S]*?\n\n/,
    ],
    ['weeks open', /CHANGES\n.*\n-+\nSee above: Harbor Point Hospital \(3 weeks open\)\./],
    ['a pulse that is more hopeful', /The manager says ● Green, more hopeful than the figures/],
    ['a pulse that is more worried', /The manager says ◆ Yellow, more worried than the figures/],
    [
      'weeks running without a report',
      /Ivo Novák +0 of 2\n.*accounts\n {2}Nothing for 2 weeks running: 1 stale and 1 unknown\./,
    ],
    ['the age of what is carried', /Delta Food Processing +64\.0\n◆ Yellow +2 weeks old/],
    ['the alarm', /Of the 18 largest accounts, 2 were lost .* 3 are red now\.\nAlarm: 2/],
    ['one group alone', /Grand Hotel Pallas[\s\S]*?In touch with procurement alone\./],
    ['what was done for a customer', /Faster response: Lecture halls reset within 40 minutes/],
    [
      'a slide, where the week alone says flat',
      /Saint Brigid University +79\.0\n● Green +\+0\.4, was 78\.6\n(?:.*\n)*? {2}Sliding: −3\.7 in 4 weeks\./,
    ],
    ['the unchanged in one line', /3 accounts:\nMeridian Airport Authority, Kestrel/],
    ['what is in none of the figures', /1 account we would rather lose.*\nLakeside Mall\./],
    ['the cut-off', /Data as of Mon Nov 23, 5:00 AM UTC\./],
  ])('says %s', (_, words) => {
    expect(text).toMatch(words)
  })
})

describe('a quiet week', () => {
  it('is a short message that says so', () => {
    const { html, text } = renderMessage(executiveDigest(factsFrom(quiet), null, null))
    expect(text).toContain('A quiet week: none of the 3 accounts moved; nothing is at risk.')
    expect(text.match(/^[A-Z][A-Z0-9 -]+$/gm)).toEqual(['UNCHANGED'])
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

  it('says where to report back without links', () => {
    const { html, text } = renderMessage(digest)
    for (const shown of [html, text]) expect(shown).toContain('To report back, reply to this mail')
    expect(html).not.toContain('Update')
  })

  it('says what the executives see of it', () => {
    const { text } = renderMessage(digest)
    const [, seen = ''] = text.split('WHAT EXECUTIVES SEE OF IT')
    expect(seen).toMatch(/Portfolio health +71\.6 +▼ −1\.6 +like for like/)
    expect(seen).toMatch(/Reported on +5 of 5/)
    expect(seen).toMatch(/Near exit: Harbor Point Hospital \(Wed Dec 23\) and Summit/)
  })

  it('has no link for an account that was lost', () => {
    const ben = { name: 'Ben Okafor', address: 'ben.okafor@example.com' }
    const { text } = renderMessage(accountManagerDigest(factsFrom(eventful), ben), { links })
    expect(text).toContain('Northgate Shopping Centre')
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
  const shown = (accounts: number, share = 1) => {
    const [one] = Object.values(eventful)
    const stories = Array.from({ length: accounts }, (_, index) => [`A${index}`, one] as const)
    const digest = executiveDigest(
      factsFrom(Object.fromEntries(stories.flatMap(whole))),
      null,
      null,
    )
    const beyond = {
      cutOff: digest.cutOff,
      links: null,
      replyTo: '',
      pictures: noPictures,
    }
    const view = viewOf(digest, beyond, share)
    const down = listTitled(view.body, 'Down')
    return [down?.rows.length, down?.more]
  }
  const fallen = (count: number) =>
    Array.from({ length: count }, () => 'Harbor Point Hospital (−18.1)')

  it.each([
    [5, 1, [5, '']],
    [6, 1, [6, '']],
    [7, 1, [5, `and 2 more, $2.48M a year: ${fallen(2).join(' and ')}.`]],
    [37, 1, [5, `and 32 more, $39.7M a year: ${fallen(31).join(', ')} and ${fallen(1)}.`]],
    [38, 1, [5, `and 33 more, $40.9M a year: ${fallen(12).join(', ')} and 21 more.`]],
    [2000, 1, [5, `and 1,995 more, $2.47B a year: ${fallen(12).join(', ')} and 1,983 more.`]],
    [2000, 0.2, [1, 'and 1,999 more, $2.48B a year']],
    [2, 0.2, [1, 'and 1 more, $1.24M a year']],
  ])('of %i accounts at a share of %d is folded and summed up', (accounts, share, expected) => {
    expect(shown(accounts, share)).toEqual(expected)
  })
})

describe('tables that add up', () => {
  it('do, in the figures that are shown, whatever the portfolio', () => {
    fc.assert(
      fc.property(anyPortfolio, (histories) => {
        const { revenueAtRisk } = executiveDigest(facts(histories), null, null)
        const steps = bridge(revenueAtRisk, sheet)?.lines.map(({ figure }) => cents(figure))
        if (steps) expect(sum(steps.slice(0, -1))).toBe(steps.at(-1))
        const buckets = byNotice(revenueAtRisk, sheet)?.lines.map(({ figure }) => cents(figure))
        if (buckets) expect(sum(buckets.slice(0, -1))).toBe(buckets.at(-1))
      }),
    )
  })

  it('leave out what did not happen', () => {
    const labels = bridge(executive.revenueAtRisk, sheet)?.lines.map(({ label }) => label)
    expect(labels).toEqual([
      'At risk Nov 9–15',
      'Moved into red',
      'Moved out of red',
      'Became unknown',
      'At risk now',
    ])
  })
})

function whole<Story>([id, story]: readonly [string, Story | undefined]): [string, Story][] {
  return story === undefined ? [] : [[id, story]]
}

function cents(figure: string): number {
  return Math.round(Number(figure.replaceAll(/[$,+]/g, '').replace('−', '-')) * 100)
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
