import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, withoutBrowser } from '../fixture/browser.js'
import { standingAlone } from '../fixture/illustrated.js'
import { messages } from '../fixture/weeks.js'

/**
 * A mail stands inside somebody else's page, which has the landmarks. The survey of the layout asks
 * for more contrast than axe does, of large type too, and doesn't take half a minute.
 */
const leftOut = ['region', 'landmark-one-main', 'color-contrast']

/** The others have the same marks around other words. */
const marked = /-(?:typical|quiet|bad)$/

describe.skipIf(withoutBrowser)('axe finds nothing in', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
    const context = await browser.newContext({ viewport: { width: 375, height: 800 } })
    page = await context.newPage()
  })
  afterAll(() => browser.close())

  it.each(messages().filter(([name]) => marked.test(name)))('%s', async (_, { html, images }) => {
    await page.setContent(standingAlone(html, images))
    const { violations, passes } = await new AxeBuilder({ page }).disableRules(leftOut).analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
    expect(passes.length).toBeGreaterThan(10)
  })
})
