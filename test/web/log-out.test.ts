import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { ReportScope } from '../../src/link/claim.js'
import { contents } from '../fixture/answering.js'
import {
  comeBy,
  formIn,
  mailedLink,
  type Site,
  site,
  toReport,
  type Visitor,
  visitor,
} from './site.js'

const hour = 3_600_000
const everyAccount = { ...toReport, purpose: 'list', accountId: null } as const
const bobs = { ...toReport, address: 'bob@example.com', accountId: 'B-1' } as const

/** Where the button of a page posts to. */
function wayOut(html: string): string {
  return /action="(\/log-out\?[\w-]{16})"/.exec(html)?.[1] ?? 'no way out'
}

/** Presses the button of the page that a path leads to. */
async function logOut(person: Visitor, path = '/accounts') {
  return await person.post(wayOut((await person.get(path)).body), {})
}

describe('to log out', () => {
  test('takes a button on each page that only a reader of the link sees', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const saved = await ada.fill('/accounts/A-1', { note: 'All calm' })
    for (const path of ['/accounts', '/accounts/A-1', '/accounts/A-1/saved', '/accounts/B-1']) {
      expect((await ada.get(path)).body).toContain('This isn’t my computer: log out')
    }
    here.clock += 4 * 24 * hour
    const closed = await comeBy(here, await mailedLink(here))
    expect((await closed.get('/accounts/A-2')).body).toMatch(/This week is closed[\s\S]*log out/)
    expect((await visitor(here).get('/accounts')).body).not.toContain('log out')
    expect(saved.statusCode).toBe(303)
  })

  test('ends all that the person has opened in this browser, and says so', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    await ada.get(`/list/${await mailedLink(here, { ...everyAccount, week: '2026-W48' })}`)
    const revert = { ...toReport, purpose: 'revert', accountId: 'A-1', version: 1 } as const
    await ada.get(`/revert/${await mailedLink(here, revert)}`)
    const before = await contents(here.db)
    const answer = await logOut(ada)
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/logged-out'])
    expect(answer.cookies).toHaveLength(3)
    for (const cookie of answer.cookies) {
      expect(cookie).toMatchObject({ value: '', path: '/', httpOnly: true, secure: true })
      expect(cookie.expires?.getTime()).toBe(0)
    }
    const page = await ada.get('/logged-out')
    expect([page.statusCode, page.body.includes('You are logged out')]).toEqual([200, true])
    expect(page.body).not.toContain('somebody else')
    for (const path of ['/accounts', '/accounts/A-1', '/revert']) {
      expect((await ada.get(path)).statusCode).toBe(403)
    }
    expect(await contents(here.db)).toBe(before)
  })

  test('ends copies of the cookie, too', async () => {
    const here = await site()
    const { cookies } = await here.app.inject(`/update/${await mailedLink(here)}`)
    const jar = Object.fromEntries(cookies.map(({ name, value }) => [name, value]))
    const get = (url: string) => here.app.inject({ url, cookies: jar })
    const page = await get('/accounts')
    expect(page.statusCode).toBe(200)
    await here.app.inject({ method: 'POST', url: wayOut(page.body), cookies: jar })
    const copy = await get('/accounts')
    expect([copy.statusCode, copy.body.includes('You are not logged in here')]).toEqual([403, true])
    // Nor does what was open in it give its name to another session.
    const again = await here.app.inject({ url: `/update/${await mailedLink(here)}`, cookies: jar })
    const [fresh] = again.cookies
    const next = { ...jar, [fresh?.name ?? '']: fresh?.value ?? '' }
    expect((await here.app.inject({ url: '/accounts', cookies: next })).statusCode).toBe(200)
  })

  test('ends nobody else’s in the same browser, nor the same person’s in another', async () => {
    const here = await site()
    const token = await mailedLink(here)
    const [browser, phone] = [await comeBy(here, token), await comeBy(here, token)]
    const opened = await browser.get(`/update/${await mailedLink(here, bobs)}`)
    await logOut(browser, String(opened.headers.location))
    expect((await browser.get('/logged-out')).body).toContain(
      'Links of somebody else are still open',
    )
    expect((await browser.get('/accounts')).body).toContain('You report as ada@example.com')
    expect((await phone.get('/accounts')).statusCode).toBe(200)
  })

  test('leaves the link as it is: opened again, it opens again', async () => {
    const here = await site()
    const token = await mailedLink(here)
    const ada = await comeBy(here, token)
    await logOut(ada)
    await ada.get(`/update/${token}`)
    expect((await ada.fill('/accounts/A-1', { note: 'Back' })).statusCode).toBe(303)
  })

  test('is asked for by no other site', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const path = wayOut((await ada.get('/accounts')).body)
    const elsewhere = { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.com' }
    const answer = await ada.post(path, {}, elsewhere)
    expect([answer.statusCode, answer.cookies]).toEqual([403, []])
    expect((await ada.get('/accounts')).statusCode).toBe(200)
    expect((await ada.get(path)).statusCode).toBe(404)
    expect((await ada.get('/accounts')).statusCode).toBe(200)
  })

  test('is remembered for no longer than a link is valid', async () => {
    const here = await site()
    await logOut(await comeBy(here, await mailedLink(here)))
    here.clock += 8 * 24 * hour + 1
    await logOut(await comeBy(here, await mailedLink(here)))
    const { rows } = await sql`select ended_at from ended_sessions`.execute(here.db)
    expect(rows).toEqual([{ ended_at: new Date(here.clock).toISOString() }])
  })
})

