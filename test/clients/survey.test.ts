import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, withoutBrowser } from '../fixture/browser.js'
import { surveyed } from './survey.js'

describe.skipIf(withoutBrowser)('a page of 320 px', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await openBrowser()
    page = await browser.newPage({ viewport: { width: 320, height: 600 } })
  })
  afterAll(() => browser.close())

  it.each([
    ['too wide', '<p style="width:400px">wide</p>', /^408 px wide where there are 320$/],
    ['cut off', '<div style="overflow:hidden"><b style="margin-left:-20px">cut</b></div>', /^<b>/],
    ['tiny', '<p style="font-size:13px">tiny</p>', /^13px: tiny$/],
    ['pale', '<p style="color:#777">pale</p>', /contrast of 4\.48: pale$/],
    [
      'dark on dark',
      '<div style="background:#333"><p style="color:#000">dark</p></div>',
      /^rgb\(0, 0, 0\) on rgb\(51, 51, 51\)/,
    ],
    ['hard to hit', '<a style="display:inline-block;padding:8px">hit</a>', /^a button of/],
  ])('%s is found', async (_, body, fault) => {
    await page.setContent(body)
    expect(await surveyed(page)).toContainEqual(expect.stringMatching(fault))
  })
})
