import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { LinkScope } from '../../src/link/claim.js'
import { readUnsubscribes } from '../../src/store/unsubscribes.js'
import { addReport, contents } from '../fixture/answering.js'
import { comeBy, formIn, mailedLink, type Site, site, visitor } from './site.js'

const about = { address: 'ada@example.com', deliveryId: 1 }
const toView: LinkScope = { purpose: 'view', ...about }
const toEnd: LinkScope = { purpose: 'unsubscribe', ...about }
const oneClick = { 'List-Unsubscribe': 'One-Click' }

describe('a mail in the browser', () => {
  test('is what was sent, without a way to act in it', async () => {
    const here = await withMail()
    const ada = await comeBy(here, await mailedLink(here, toView), 'view')
    const page = await ada.get('/view')
    expect(page.body).toBe(
      '<h1 style="color:red">▼ 3</h1><a href="https://report.example.com/accounts">Report back</a>',
    )
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    )
    expect((await ada.get('/accounts')).statusCode).toBe(403)
  })

  test('is nobody else’s', async () => {
    const here = await withMail()
    const scope = { ...toView, address: 'bob@example.com' }
    const bob = await comeBy(here, await mailedLink(here, scope), 'view')
    expect((await bob.get('/view')).statusCode).toBe(403)
  })
})

describe('to unsubscribe', () => {
  test('one click of a mail program is enough, without cookies, and twice is once', async () => {
    const here = await withMail()
    const path = `/unsubscribe/${await mailedLink(here, toEnd)}`
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'null' }
    const first = await visitor(here).post(path, oneClick, headers)
    expect([first.statusCode, first.body]).toEqual([200, 'You are unsubscribed.\n'])
    await visitor(here).post(path, oneClick)
    expect(await readUnsubscribes(here.db)).toMatchObject([
      { role: 'account-manager', recipient: 'ada@example.com' },
    ])
  })

  test('people tick and press; only then is it done', async () => {
    const here = await withMail()
    const token = await mailedLink(here, toEnd)
    const before = await contents(here.db)
    const ada = await comeBy(here, token, 'unsubscribe')
    expect((await ada.get('/unsubscribe')).body).toContain('no longer be sent to ada@example.com')
    expect((await ada.fill('/unsubscribe', {})).statusCode).toBe(422)
    expect(await contents(here.db)).toBe(before)
    expect((await ada.fill('/unsubscribe', { confirmed: 'yes' })).statusCode).toBe(303)
    expect((await ada.get('/unsubscribe')).body).toContain('You are unsubscribed')
    expect(await readUnsubscribes(here.db)).toHaveLength(1)
  })

  test('what was planned already is called off, and the page says so', async () => {
    const here = await withMail()
    await sql`
      insert into deliveries (edition_id, role, recipient, name, address, occasion, due_at, state)
      values (1, 'account-manager', 'ada@example.com', '', 'ada@example.com', 'later', '', 'planned')
    `.execute(here.db)
    const ada = await comeBy(here, await mailedLink(here, toEnd), 'unsubscribe')
    await ada.fill('/unsubscribe', { confirmed: 'yes' })
    expect((await ada.get('/unsubscribe')).body).toContain('planned already is called off')
    const { rows } = await sql`select state from deliveries order by delivery_id`.execute(here.db)
    expect(rows).toEqual([{ state: 'submitted' }, { state: 'skipped' }])
  })

  test.each([
    ['nothing is said', {}],
    ['something else is said', { 'List-Unsubscribe': 'yes' }],
  ])('nothing happens where %s', async (_what, fields) => {
    const here = await withMail()
    const path = `/unsubscribe/${await mailedLink(here, toEnd)}`
    expect((await visitor(here).post(path, fields)).statusCode).toBe(403)
    expect((await visitor(here).post(`${path}x`, oneClick)).statusCode).toBe(403)
    expect(await readUnsubscribes(here.db)).toEqual([])
  })

  test('a form of another site is refused', async () => {
    const here = await withMail()
    const ada = await comeBy(here, await mailedLink(here, toEnd), 'unsubscribe')
    const form = { ...formIn((await ada.get('/unsubscribe')).body), confirmed: 'yes' }
    const sent = await ada.post('/unsubscribe', form, { 'sec-fetch-site': 'cross-site' })
    expect(sent.statusCode).toBe(403)
    expect(await readUnsubscribes(here.db)).toEqual([])
  })
})

/** Ada was sent a mail with a link of its own in it. */
async function withMail(): Promise<Site> {
  const here = await site()
  const { db } = here
  await addReport(db, '2026-W46', '2026-11-16T12:00:00.000Z')
  await sql`
    insert into deliveries (delivery_id, edition_id, role, recipient, name, address, due_at, state)
    values (1, 1, 'account-manager', 'ada@example.com', 'Ada', 'ada@example.com', '', 'submitted')
  `.execute(db)
  const html = `<h1 style="color:red">▼ 3</h1><a href="https://report.example.com/update/${await mailedLink(here)}">Report back</a>`
  await sql`
    insert into messages (delivery_id, message_id, subject, composed_at, bytes)
    values (1, 'm-1', 'Report', '', ${Buffer.from(html)})
  `.execute(db)
  return here
}
