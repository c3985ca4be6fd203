import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, withoutBrowser } from '../fixture/browser.js'
import { standingAlone } from '../fixture/illustrated.js'
import { messages } from '../fixture/weeks.js'
import { type Client, whole, withoutStyle } from './client.js'
import { scale, seenOn } from './pixels.js'

/** Asks for nothing, so that the client turns the colours round: Gmail's apps, Outlook.com. */
const turnedRound: Client = (html) =>
  withoutStyle(html).replaceAll(/<meta name="(?:supported-)?color-schemes?"[^>]*>/g, '')

const looks: readonly (readonly [string, Client])[] = [
  ['by its own colours', whole],
  ['by colours turned round', turnedRound],
]

describe.skipIf(withoutBrowser)('forced to be dark', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
    const viewport = { width: 375, height: 800 }
    page = await browser.newPage({ viewport, deviceScaleFactor: scale })
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setAutoDarkModeOverride', { enabled: true })
  })
  afterAll(() => browser.close())

  describe.each(messages().filter(([name]) => name.endsWith('-typical')))(
    '%s',
    (_, { html, images }) => {
      it.each(looks)('can be read %s', async (_, client) => {
        await page.setContent(client(standingAlone(html, images)))
        const words = await seenOn(page)
        expect(words.length).toBeGreaterThan(8)
        expect(words.filter(({ contrast, ground }) => contrast < 4.5 || ground > 0.2)).toEqual([])
      })
    },
  )

  it('tells what is pale from what is plain', async () => {
    const own = ':root { color-scheme: dark } p { color: #777; background: #555 }'
    await page.setContent(`<style>${own}</style><p>pale</p><p style="color:#fff">plain</p>`)
    const [pale, plain] = await seenOn(page)
    expect(pale?.contrast).toBeLessThan(3)
    expect(plain?.contrast).toBeGreaterThan(7)
  })
})
