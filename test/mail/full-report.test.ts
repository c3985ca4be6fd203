import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { describe, expect, it } from 'vitest'
import { renderFullReport } from '../../src/mail/full-report.js'
import { weekLetters } from '../../src/mail/view/report-accounts.js'
import { scaleFor } from '../../src/mail/view/report-charts.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { digestsSaying, hostileTexts } from '../fixture/hostile.js'
import { dana, eventful, factsFrom } from '../fixture/portfolio.js'
import { wordsIn } from '../fixture/shown-figures.js'
import type { Story } from '../fixture/story.js'
import { weekNames, weeks } from '../fixture/weeks.js'

const plain = { order: null, links: null }
const links = { self: '/view?seat', mail: '/view?seat&mail=1', list: '/accounts', logOut: '/out' }
const week = factsFrom(eventful)
const executive = executiveDigest(week, null, null)
const manager = accountManagerDigest(week, dana)

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ['html-validate:recommended'],
    rules: {
      'doctype-style': 'off',
      'long-title': 'off',
      // On a phone the table's rows are laid out as blocks, which would take its roles away.
      'no-redundant-role': 'off',
      'prefer-native-element': 'off',
      // The colon before what follows is the template's.
      'no-trailing-whitespace': 'off',
    },
  }),
)

async function faultsIn(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html)
  return results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`)
}

describe('html-validate finds nothing in', () => {
  it.each(weekNames.filter((name) => name !== 'huge'))('a %s week', async (name) => {
    const facts = factsFrom(weeks[name])
    const order = { by: 'exit', descending: true } as const
    for (const digest of [executiveDigest(facts, null, null), accountManagerDigest(facts, dana)]) {
      expect(await faultsIn(await renderFullReport(digest, { order, links }))).toEqual([])
    }
  })
})

describe('whatever people type', () => {
  it.each(hostileTexts)('nothing of it becomes markup: %j', async (text) => {
    const marks = (html: string) => html.match(/<[a-z/!][^\s>]*/g)
    const ordinary = digestsSaying('Ordinary words')
    const hostile = digestsSaying(text)
    for (const role of ['executive', 'account-manager'] as const) {
      const [one, other] = [ordinary[role], hostile[role]]
      if (one === undefined || other === undefined) throw new Error('no digest')
      if (one.role === 'admin' || other.role === 'admin') throw new Error('not theirs')
      const html = await renderFullReport(other, { order: null, links })
      expect(marks(html)).toEqual(marks(await renderFullReport(one, { order: null, links })))
      expect(html).not.toMatch(/[\p{Zl}\u202a-\u202e]|(?!\n)\p{Cc}/u)
    }
  })

  it('a name is told whole, and keeps its direction to itself', async () => {
    const name = 'شركة النور للخدمات'
    const { executive: digest } = digestsSaying(name)
    if (digest?.role !== 'executive') throw new Error('no digest')
    expect(await renderFullReport(digest, plain)).toContain(`<bdi>\u2068${name}\u2069</bdi>`)
    const long = digestsSaying('W'.repeat(300)).executive
    if (long?.role !== 'executive') throw new Error('no digest')
    expect(await renderFullReport(long, plain)).toContain(`<bdi>${'W'.repeat(300)}</bdi>`)
  })
})

describe('an account in trouble', () => {
  const decisionMakerChange = {
    decisionMaker: 'Ruth',
    changedOn: '2026-10-29',
    metOn: null,
  } as const
  const scores: Story['scores'] = [
    [25, 40, 40, 40],
    [25, 30, 40, 40],
  ]
  const trouble: Story = {
    account: { name: 'Trouble' },
    scores,
    said: { pulse: 'green' },
    state: { decisionMakerChange },
  }

  it('has in its entry all that must be known of it, and stands in every list it belongs to', async () => {
    const digest = executiveDigest(factsFrom({ A: trouble }), null, null)
    const page = wordsIn(await renderFullReport(digest, plain)).replaceAll(/\s+/g, ' ')
    const entry = page.slice(page.indexOf('Account by account All that'))
    for (const said of [
      'Innovation fell from 40 to 30.',
      'New decision maker: Ruth, since Thu Oct 29; nobody has met them yet.',
      'The manager says ● Green, more hopeful than the figures.',
      'relationship 25 (0.0), the weakest',
    ]) {
      expect(entry).toContain(said)
    }
    for (const title of [
      'Down',
      'Near exit',
      'No open action',
      'Decision-maker changes',
      'Pulse against status',
    ]) {
      expect(page).toMatch(new RegExp(`${title} 1 account, .{0,60}Trouble`))
    }
  })

  it('has beside what moved it what is lowest, where that is another driver', async () => {
    const digest = executiveDigest(factsFrom({ A: trouble }), null, null)
    const page = wordsIn(await renderFullReport(digest, plain)).replaceAll(/\s+/g, ' ')
    expect(page).toContain('Innovation fell from 40 to 30. Relationship is lowest, at 25.')
  })
})

describe('2,000 accounts', () => {
  const huge = executiveDigest(factsFrom(weeks.huge), null, null)

  it('are all there, on a page that a browser takes', async () => {
    const html = await renderFullReport(huge, { order: { by: 'name', descending: false }, links })
    const table = html.slice(
      html.indexOf('<tbody role'),
      html.indexOf('</tbody>', html.indexOf('<tbody role')),
    )
    expect(table.split('<tr role').length - 1).toBe(huge.movements.length)
    expect(html.split('<article class="entry"').length - 1).toBe(huge.movements.length)
    expect(html).not.toMatch(/\band \d+ more\b/)
    expect(Buffer.byteLength(html)).toBeLessThan(12_000_000)
  })

  it('take no minute', async () => {
    const start = performance.now()
    await renderFullReport(huge, plain)
    expect(performance.now() - start).toBeLessThan(20_000)
  })
})

describe('the table', () => {
  it('is sorted by links, and says by what', async () => {
    const order = { by: 'name', descending: false } as const
    const html = await renderFullReport(executive, { order, links })
    expect(html).toContain('<th role="columnheader" scope="col" aria-sort="ascending">')
    expect(html.split('aria-sort=').length).toBe(2)
    expect(linked(html, 'Account')).toBe('/view?seat&sort=name&dir=desc#accounts')
    expect(linked(html, 'Revenue')).toBe('/view?seat&sort=revenue&dir=desc#accounts')
    expect(linked(html, 'Health')).toBe('/view?seat&sort=health&dir=asc#accounts')
  })

  it('has no links to be sorted by in a file', async () => {
    const html = await renderFullReport(executive, plain)
    expect(html).not.toMatch(/href="(?!#|mailto:)/)
    expect(html).not.toContain('aria-sort=')
  })

  it('leads from each name to all that is known of the account', async () => {
    const html = await renderFullReport(executive, plain)
    const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id = '']) => id)
    expect(targets.filter((id) => html.split(` id="${id}"`).length !== 2)).toEqual([])
    expect(targets.length).toBeGreaterThan(executive.movements.length)
  })

  function linked(html: string, label: string): string {
    const text = html.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=')
    return new RegExp(`href="([^"]*)">${label}(?:&nbsp;|<)`).exec(text)?.[1] ?? ''
  }
})

