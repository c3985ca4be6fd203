import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { illustrated } from '../../src/run/drafts.js'
import { openBrowser, withoutBrowser } from '../fixture/browser.js'
import { standingAlone } from '../fixture/illustrated.js'
import { digestsInShape } from '../fixture/shapes.js'
import { outlook, whole } from './client.js'
import { surveyed } from './survey.js'

describe.skipIf(withoutBrowser)('whatever the portfolio is like, the layout holds:', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
    page = await browser.newPage()
  })
  afterAll(() => browser.close())

  it.each(digestsInShape())('%s', async (name, digest) => {
    const { message, images } = illustrated(digest)
    const html = standingAlone(message.html, images)
    const faults: string[] = []
    for (const [client, width] of [
      [outlook, 640],
      [whole, 320],
      [whole, 375],
    ] as const) {
      await page.setViewportSize({ width, height: 900 })
      await page.setContent(client(html))
      faults.push(...(await surveyed(page)).map((fault) => `${width} px: ${fault}`))
    }
    await page.screenshot({ path: `pictures/clients/${name}.png`, fullPage: true })
    expect(faults).toEqual([])
  })
})
