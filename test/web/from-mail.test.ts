import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openWeb } from '../../src/run/open-web.js'
import { freePort } from '../fixture/free-port.js'
import { mailTo } from '../fixture/mail.js'
import type { Office } from '../fixture/office.js'
import { due, openOffice, week } from '../fixture/office.js'
import { browserPath, launch, pageIn } from './browser.js'

const nextMonday = due + 7 * 86_400_000

describe.runIf(browserPath !== null)('in Chromium, from the mail on', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test.each([
    { javaScriptEnabled: true, width: 320, colorScheme: 'light' },
    { javaScriptEnabled: false, width: 1280, colorScheme: 'dark' },
  ] as const)('a tap, a form, a save: the next report tells it: %o', async (look) => {
    const { width, ...options } = look
    const office = await servedOffice()
    const page = await pageIn(browser, { ...options, viewport: { width, height: 740 } })
    const mail = await mailTo(office.desk, 'mara@example.com', { week, role: 'account-manager' })
    await page.setContent(mail.html ?? '')
    await page.getByRole('link', { name: 'Update Harbour Hospital' }).click()
    expect(new URL(page.url()).pathname).toBe('/accounts/A-1')
    await page.getByRole('radio', { name: '25 They avoid us, or are hard on us' }).check()
    await page.getByLabel('In your words').fill('They asked for a tender.')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(new URL(page.url()).pathname).toBe('/accounts/A-1/saved')

    office.at(nextMonday + 60_000)
    await office.beat()
    const next = { week: '2026-W48', role: 'executive' }
    const report = await mailTo(office.desk, 'ada@example.com', next)
    await page.setContent(report.html ?? '')
    await page.getByRole('link', { name: 'Full report' }).click()
    expect(await page.getByText('They asked for a tender.').count()).toBeGreaterThan(0)
    expect(await page.getByText('Relationship fell from 45 to 25').count()).toBeGreaterThan(0)
  })
})

/** A worker that has sent a Monday's report, and the web server of its settings beside it. */
async function servedOffice(): Promise<Office> {
  const port = await freePort()
  const office = await openOffice({
    WEB_URL: `http://127.0.0.1:${port}`,
    WEB_PORT: String(port),
  })
  await office.beat()
  const running = await openWeb(office.work, () => {})
  if (running === null) throw new Error('no web server')
  onTestFinished(running.close)
  return office
}