describe('a session in which nothing is done', () => {
  test('ends after eight hours; one that is used does not', async () => {
    const here = await site()
    const used = await comeBy(here, await mailedLink(here))
    const idle = await comeBy(here, await mailedLink(here))
    for (let since = 0; since < 24; since += 4) {
      here.clock += 4 * hour
      expect((await used.get('/accounts')).statusCode).toBe(200)
    }
    const page = await idle.get('/accounts')
    expect(page.statusCode).toBe(403)
    expect(page.body).toContain('more than eight hours')
    here.clock += 8 * hour
    expect((await used.get('/accounts')).statusCode).toBe(200)
    here.clock += 8 * hour + 1
    expect((await used.get('/accounts')).statusCode).toBe(403)
    expect(here.refused).toEqual([])
  })

  test('is said to be in use by a cookie alone: the database learns nothing of it', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const before = await contents(here.db)
    here.clock += 4 * 60_000
    expect((await ada.get('/accounts')).cookies).toEqual([])
    here.clock += 60_000
    const [renewed] = (await ada.get('/accounts')).cookies
    const left = 8 * 24 * 3600 - 300
    expect(renewed).toMatchObject({ httpOnly: true, secure: true, sameSite: 'Lax', maxAge: left })
    expect(await contents(here.db)).toBe(before)
  })

  test('loses nothing that was typed, and takes it once the link is opened again', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const form = formIn((await ada.get('/accounts/A-1')).body)
    const typed = { ...form, note: 'They asked <b>for</b> a tender.', action: 'Bring the plan' }
    here.clock += 8 * hour + 1
    const before = await contents(here.db)
    const page = await ada.post('/accounts/A-1', typed)
    expect(page.statusCode).toBe(403)
    expect(page.body).toContain('Note: They asked &lt;b&gt;for&lt;/b&gt; a tender.')
    expect(page.body).toContain('Next action: Bring the plan')
    expect(await contents(here.db)).toBe(before)
    await ada.get(`/update/${await mailedLink(here)}`)
    expect((await ada.post('/accounts/A-1', typed)).statusCode).toBe(303)
  })

  test('tells another site’s form nothing of what it says', async () => {
    const here = await site()
    const sent = await visitor(here).post(
      '/accounts/A-1?0123456789abcdef',
      { note: 'Call this number' },
      { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    )
    expect([sent.statusCode, sent.body.includes('Call this')]).toEqual([403, false])
  })
})

