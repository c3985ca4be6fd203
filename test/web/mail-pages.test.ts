import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { LinkScope } from '../../src/link/claim.js'
import { readUnsubscribes } from '../../src/store/unsubscribes.js'
import type { Web } from '../../src/web/web.js'
import { addReport, contents } from '../fixture/answering.js'
import { comeBy, formIn, mailedLink, type Site, site, toReport, visitor } from './site.js'

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
      '<h1 style="color:red">▼ 3</h1><a href="https://report.example.com/accounts">Report back</a>' +
        '<a href="https://report.example.com/accounts">Nothing changed</a>',
    )
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; object-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    expect((await ada.get('/accounts')).statusCode).toBe(403)
  })

  test('that cannot be shown says nothing of why, but to the log', async () => {
    const told = 'select bytes from /var/lib/mmr, password opensesame'
    const here = await withMail({ htmlOf: () => Promise.reject(new Error(told)) })
    const ada = await comeBy(here, await mailedLink(here, toView), 'view')
    const { statusCode, body, headers } = await ada.get('/view')
    expect([statusCode, body.includes('Something went wrong here')]).toEqual([500, true])
    expect(body + JSON.stringify(headers)).not.toMatch(
      /select bytes|var\/lib|opensesame|Error|\.ts:/,
    )
    expect(here.logged).toEqual([expect.stringContaining(told)])
  })

  test('is nobody else’s', async () => {
    const here = await withMail()
    const scope = { ...toView, address: 'bob@example.com' }
    const bob = await comeBy(here, await mailedLink(here, scope), 'view')
    expect((await bob.get('/view')).statusCode).toBe(403)
  })
})

