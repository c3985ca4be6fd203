import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accountFacts } from '../../src/report/account-facts.js'
import { standingAlone } from '../../src/report/contract/contracts.js'
import { editionMonday, periodOf } from '../../src/report/week.js'
import { readOwnAccounts } from '../../src/store/accounts.js'
import { readHistories } from '../../src/store/histories.js'
import { readLinkRequests } from '../../src/store/links.js'
import { addAccount, addSnapshot, contents, week } from '../fixture/answering.js'
import { settings } from '../fixture/history.js'
import { hostileTexts } from '../fixture/hostile.js'
import { browserPath, isRequired, launch, listeningSite, pageIn } from './browser.js'
import { mailedLink, type Site, toReport } from './site.js'

test('a browser is there where it has to be', () => {
  expect(isRequired && browserPath === null).toBe(false)
})

const everyone = { ...toReport, purpose: 'list', accountId: null } as const

describe.runIf(browserPath !== null)('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test.each([
    { javaScriptEnabled: true, width: 320, colorScheme: 'light' },
    { javaScriptEnabled: false, width: 320, colorScheme: 'dark' },
    { javaScriptEnabled: true, width: 1280, colorScheme: 'dark' },
    { javaScriptEnabled: false, width: 1280, colorScheme: 'light' },
  ] as const)('link, form, saved, seen by executives: %o', async ({ width, ...options }) => {
    const here = await listeningSite()
    const page = await pageIn(browser, { ...options, viewport: { width, height: 740 } })
    const complaints = complaintsOf(page)
    await page.goto(`${here.url}/update/${await mailedLink(here)}`)
    expect(new URL(page.url()).pathname).toBe('/accounts/A-1')
    await page.getByRole('radio', { name: '25 They avoid us, or are hard on us' }).check()
    await page.getByRole('checkbox', { name: 'Procurement' }).check()
    await page.getByRole('checkbox', { name: 'Done' }).check()
    await page.getByLabel('In your words').fill('They asked for a tender.')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(new URL(page.url()).pathname).toBe('/accounts/A-1/saved')
    expect(await page.getByText('▼ −14.4 to 45.0').count()).toBe(1)
    expect(await widthOf(page)).toBeLessThanOrEqual(width)
    await page.getByRole('link', { name: 'Next: Quill & Sons' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Quill & Sons')
    expect(await widthOf(page)).toBeLessThanOrEqual(width)
    expect(complaints).toEqual([])
    expect(await factsOf(here)).toMatchObject({
      movement: 'down',
      standing: { health: 450, status: 'red' },
      note: 'They asked for a tender.',
      action: { doneOn: '2026-11-20' },
      coverage: ['procurement'],
    })
  })

  test('a new link is asked for where one is refused', async () => {
    const here = await listeningSite()
    const page = await pageIn(browser, { viewport: { width: 320, height: 740 } })
    const complaints = complaintsOf(page)
    await page.goto(`${here.url}/update/nonsense`)
    expect(await widthOf(page)).toBeLessThanOrEqual(320)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations).toEqual([])
    await page.getByLabel('Your e-mail address').fill('Ada@example.com')
    await page.getByRole('button', { name: 'Mail me a new link' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Look into your mail')
    expect(await readLinkRequests(here.db)).toMatchObject([{ recipient: 'ada@example.com' }])
    expect(complaints.filter((one) => !one.includes('403'))).toEqual([])
  })

  test('the keyboard alone is enough', async () => {
    const here = await listeningSite()
    const page = await pageIn(browser)
    await page.goto(`${here.url}/list/${await mailedLink(here, everyone)}`)
    await tabTo(page, 'Meridian Hospital')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/accounts\/A-1\?/)
    await tabTo(page, 'As it was imported')
    await page.keyboard.press('ArrowUp')
    await tabTo(page, 'In your words')
    await page.keyboard.type('By keyboard')
    await tabTo(page, 'Save')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/saved\?/)
    expect(await factsOf(here)).toMatchObject({
      note: 'By keyboard',
      scores: { relationship: 100 },
    })
  })

  test('a scanner that clicks every link and submits every form untouched changes nothing', async () => {
    const here = await listeningSite()
    await addAccount(here.db, 'A-4')
    await addSnapshot(here.db, 'A-4')
    const page = await pageIn(browser)
    const starts = [
      `/update/${await mailedLink(here)}`,
      `/list/${await mailedLink(here, everyone)}`,
    ]
    const before = await contents(here.db)
    const pressed: string[] = []
    const waiting = [...starts]
    const seen = new Set<string>()
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue
      seen.add(path)
      await page.goto(here.url + path)
      waiting.push(...(await linksOn(page)))
      // To log out is nothing that a page asks for.
      const buttons = await page.locator('main').getByRole('button').count()
      for (let index = 0; index < buttons; index += 1) {
        await page.goto(here.url + path)
        await page.locator('main').getByRole('button').nth(index).click()
        pressed.push(new URL(here.url + path).pathname)
        waiting.push(...(await linksOn(page)))
      }
    }
    expect(pressed).toEqual(
      expect.arrayContaining(['/accounts/A-1', '/accounts/A-1/unchanged', '/unchanged']),
    )
    expect(await contents(here.db)).toBe(before)
  })

  test('hostile text comes back inert', async () => {
    const here = await listeningSite()
    const page = await pageIn(browser)
    const complaints = complaintsOf(page)
    let opened = 0
    page.on('dialog', (dialog) => {
      opened += 1
      return dialog.dismiss()
    })
    await page.goto(`${here.url}/update/${await mailedLink(here)}`)
    for (const text of hostileTexts) {
      await page.goto(`${here.url}/accounts/A-1`)
      const typed = text.replace(/[\p{Cc}\p{Zl}]/gu, ' ').slice(0, 90)
      await page.getByLabel('What', { exact: true }).fill(typed)
      await page.getByLabel('In your words').fill(typed)
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL(/\/saved\?/)
      expect(await page.locator('script, img, iframe, object, embed, svg').count()).toBe(0)
      expect(await page.locator('main > *').count()).toBeLessThan(12)
    }
    expect([opened, complaints]).toEqual([0, []])
  })

  test('no address with a token is ever told to another page', async () => {
    const here = await listeningSite()
    const page = await pageIn(browser)
    const told: string[] = []
    page.on('request', (request) => told.push(request.headers().referer ?? ''))
    await page.goto(`${here.url}/update/${await mailedLink(here)}`)
    await page.getByRole('link', { name: 'Nothing changed' }).click()
    await page.goto(`${here.url}/update/${await mailedLink(here)}x`)
    await page.getByLabel('nothing').count()
    expect(told.filter((referer) => /[\w-]{32}/.test(referer))).toEqual([])
    expect(told.some((referer) => new URL(referer || here.url).pathname === '/accounts/A-1')).toBe(
      true,
    )
  })
})

