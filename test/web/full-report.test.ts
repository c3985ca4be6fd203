import { AxeBuilder } from '@axe-core/playwright'
import { sql } from 'kysely'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { accountOrderings } from '../../src/report/digest/account-order.js'
import { openWeb } from '../../src/run/open-web.js'
import { weekCsv } from '../fixture/contracts.js'
import { freePort } from '../fixture/free-port.js'
import { mailTo } from '../fixture/mail.js'
import { due, type Office, openOffice, week } from '../fixture/office.js'
import { amend } from '../store/plain-account.js'
import { browserPath, launch, pageIn } from './browser.js'
import { afterMonday } from './office-site.js'
import { visitor } from './site.js'

const ada = 'ada@example.com'
const mara = 'mara@example.com'

/** The browser of somebody who has followed the link of their mail. */
async function reader(
  { office, app }: Awaited<ReturnType<typeof afterMonday>>,
  address: string,
  role: string,
) {
  const path = new URL(await viewUrl(office, address, role)).pathname
  const browser = visitor({ app })
  const { headers } = await browser.get(path)
  return { ...browser, home: String(headers.location) }
}

async function viewUrl(office: Office, address: string, role: string): Promise<string> {
  const { text = '' } = await mailTo(office.desk, address, { week, role })
  const [, url] = /^(?:Full report|In a browser): (\S+)$/m.exec(text) ?? []
  if (url === undefined) throw new Error('the mail has no link to be seen in a browser')
  return url
}

/** Scores that were corrected before the report was due. */
async function someMoved({ desk, at }: Office): Promise<void> {
  at(due - 3_600_000)
  desk.write('moved.csv', weekCsv(week, { 'A-1': 30, 'A-2': 66, 'A-3': 70, 'A-4': 51 }))
  const { code, err } = await desk.mmr('import', 'snapshots', 'moved.csv')
  if (code !== 0) throw new Error(err)
  at(due + 60_000)
}

/** The names in the table of all accounts, from the top. */
function namesIn(html: string): string[] {
  return [...html.matchAll(/<th role="rowheader"[^>]*><a [^>]*><bdi>([^<]*)<\/bdi>/g)].map(
    ([, name = '']) => name,
  )
}

describe('the link of a mail', () => {
  test('leads to the full report, under the rules of all pages', async () => {
    const site = await afterMonday()
    const browser = await reader(site, ada, 'executive')
    const page = await browser.get(browser.home)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('All accounts')
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['content-security-policy']).toMatch(
      /^default-src 'none';.*style-src 'sha256-/,
    )
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|data:|script-src/)
    expect(page.headers['referrer-policy']).toBe('same-origin')
    expect(page.body).not.toMatch(/<script| style=|\/(?:update|list|view|unsubscribe)\//)
  })

  test('is one click away from the mail as it was sent, without what acts in it', async () => {
    const site = await afterMonday()
    const browser = await reader(site, mara, 'account-manager')
    const { body } = await browser.get(browser.home)
    const [, href = ''] = /href="([^"]*)">The mail as it was sent</.exec(body) ?? []
    const mail = await browser.get(href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='))
    expect(mail.statusCode).toBe(200)
    expect(mail.headers['content-security-policy']).toContain("style-src 'unsafe-inline'")
    expect(mail.body).toContain('This isn’t my computer: log out')
    expect(mail.body).not.toMatch(/\/(?:update|list|unsubscribe)\/[\w-]{8}/)
    expect(mail.body).not.toContain('class="report"')
  })

  test('shows a manager their own accounts alone, and where they report', async () => {
    const site = await afterMonday()
    const executive = await reader(site, ada, 'executive')
    const manager = await reader(site, mara, 'account-manager')
    const all = namesIn((await executive.get(executive.home)).body)
    const { body } = await manager.get(manager.home)
    const own = namesIn(body)
    expect(own.length).toBeGreaterThan(0)
    expect(own.length).toBeLessThan(all.length)
    expect(body).toContain('href="/accounts">Report on your accounts')
    for (const name of all) expect(body.includes(name)).toBe(own.includes(name))
  })

  test('leads an admin to their mail, as ever', async () => {
    const site = await afterMonday()
    const browser = await reader(site, 'root@example.com', 'admin')
    for (const path of [browser.home, `${browser.home}&sort=name`]) {
      const { statusCode, body } = await browser.get(path)
      expect([statusCode, body.includes('class="report"')]).toEqual([200, false])
      expect(body).toContain('submitted')
    }
  })
})