it('tells by a letter what was reported, carried and not known', () => {
  const statusTrend = [null, 'unknown', 'red', 'red', 'yellow', 'green'] as const
  const trend = [null, null, 40, null, 60, 80]
  const looks = (leaving: { lastDay: '2026-12-01'; daysLeft: 8; noticeGivenOn: null } | null) =>
    weekLetters({ statusTrend, trend, leaving }).map(({ letter, look }) => `${letter} ${look}`)
  const rest = ['Y yellow', 'G green']
  expect(looks(null)).toEqual(['· none', '· none', 'R red', 'R red carried', ...rest])
  const leaving = { lastDay: '2026-12-01', daysLeft: 8, noticeGivenOn: null } as const
  expect(looks(leaving)).toEqual(['· none', '· none', 'R red', 'R red', ...rest])
})

it.each([
  [0, [1, 0]],
  [1, [1, 0.75, 0.5, 0.25, 0]],
  [15_200_000, [20e6, 15e6, 10e6, 5e6, 0]],
  [99, [100, 75, 50, 25, 0]],
  [3, [3, 2, 1, 0]],
])('a scale for %d has round amounts', (most, scale) => {
  expect(scaleFor(most)).toEqual(scale)
})

it('says whose accounts it is about', async () => {
  const region = executiveDigest(week, null, 'West')
  expect(wordsIn(await renderFullReport(region, plain))).toContain('Only the accounts in West.')
  expect(wordsIn(await renderFullReport(manager, plain))).toContain('The accounts of Dana Ortiz.')
})