/** What the browser has to say against our pages: blocked content, scripts, missing files. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  return complaints
}

/** How wide the content is: more than the screen means that people have to scroll sideways. */
function widthOf(page: Page): Promise<number> {
  return page.locator('html').evaluate((html) => html.scrollWidth)
}

function linksOn(page: Page): Promise<string[]> {
  return page
    .locator('a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    .then((paths) => paths.filter((path) => path.startsWith('/')))
}

/** Presses Tab until what has the focus is called so; everything has to be reachable in turn. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press('Tab')
    const called = String(await page.evaluate(nameOfFocus))
    if (called.includes(name)) return
  }
  throw new Error(`Tab never reaches "${name}"`)
}

/** Evaluated in the page: what the focused element says, or how it is labelled. */
const nameOfFocus = `[document.activeElement, ...(document.activeElement.labels ?? [])]
  .map((element) => element.textContent).join(' ')`

/** What the week's report will say of the account. */
async function factsOf({ db, web }: Site) {
  const at = { week, cutOff: '2026-11-23T12:00:00.000Z' }
  const own = await readOwnAccounts(db, 'ada@example.com', at)
  const found = own.find(({ account }) => account.accountId === 'A-1')
  if (found === undefined) throw new Error('there is no such account')
  const accounts = [found.account]
  const [history] = await readHistories(db, {
    at,
    accounts,
    leavingSince: new Map(),
    cutOffs: new Map(),
    policy: web.policy,
  })
  if (history === undefined) throw new Error('there is no history')
  const contract = standingAlone(found.account, found.contract, editionMonday(week))
  return accountFacts({ ...history, contract }, periodOf(week), {
    ...settings,
    policy: web.policy,
    format: web.format,
  })
}
