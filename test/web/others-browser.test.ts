import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAccount, addSnapshot } from '../fixture/answering.js'
import { browserPath, launch, listeningSite, pageIn } from './browser.js'
import { mailedLink, toReport } from './site.js'

// "Nothing changed" for several accounts, as people see it.

const toList = { ...toReport, purpose: 'list', accountId: null } as const
const button = { name: 'Record those ticked as unchanged' }

/** Longer than any word on these pages should have to be. */
const long = 'Regionalkrankenhausverwaltungsgesellschaft Süd-West'

describe.runIf(browserPath !== null)('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test.each([
    { javaScriptEnabled: false, width: 320, colorScheme: 'dark' },
    { javaScriptEnabled: false, width: 390, colorScheme: 'light' },
    { javaScriptEnabled: true, width: 1280, colorScheme: 'light' },
  ] as const)('one is left out, the others are said in one step: %o', async (look) => {
    const { width, ...options } = look
    const page = await pageIn(browser, { ...options, viewport: { width, height: 844 } })
    const here = await open(page, 12)
    expect(await widthOf(page)).toBeLessThanOrEqual(width)
    expect(await faultsIn(page)).toEqual([])
    for (const box of await page.getByRole('checkbox').all()) {
      // A label is as large as a finger.
      const { height = 0 } = (await box.locator('xpath=..').boundingBox()) ?? {}
      expect(height).toBeGreaterThanOrEqual(44)
    }
    await page.getByRole('checkbox', { name: 'Meridian Hospital' }).uncheck()
    await page.getByRole('checkbox', { name: 'Yes, I have looked' }).check()
    await page.getByRole('button', button).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      '12 accounts: nothing changed',
    )
    expect(await widthOf(page)).toBeLessThanOrEqual(width)
    expect(await faultsIn(page)).toEqual([])
    await page.goto(`${here.url}/accounts`)
    expect(await faultsIn(page)).toEqual([])
    expect(await page.getByText('3 of 15 accounts still to do').count()).toBe(1)
  })

  test('the keyboard alone is enough, past a long list as well', async () => {
    const page = await pageIn(browser)
    await open(page, 100)
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Space')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/unchanged\/saved\?/)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
      '101 accounts: nothing changed',
    )
  })
})

/** The page about Meridian Hospital and that many more, beside two that aren't asked with them. */
async function open(page: Page, more: number) {
  const here = await listeningSite()
  for (let index = 0; index < more; index += 1) {
    await addAccount(here.db, `M-${index}`, { name: `${index} ${long}` })
    await addSnapshot(here.db, `M-${index}`, { tender: index % 2, competitor: `${long}, ${long}` })
  }
  await page.goto(`${here.url}/list/${await mailedLink(here, toList)}/unchanged`)
  return here
}

/** How wide the content is: more than the screen means that people have to scroll sideways. */
function widthOf(page: Page): Promise<number> {
  return page.locator('html').evaluate((html) => html.scrollWidth)
}

const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ['html-validate:recommended'],
    rules: {
      'doctype-style': 'off',
      // One group of ticks, as one of radio buttons.
      'form-dup-name': ['error', { shared: ['radio', 'checkbox'] }],
      // The title is the heading, and the report's name after it.
      'long-title': 'off',
      // A label both holds its field and names it: not every voice control knows the one or the other.
      'no-redundant-for': 'off',
      // A role that older browsers know where they don't know the element.
      'prefer-native-element': 'off',
    },
  }),
)

async function faultsIn(page: Page): Promise<string[]> {
  const html = await (await page.request.get(page.url())).text()
  const { results } = await validator.validateString(html)
  return results
    .flatMap(({ messages }) => messages)
    .map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`)
}
