import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, withoutBrowser } from '../fixture/browser.js'
import { standingAlone } from '../fixture/illustrated.js'
import { messages } from '../fixture/weeks.js'
import { type Client, outlook, whole, withoutPictures, withoutStyle } from './client.js'
import { surveyed } from './survey.js'

interface Look {
  readonly client: Client
  readonly widths: readonly number[]
  readonly schemes: readonly ('light' | 'dark')[]
  /** Of which weeks: what can't differ isn't looked at again. */
  readonly weeks: RegExp
  /** The width at which a picture is taken, for people to look at. */
  readonly pictured: number
}

/** Ignored by git. */
const album = 'pictures/clients'

const phones = [320, 375]
const all = [...phones, 600, 1280]

const every = /./
const telling = /-(?:typical|hostile)$/

const looks: Readonly<Record<string, Look>> = {
  whole: {
    client: whole,
    widths: all,
    schemes: ['light', 'dark'],
    weeks: every,
    pictured: 375,
  },
  'without pictures': {
    client: withoutPictures,
    widths: phones,
    schemes: ['light'],
    weeks: telling,
    pictured: 320,
  },
  'without a style sheet': {
    client: withoutStyle,
    widths: all,
    schemes: ['light'],
    weeks: telling,
    pictured: 600,
  },
  // Word is on desktops alone, and never asks for a colour scheme.
  'in Outlook for Windows': {
    client: outlook,
    widths: [640, 1280],
    schemes: ['light'],
    weeks: every,
    pictured: 640,
  },
}

describe.skipIf(withoutBrowser)('in Chromium', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
    page = await browser.newPage()
  })
  afterAll(() => browser.close())

  describe.each(messages())('%s can be read', (name, { html, images }) => {
    const own = Object.entries(looks).filter(([, { weeks }]) => weeks.test(name))
    it.each(own)('%s', async (look, { client, widths, schemes, pictured }) => {
      await page.setContent(client(standingAlone(html, images)))
      const faults: string[] = []
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme })
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 })
          const found = await surveyed(page)
          faults.push(...found.map((fault) => `${width} px, ${colorScheme}: ${fault}`))
          if (width !== pictured) continue
          const path = `${album}/${name}, ${look}, ${width}, ${colorScheme}.png`
          await page.screenshot({ path, fullPage: true })
        }
      }
      expect(faults).toEqual([])
    })
  })
})