describe('access', () => {
  test('without a session there is nothing to see', async () => {
    const site = await afterMonday()
    const browser = await reader(site, ada, 'executive')
    const stranger = visitor(site)
    expect((await stranger.get(browser.home)).statusCode).toBe(403)
    expect((await stranger.get('/view?sort=name')).statusCode).toBe(403)
  })

  test('ends for somebody who is taken out of the settings', async () => {
    const site = await afterMonday()
    const browser = await reader(site, ada, 'executive')
    expect((await browser.get(browser.home)).statusCode).toBe(200)
    Object.assign(site.web, { roster: { ...site.web.roster, executives: [] } })
    const { statusCode, body } = await browser.get(`${browser.home}&sort=name`)
    expect([statusCode, body.includes('All accounts')]).toEqual([403, false])
  })

  test('outlives the mail: what was let go is gone, its figures are there', async () => {
    const site = await afterMonday()
    const browser = await reader(site, ada, 'executive')
    const before = await browser.get(browser.home)
    await sql`update messages set bytes = x''`.execute(site.office.db)
    const mail = await browser.get(`${browser.home}&mail=1`)
    expect([mail.statusCode, mail.body.includes('not kept any more')]).toEqual([410, true])
    const after = await browser.get(browser.home)
    expect([after.statusCode, after.body]).toEqual([200, before.body])
  })

  test('what changes later changes nothing of it', async () => {
    const site = await afterMonday()
    const browser = await reader(site, ada, 'executive')
    const before = await browser.get(browser.home)
    await amend(site.office.db, { name: `'Renamed since'` }, `account_id = 'A-1'`)
    site.office.at(due + 3_600_000)
    expect((await browser.get(browser.home)).body).toBe(before.body)
  })
})

describe('the table in the browser', () => {
  test.each(accountOrderings)('is sorted by %s, both ways, with all accounts in it', async (by) => {
    const site = await afterMonday({}, someMoved)
    const browser = await reader(site, ada, 'executive')
    const plain = namesIn((await browser.get(browser.home)).body)
    const sorted = async (dir: string) => {
      const { body } = await browser.get(`${browser.home}&sort=${by}&dir=${dir}`)
      expect(body).toContain(`aria-sort="${dir === 'asc' ? 'ascending' : 'descending'}"`)
      return namesIn(body)
    }
    const [up, down] = [await sorted('asc'), await sorted('desc')]
    expect(up.toSorted()).toEqual(plain.toSorted())
    expect(down.toSorted()).toEqual(plain.toSorted())
    expect(up).not.toEqual(down)
  })

  test.each(['sort=', 'sort=__proto__', 'sort=name&sort=health&dir=%3Cb%3E', 'dir=desc', 'x=%zz'])(
    'and whatever else is asked, it is shown: %s',
    async (query) => {
      const site = await afterMonday()
      const browser = await reader(site, ada, 'executive')
      const { statusCode, body } = await browser.get(`${browser.home}&${query}`)
      expect([statusCode, body.includes('<b>')]).toEqual([200, body.includes('<b>')])
      expect(body).not.toContain('%3Cb')
    },
  )
})

describe.runIf(browserPath !== null)('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test.each([
    [320, 'light', 1],
    [390, 'dark', 1],
    [390, 'light', 2],
    [1000, 'light', 1],
    [1280, 'dark', 2],
  ] as const)(
    '%i px wide, in %s, with letters %i times as large: axe finds nothing, and nothing goes sideways',
    async (width, colorScheme, times) => {
      const page = await pageIn(browser, {
        colorScheme,
        viewport: { width, height: 844 },
        javaScriptEnabled: true,
      })
      await page.goto(await servedReport())
      await page.getByRole('heading', { name: 'All accounts' }).waitFor()
      expect(await violations(page)).toEqual([])
      if (times > 1) await page.evaluate(enlarge, times)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    },
    60_000,
  )

  test('without JavaScript it is sorted by a click, by the keyboard too', async () => {
    const page = await pageIn(browser, {
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
    })
    await page.goto(await servedReport())
    await page.getByRole('columnheader').getByRole('link', { name: 'Account' }).click()
    expect(new URL(page.url()).hash).toBe('#accounts')
    const names = await page.getByRole('rowheader').getByRole('link').allTextContents()
    expect(names.length).toBeGreaterThan(2)
    const column = page.getByRole('columnheader').getByRole('link', { name: 'Health' })
    await column.focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/sort=health/)
    expect(await page.locator('[aria-sort]').textContent()).toContain('Health')
  })

  test('a name leads to all that is known of its account', async () => {
    const page = await pageIn(browser, { viewport: { width: 1280, height: 844 } })
    await page.goto(await servedReport())
    await page.getByRole('rowheader').getByRole('link', { name: 'Harbour Hospital' }).click()
    const entry = page.getByRole('article', { name: 'Harbour Hospital' })
    expect(await entry.getByText('A-1').isVisible()).toBe(true)
  })
})

/** Each letter as many times as large, whatever size the page asks for. */
function enlarge(times: number): void {
  const elements = [...document.querySelectorAll<HTMLElement>('body, body *')]
  const sizes = elements.map((one) => Number.parseFloat(getComputedStyle(one).fontSize))
  for (const [index, one] of elements.entries()) {
    one.style.setProperty('font-size', `${(sizes[index] ?? 16) * times}px`, 'important')
    one.style.setProperty('line-height', '1.4', 'important')
  }
}

async function violations(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const found = await new AxeBuilder({ page }).withTags(tags).analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)
}

/** Where an executive's mail leads on a server of its own. */
async function servedReport(): Promise<string> {
  const port = await freePort()
  const office = await openOffice({ WEB_URL: `http://127.0.0.1:${port}`, WEB_PORT: String(port) })
  await office.beat()
  const running = await openWeb(office.work, () => {})
  if (running === null) throw new Error('no web server')
  onTestFinished(running.close)
  return await viewUrl(office, ada, 'executive')
}