describe('a mail that is not kept any more', () => {
  test('is told as such to whoever has its link, and can still be ended', async () => {
    const here = await withMail()
    const ada = await comeBy(here, await mailedLink(here, toView), 'view')
    expect((await ada.get('/view')).body).toContain('▼ 3')
    await sql`update messages set bytes = x''`.execute(here.db)
    const page = await ada.get('/view')
    expect(page.statusCode).toBe(410)
    expect(page.body).toContain('This mail is not kept any more')
    const other = await comeBy(here, await mailedLink(here, toEnd), 'unsubscribe')
    expect((await other.get('/unsubscribe')).statusCode).toBe(200)
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

  describe('one click is taken as any mail program may send it', () => {
    const boundary = '----mail-program'
    const part = (...head: readonly string[]) =>
      [`--${boundary}`, ...head, '', 'One-Click', `--${boundary}--`, ''].join('\r\n')
    const named = 'Content-Disposition: form-data; name="List-Unsubscribe"'
    const multipart = `multipart/form-data; boundary=${boundary}`
    const form = 'application/x-www-form-urlencoded'

    test.each<[string, string | undefined, string]>([
      ['a form', form, 'List-Unsubscribe=One-Click'],
      ['a form with a charset', `${form}; charset=UTF-8`, 'List-Unsubscribe=One-Click'],
      ['a form in escapes', form, 'List%2DUnsubscribe=One%2dClick'],
      ['a form that ends its line', form, 'List-Unsubscribe=One-Click\r\n'],
      ['a form with a field beside it', form, 'List-Unsubscribe=One-Click&from=mail'],
      ['a form in other letters', form, 'LIST-UNSUBSCRIBE=one-click'],
      ['form data', multipart, part(named)],
      ['form data that has a type', multipart, part(named, 'Content-Type: text/plain')],
      ['form data in small letters', multipart, part(named.toLowerCase())],
      ['form data without its boundary', 'multipart/form-data', part(named)],
      ['form data without quotes', multipart, part(named.replaceAll('"', ''))],
      ['form data with bare line feeds', multipart, part(named).replaceAll('\r', '')],
      ['plain text', 'text/plain', 'List-Unsubscribe=One-Click'],
      ['plain text with a charset', 'text/plain;charset=utf-8', 'List-Unsubscribe=One-Click\n'],
      ['JSON', 'application/json', '{"List-Unsubscribe":"One-Click"}'],
      ['no type', undefined, 'List-Unsubscribe=One-Click'],
      ['a type that is none', 'form', 'List-Unsubscribe=One-Click'],
      ['a type of nothing', '', 'List-Unsubscribe=One-Click'],
      ['no body and no type', undefined, ''],
      ['a form without a body', form, ''],
      ['form data without a body', multipart, ''],
      ['a body of blanks', 'text/plain', ' \r\n'],
    ])('%s', async (_what, type, payload) => {
      const here = await withMail()
      const answer = await posted(here, type, payload)
      expect([answer.statusCode, answer.body]).toEqual([200, 'You are unsubscribed.\n'])
      expect(await readUnsubscribes(here.db)).toHaveLength(1)
    })

    test('a body without a length, in chunks', async () => {
      const here = await withMail()
      const payload = Readable.from([part(named).slice(0, 60), part(named).slice(60)])
      expect((await posted(here, multipart, payload)).statusCode).toBe(200)
      expect(await readUnsubscribes(here.db)).toHaveLength(1)
    })

    test.each<[string, string, string, number]>([
      ['another answer', form, 'List-Unsubscribe=yes', 403],
      ['another answer in form data', multipart, part(named).replace('One-Click', 'No'), 403],
      ['another field', form, 'Unsubscribe=One-Click', 403],
      ['an answer of another field', form, 'List-Unsubscribe=no&other=One-Click', 403],
      ['longer words', form, 'List-Unsubscribe=One-Clicking', 403],
      ['something else', 'application/json', '{"all":true}', 403],
      ['too much', multipart, `${'x'.repeat(100_000)}${part(named)}`, 413],
    ])('but nothing happens where %s is said', async (_what, type, payload, status) => {
      const here = await withMail()
      expect((await posted(here, type, payload)).statusCode).toBe(status)
      expect(await readUnsubscribes(here.db)).toEqual([])
    })

    test('a link that is not ours ends nothing, whatever the body', async () => {
      const here = await withMail()
      const path = `/unsubscribe/${await mailedLink(here, toEnd)}`
      expect((await visitor(here).post(`${path}x`, oneClick)).statusCode).toBe(403)
      expect((await visitor(here).get(path)).statusCode).toBe(303)
      expect((await here.app.inject({ method: 'HEAD', url: path })).statusCode).toBe(303)
      expect(await readUnsubscribes(here.db)).toEqual([])
    })

    test('nothing else takes such a body', async () => {
      const here = await withMail()
      const ada = await comeBy(here, await mailedLink(here, toEnd), 'unsubscribe')
      await ada.get(`/update/${await mailedLink(here)}`)
      const before = await contents(here.db)
      for (const url of ['/unsubscribe', '/accounts/A-1', '/accounts', '/revert', '/new-link']) {
        const sent = await ada.post(url, oneClick, { 'content-type': multipart })
        expect([404, 415]).toContain(sent.statusCode)
        await ada.post(url, oneClick, { 'content-type': 'text/plain' })
      }
      expect(await contents(here.db)).toBe(before)
      expect(await readUnsubscribes(here.db)).toEqual([])
      expect(await readUnsubscribes(here.db)).toEqual([])
    })
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

/** What a mail program gets that posts to the link of the mail's header, as no browser does. */
async function posted(here: Site, type: string | undefined, payload: string | Readable) {
  return await here.app.inject({
    method: 'POST',
    url: `/unsubscribe/${await mailedLink(here, toEnd)}`,
    headers: type === undefined ? {} : { 'content-type': type },
    payload,
  })
}

/** Ada was sent a mail with a link of its own in it. */
async function withMail(over: Partial<Web> = {}): Promise<Site> {
  const here = await site(over)
  const { db } = here
  await addReport(db, '2026-W46', '2026-11-16T12:00:00.000Z')
  await sql`
    insert into deliveries (delivery_id, edition_id, role, recipient, name, address, due_at, state)
    values (1, 1, 'account-manager', 'ada@example.com', 'Ada', 'ada@example.com', '', 'submitted')
  `.execute(db)
  const origin = 'https://report.example.com'
  const toList = await mailedLink(here, { ...toReport, purpose: 'list', accountId: null })
  const html =
    `<h1 style="color:red">▼ 3</h1><a href="${origin}/update/${await mailedLink(here)}">Report back</a>` +
    `<a href="${origin}/list/${toList}/unchanged">Nothing changed</a>`
  await sql`
    insert into messages (delivery_id, message_id, subject, composed_at, bytes)
    values (1, 'm-1', 'Report', '', ${Buffer.from(html)})
  `.execute(db)
  return here
}
