import { AxeBuilder } from '@axe-core/playwright'
import { sql } from 'kysely'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LinkScope } from '../../src/link/claim.js'
import { addAccount, addReport, addSnapshot, week } from '../fixture/answering.js'
import { amend } from '../store/plain-account.js'
import { browserPath, launch, listeningSite, pageIn } from './browser.js'
import { mailedLink, toReport } from './site.js'

type Here = Awaited<ReturnType<typeof listeningSite>>

const address = 'ada@example.com'
const toList: LinkScope = { ...toReport, purpose: 'list', accountId: null }
const toEnd: LinkScope = { purpose: 'unsubscribe', address, deliveryId: 1 }
const takingBack: LinkScope = { purpose: 'revert', address, week, accountId: 'A-1', version: 1 }

/** Where a page is seen: each journey ends on it, from a fresh site. */
const journeys: Record<string, (here: Here, page: Page) => Promise<unknown>> = {
  list: (here, page) => open(here, page, toList),
  form: (here, page) => open(here, page, toReport),
  faults: async (here, page) => {
    await open(here, page, toReport)
    await page.locator('#decisionMakerChanged-2').check()
    await press(page, 'Save')
  },
  'others were asked, and the account list disagrees': async (here, page) => {
    await addSnapshot(here.db, 'A-1', { version: 2, tender: 1, notice_given_on: '2026-11-10' })
    await open(here, page, toReport)
    await page.getByRole('radio', { name: 'They asked others' }).check()
  },
  'notice, with a fault in its days': async (here, page) => {
    await open(here, page, toReport)
    await page.getByRole('radio', { name: 'Notice was given' }).check()
    await page.getByLabel('Notice given on').fill('2026-11-18')
    await page.getByLabel('Last day').fill('2026-11-01')
    await press(page, 'Save')
    await page.getByText('That is before notice was given.').first().waitFor()
  },
  'nothing changed': async (here, page) => {
    await open(here, page, toReport)
    await page.goto(`${here.url}/accounts/A-1/unchanged`)
  },
  'nothing changed, not ticked': async (here, page) => {
    await open(here, page, toReport)
    await page.goto(`${here.url}/accounts/A-1/unchanged`)
    await press(page, 'Record as unchanged')
  },
  'nothing changed on several': (here, page) => openOthers(here, page),
  'nothing changed on several, none ticked': async (here, page) => {
    await openOthers(here, page)
    await page.getByRole('checkbox', { name: 'Meridian Hospital' }).uncheck()
    await page.getByRole('checkbox', { name: 'Northgate' }).uncheck()
    await press(page, 'Record those ticked as unchanged')
  },
  'nothing changed on several, one of them saved meanwhile': async (here, page) => {
    await openOthers(here, page)
    await addSnapshot(here.db, 'A-4', { week, recorded_at: '2026-11-20T13:00:00.000Z' })
    await page.getByRole('checkbox', { name: 'Yes, I have looked' }).check()
    await press(page, 'Record those ticked as unchanged')
    await page.getByText('Left as they are').waitFor()
  },
  'several that are reported by one link': async (here, page) => {
    await openOthers(here, page)
    await page.goto(`${here.url}/accounts`)
  },
  saved: (here, page) => answer(here, page, 'All calm'),
  'saved by somebody else meanwhile': async (here, page) => {
    await open(here, page, toReport)
    await page.getByLabel('In your words').fill('Mine')
    await answer(here, await page.context().newPage(), 'Not mine')
    await press(page, 'Save')
    await page.getByText('Not mine').first().waitFor()
  },
  'too late': async (here, page) => {
    await open(here, page, toReport)
    here.clock = Date.parse('2026-11-23T12:00:00Z')
    await page.getByLabel('In your words').fill('Mine')
    await press(page, 'Save')
  },
  unsubscribe: (here, page) => open(here, page, toEnd),
  unsubscribed: async (here, page) => {
    await open(here, page, toEnd)
    await page.getByRole('checkbox').check()
    await press(page, 'Unsubscribe')
  },
  'taking back': async (here, page) => {
    await answer(here, page, 'Not mine')
    await open(here, page, takingBack)
  },
  'an account that was handed over': async (here, page) => {
    await open(here, page, toReport)
    await amend(here.db, { manager_address: `'bob@example.com'` }, `account_id = 'A-1'`)
    await page.getByLabel('In your words').fill('Mine')
    await press(page, 'Save')
  },
  'taken out of the settings': async (here, page) => {
    await open(here, page, toReport)
    const accountManagers = { everyone: false, listed: [] }
    Object.assign(here.web, { roster: { ...here.web.roster, accountManagers } })
    await page.reload()
  },
  'logged out': async (here, page) => {
    await open(here, page, toReport)
    await press(page, 'This isn’t my computer: log out')
  },
  'logged out in another tab': async (here, page) => {
    await open(here, page, toReport)
    await page.getByLabel('In your words').fill('Mine')
    const other = await page.context().newPage()
    await other.goto(page.url())
    await press(other, 'This isn’t my computer: log out')
    await press(page, 'Save')
  },
  'two people in one browser': async (here, page) => {
    await open(here, page, toReport)
    await open(here, page, { ...toReport, address: 'bob@example.com' })
    await page.goto(`${here.url}/accounts`)
  },
  refused: (here, page) => page.goto(`${here.url}/update/nonsense`),
  'no such page': (here, page) => page.goto(`${here.url}/nowhere`),
}

describe.runIf(browserPath !== null)('axe finds nothing', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test.each([
    [320, 'dark'],
    [1280, 'light'],
  ] as const)(
    'on any page, %i px wide, in %s',
    async (width, colorScheme) => {
      const found: string[] = []
      const headings = new Set<string>()
      for (const [name, journey] of Object.entries(journeys)) {
        const here = await listeningSite()
        await mailedReport(here)
        const page = await pageIn(browser, { colorScheme, viewport: { width, height: 740 } })
        await journey(here, page)
        headings.add((await page.getByRole('heading', { level: 1 }).textContent()) ?? '')
        found.push(...(await violations(page)).map((violation) => `${name}: ${violation}`))
      }
      expect(found).toEqual([])
      expect(headings.size).toBeGreaterThan(10)
    },
    180_000,
  )
})

async function open({ url, ...here }: Here, page: Page, scope: LinkScope): Promise<void> {
  await page.goto(`${url}/${scope.purpose}/${await mailedLink(here, scope)}`)
}

/** Two accounts on which nothing changed, two to be looked at by themselves. */
async function openOthers(here: Here, page: Page): Promise<void> {
  await addAccount(here.db, 'A-4', { name: 'Northgate' })
  await addSnapshot(here.db, 'A-4', { tender: 1, competitor: 'Larch' })
  await page.goto(`${here.url}/list/${await mailedLink(here, toList)}/unchanged`)
}

async function answer(here: Here, page: Page, note: string): Promise<void> {
  await open(here, page, toReport)
  await page.getByLabel('In your words').fill(note)
  await press(page, 'Save')
  await page.waitForURL(/\/saved\?/)
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click()
}

/** What a link to unsubscribe is about. */
async function mailedReport({ db }: Here): Promise<void> {
  await addReport(db, '2026-W46', '2026-11-16T12:00:00.000Z')
  await sql`
    insert into deliveries (delivery_id, edition_id, role, recipient, name, address, due_at, state)
    values (1, 1, 'account-manager', ${address}, 'Ada', ${address}, '', 'submitted')
  `.execute(db)
}

async function violations(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const found = await new AxeBuilder({ page }).withTags(tags).analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
}