describe('several people’s links in one browser', () => {
  test('are open side by side: nothing typed is lost, and each page is its own person’s', async () => {
    const here = await site()
    const ada = await comeByAndKeep(here, toReport)
    const bob = await ada.beside(bobs)
    expect((await bob.get()).body).toContain('You report as bob@example.com')
    expect((await ada.get()).body).toContain('You report as ada@example.com')
    const [adas, bobsForm] = [formIn(ada.form), formIn((await bob.get()).body)]
    const saved = [
      await ada.post({ ...adas, note: 'Ada’s word' }),
      await bob.post({ ...bobsForm, note: 'Bob’s word' }),
    ]
    expect(saved.map(({ statusCode }) => statusCode)).toEqual([303, 303])
    const { rows } = await sql`
      select account_id, recorded_by, note from snapshots where week = '2026-W47' order by account_id
    `.execute(here.db)
    expect(rows).toEqual([
      { account_id: 'A-1', recorded_by: 'ada@example.com', note: 'Ada’s word' },
      { account_id: 'B-1', recorded_by: 'bob@example.com', note: 'Bob’s word' },
    ])
  })

  test('of one person about two weeks, too', async () => {
    const here = await site()
    const now = await comeByAndKeep(here, toReport)
    const next = await now.beside({ ...toReport, week: '2026-W48' })
    expect((await next.get()).body).toContain('Nov 23–29')
    expect((await now.get()).body).toContain('Nov 16–22')
    expect((await now.post({ ...formIn(now.form), note: 'For this week' })).statusCode).toBe(303)
  })

  test('are asked whose is meant where an address doesn’t say', async () => {
    const here = await site()
    const ada = await comeByAndKeep(here, toReport)
    const bob = await ada.beside(bobs)
    const page = await ada.browser.get('/accounts')
    expect(page.body).toContain('Whose pages?')
    expect(page.body).not.toContain('You report as')
    const ways = page.body.match(/(?<=href=")[^"]+/g) ?? []
    const lists = await Promise.all(ways.map((way) => ada.browser.get(way)))
    expect(lists.map(({ body }) => /You report as (\w+)/.exec(body)?.[1]).sort()).toEqual([
      'ada',
      'bob',
    ])
    const before = await contents(here.db)
    const sent = await ada.browser.post('/accounts/B-1', { ...formIn(ada.form), note: 'Whose?' })
    expect(sent.statusCode).toBe(403)
    expect(await contents(here.db)).toBe(before)
    expect((await bob.get()).statusCode).toBe(200)
  })

  test('do not take each other’s forms', async () => {
    const here = await site()
    const ada = await comeByAndKeep(here, toReport)
    const bob = await ada.beside(bobs)
    const before = await contents(here.db)
    expect((await bob.post({ ...formIn(ada.form), note: 'Mixed up' })).statusCode).toBe(403)
    expect(await contents(here.db)).toBe(before)
  })

  test('are five at most: the one that was used longest ago makes room', async () => {
    const here = await site()
    const first = await comeByAndKeep(here, toReport)
    const cookies = new Set<string>()
    for (const week of ['2026-W48', '2026-W49', '2026-W50', '2026-W51'] as const) {
      here.clock += 1000
      await first.beside({ ...toReport, week })
    }
    expect((await first.get()).statusCode).toBe(200)
    here.clock += 6 * 60_000
    expect((await first.get()).statusCode).toBe(200)
    const opened = await first.browser.get(
      `/update/${await mailedLink(here, { ...toReport, week: '2026-W52' })}`,
    )
    for (const { name, value } of opened.cookies) cookies.add(value === '' ? 'dropped' : name)
    expect([cookies.size, cookies.has('dropped')]).toEqual([2, true])
    expect((await first.get()).statusCode).toBe(200)
  })
})

interface Opened {
  readonly browser: Visitor
  /** As it was when the link was opened. */
  readonly form: string
  readonly get: () => ReturnType<Visitor['get']>
  readonly post: (fields: Parameters<Visitor['post']>[1]) => ReturnType<Visitor['post']>
  /** Another link in the same browser. */
  readonly beside: (scope: ReportScope) => Promise<Opened>
}

/** A form that one link has opened, and a way to open further links in the same browser. */
async function comeByAndKeep(
  here: Site,
  scope: ReportScope,
  browser = visitor(here),
): Promise<Opened> {
  const opened = await browser.get(`/update/${await mailedLink(here, scope)}`)
  const path = String(opened.headers.location)
  const get = () => browser.get(path)
  return {
    browser,
    form: (await get()).body,
    get,
    post: (fields) => browser.post(path, fields),
    beside: (next) => comeByAndKeep(here, next, browser),
  }
}
