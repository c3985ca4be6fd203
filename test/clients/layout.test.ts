import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, withoutBrowser } from '../fixture/browser.js'
import { messages } from '../fixture/weeks.js'
import { type Client, outlook, whole, withoutPictures, withoutStyle } from './client.js'
import { surveyed } from './survey.js'

interface Look {
  readonly client: Client
  readonly widths: readonly number[]
  readonly schemes: readonly ('light' | 'dark')[]
}

const phones = [320, 375]
const all = [...phones, 600, 1280]

const looks: Readonly<Record<string, Look>> = {
  'with everything on': { client: whole, widths: all, schemes: ['light', 'dark'] },
  'without pictures': { client: withoutPictures, widths: phones, schemes: ['light'] },
  'without a style sheet': { client: withoutStyle, widths: all, schemes: ['light'] },
  // Word is on desktops alone, and never asks for a colour scheme.
  'in Outlook for Windows': { client: outlook, widths: [640, 1280], schemes: ['light'] },
}

describe.skipIf(withoutBrowser)('in Chromium', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
    page = await browser.newPage()
  })
  afterAll(() => browser.close())

  describe.each(messages())('%s can be read', (_, { html }) => {
    it.each(Object.entries(looks))('%s', async (_, { client, widths, schemes }) => {
      await page.setContent(client(html))
      const faults: string[] = []
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme })
        for (const width of widths) {
          await page.setViewportSize({ width, height: 900 })
          const found = await surveyed(page)
          faults.push(...found.map((fault) => `${width} px, ${colorScheme}: ${fault}`))
        }
      }
      expect(faults).toEqual([])
    })
  })
})
