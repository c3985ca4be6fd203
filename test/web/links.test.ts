import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { LinkScope } from '../../src/link/claim.js'
import { linkHash, linkIdOf, linkToken } from '../../src/link/token.js'
import { revokeLinks } from '../../src/store/links.js'
import { addReport, contents, week } from '../fixture/answering.js'
import { earlierToken } from '../link/earlier.js'
import { key, keys } from '../link/key.js'
import { mutated, seeded } from '../link/mutation.js'
import {
  comeBy,
  formIn,
  inSession,
  mailedLink,
  recordLink,
  site,
  toReport,
  visitor,
} from './site.js'

const day = 86_400_000

describe('a link that does not hold', () => {
  test('gets one and the same page, whatever is wrong with it', async () => {
    const here = await site()
    const good = await mailedLink(here, { ...toReport, accountId: null })
    const revoked = await mailedLink(here, toReport, 'revoked')
    const hash = linkHash(linkIdOf('revoked', keys))
    await revokeLinks(here.db, hash.slice(0, 12), '2026-11-20T14:00:00.000Z')
    const gone = linkIdOf('gone', keys)
    const bad = [
      `/update/${good}x`,
      '/update/nonsense',
      `/update/${revoked}`,
      `/update/${linkToken(gone, 'update', keys)}`,
      `/update/${linkToken(gone, 'update', [key('k9')])}/A-1`,
      `/list/${good}`,
      `/view/${good}`,
      `/unsubscribe/${good}`,
      '/accounts',
      '/accounts/A-1',
      '/accounts/A-1/saved',
      '/accounts/A-1/unchanged',
      '/view',
      '/unsubscribe',
    ]
    const pages = await Promise.all(bad.map((path) => visitor(here).get(path)))
    const said = pages.map(({ statusCode, body, headers }) =>
      JSON.stringify([statusCode, body, headers['set-cookie'], headers['referrer-policy']]),
    )
    expect(new Set(said).size).toBe(1)
    expect(pages[0]?.statusCode).toBe(403)
    expect(pages[0]?.body).toContain('mailed only to the address in the report’s settings')
    expect(pages[0]?.body).not.toContain('<a ')
    expect(pages[0]?.body.match(/<form[^>]*>/g)).toEqual([
      '<form method="post" action="/new-link">',
    ])
    const unknown = Array.from({ length: 6 }, () => 'unknown')
    expect(here.refused.toSorted()).toEqual(['expired', 'revoked', ...unknown])
  })

  test('is refused without asking the database, where we did not make it', async () => {
    const here = await site()
    const good = await mailedLink(here, { ...toReport, accountId: null })
    const answers = async () => {
      const forged = [
        `${good.slice(0, -1)}${good.endsWith('A') ? 'B' : 'A'}`,
        'nonsense',
        'v1.a.b.c',
      ]
      const paths = forged.flatMap((token) => [`/update/${token}`, `/unsubscribe/${token}`])
      const got = await Promise.all(paths.map((path) => visitor(here).get(path)))
      const posted = await visitor(here).post(`/unsubscribe/${good}`, {
        'List-Unsubscribe': 'One-Click',
      })
      return [...got, posted].map(({ statusCode, body }) => `${statusCode} ${body}`)
    }
    const before = await answers()
    await here.db.destroy()
    expect(await answers()).toEqual(before)
    expect((await visitor(here).get(`/update/${good}`)).statusCode).toBe(500)
  })

  test('is for what was recorded, by whatever purpose it is asked for', async () => {
    const here = await site()
    const linkId = linkIdOf('recorded', keys)
    await recordLink(here, { ...toReport, purpose: 'list', accountId: null }, linkId)
    const { statusCode } = await visitor(here).get(`/update/${linkToken(linkId, 'update', keys)}`)
    expect([statusCode, here.refused]).toEqual([403, ['unknown']])
  })

  test('of 0.1.0 claims no more than what was mailed', async () => {
    const here = await site()
    await recordLink(here, toReport, 'mailed')
    const scopes: LinkScope[] = [
      { ...toReport, address: 'bob@example.com' },
      { ...toReport, week: '2026-W46' },
      { purpose: 'view', address: 'ada@example.com', deliveryId: 1 },
    ]
    for (const scope of scopes) {
      const token = earlierToken({ linkId: 'mailed', expiresAt: here.clock + day, scope }, keys)
      const { statusCode } = await visitor(here).get(`/${scope.purpose}/${token}`)
      expect(statusCode).toBe(403)
    }
    expect(here.refused).toEqual(['unknown', 'unknown', 'unknown'])
  })

  test('ends at once: by time, by revocation, by retiring its key', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here, toReport, 'mailed'))
    const form = formIn((await ada.get('/accounts/A-1')).body)
    await revokeLinks(here.db, 'ada@example.com', '2026-11-20T14:00:00.000Z')
    const before = await contents(here.db)
    expect((await ada.get('/accounts')).statusCode).toBe(403)
    expect((await ada.post('/accounts/A-1', { ...form, note: 'x' })).statusCode).toBe(403)

    const other = await comeBy(here, await mailedLink(here))
    here.clock += 8 * day
    expect((await other.get('/accounts')).statusCode).toBe(403)
    expect(here.refused).toEqual(['revoked', 'revoked', 'expired'])
    const links = JSON.parse(before).slice(0, 2)
    expect(JSON.parse(await contents(here.db)).slice(0, 2)).toEqual(links)
  })

  test('is nobody’s, however 2,000 were changed', async () => {
    const here = await site({ limits: { perAddress: 1e9, perLink: 1e9 } })
    await recordLink(here, toReport, 'earlier')
    const said = { linkId: 'earlier', expiresAt: here.clock + day, scope: toReport }
    const tokens = [
      await mailedLink(here, { ...toReport, accountId: null }),
      await mailedLink(here, { ...toReport, accountId: null }),
      earlierToken(said, keys),
    ]
    const before = await contents(here.db)
    const chance = seeded(7)
    for (let made = 0; made < 2000; made += 1) {
      const token = mutated(tokens, chance)
      if (tokens.includes(token)) continue
      const { statusCode } = await here.app.inject(`/update/${encodeURIComponent(token)}`)
      expect([403, 404, 414]).toContain(statusCode)
    }
    expect(await contents(here.db)).toBe(before)
  })
})

describe('a link that 0.1.0 mailed', () => {
  test('leads where it led, until it expires', async () => {
    const here = await site()
    const expiresAt = here.clock + 8 * day
    const scopes: [LinkScope, string][] = [
      [toReport, '/accounts/A-1'],
      [{ ...toReport, accountId: null }, '/accounts'],
      [{ ...toReport, purpose: 'list', accountId: null }, '/accounts'],
      [{ purpose: 'view', address: 'ada@example.com', deliveryId: 1 }, '/view'],
      [{ purpose: 'unsubscribe', address: 'ada@example.com', deliveryId: 1 }, '/unsubscribe'],
    ]
    await addReport(here.db, '2026-W46', '2026-11-16T12:00:00.000Z')
    await sql`
      insert into deliveries (delivery_id, edition_id, role, recipient, name, address, due_at, state)
      values (1, 1, 'account-manager', 'ada@example.com', 'Ada', 'ada@example.com', '', 'submitted')
    `.execute(here.db)
    const paths = scopes.map(([scope, to], at) => {
      const link = { linkId: `of-0.1.0-in-22-chars-${at}`, expiresAt, scope }
      return { link, to, path: `/${scope.purpose}/${earlierToken(link, keys)}` }
    })
    for (const { link, path, to } of paths) {
      await recordLink(here, link.scope, link.linkId)
      const { statusCode, headers } = await visitor(here).get(path)
      expect(statusCode).toBe(303)
      expect(headers.location).toMatch(inSession(to))
    }
    expect(here.refused).toEqual([])
    here.clock = expiresAt
    for (const { path } of paths) expect((await visitor(here).get(path)).statusCode).toBe(403)
    expect(here.refused).toEqual(paths.map(() => 'expired'))
  })
})

describe('a visitor', () => {
  test('begins with the account behind the token, which is one of theirs or refused', async () => {
    const here = await site()
    const token = await mailedLink(here, { ...toReport, accountId: null })
    const ada = visitor(here)
    for (const [behind, to, status] of [
      ['', '/accounts', 200],
      ['/A-1', '/accounts/A-1', 200],
      ['/A-2', '/accounts/A-2', 200],
      ['/B-1', '/accounts/B-1', 403],
      ['/a%2Fb', '/accounts/a%2Fb', 403],
    ] as const) {
      const opened = await ada.get(`/update/${token}${behind}`)
      expect(opened.headers.location).toMatch(inSession(to))
      expect((await ada.get(to)).statusCode).toBe(status)
    }
  })

  test('sees and changes none but their own accounts', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here, { ...toReport, accountId: 'B-1' }))
    const before = await contents(here.db)
    const form = formIn((await ada.get('/accounts/A-1')).body)
    for (const path of ['/accounts/B-1', '/accounts/B-1/saved', '/accounts/B-1/unchanged']) {
      expect((await ada.get(path)).statusCode).toBe(403)
    }
    expect((await ada.post('/accounts/B-1', { ...form, note: 'x' })).statusCode).toBe(403)
    expect((await ada.post('/accounts/B-1/unchanged', { ...form })).statusCode).toBe(403)
    expect(await contents(here.db)).toBe(before)
  })

  test.each<[string, Record<string, string | string[]>, Record<string, string>]>([
    ['without the hidden value', { form: '' }, {}],
    ['with a hidden value made up', { form: 'A'.repeat(43) }, {}],
    ['from another site', {}, { 'sec-fetch-site': 'cross-site' }],
    ['from a sister site', {}, { 'sec-fetch-site': 'same-site' }],
    ['from another origin', {}, { origin: 'https://evil.example' }],
    ['from no origin', {}, { origin: 'null' }],
    ['with a field that there is not', { admin: 'yes' }, {}],
    ['with a field twice', { note: ['a', 'b'] }, {}],
    ['with a base that nobody wrote', { base: '2026-W46' }, {}],
    ['with a base that is not there', { base: '2026-W40.7' }, {}],
    ['without a submission', { submission: '' }, {}],
  ])('is refused %s', async (_how, fields, headers) => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const form = formIn((await ada.get('/accounts/A-1')).body)
    const before = await contents(here.db)
    const typed = { ...form, note: 'typed', ...fields }
    expect((await ada.post('/accounts/A-1', typed, headers)).statusCode).toBe(403)
    expect(await contents(here.db)).toBe(before)
  })

  test('with another’s hidden value is refused', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const other = await comeBy(here, await mailedLink(here))
    const { form } = formIn((await other.get('/accounts/A-1')).body)
    expect((await ada.fill('/accounts/A-1', { form: form ?? '', note: 'x' })).statusCode).toBe(403)
  })

  test('sends no more than 16 KB, and as a form', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const before = await contents(here.db)
    const long = await ada.fill('/accounts/A-1', { note: 'x'.repeat(17_000) })
    expect([long.statusCode, long.body.includes('too much text')]).toEqual([413, true])
    const json = await ada.post('/accounts/A-1', {}, { 'content-type': 'application/xml' })
    expect(json.statusCode).toBe(415)
    expect(await contents(here.db)).toBe(before)
  })

  test('waits after too many requests, by address and by link', async () => {
    const here = await site({ limits: { perAddress: 5, perLink: 2 } })
    const ada = await comeBy(here, await mailedLink(here))
    const posts = await inTurn(3, () => ada.post('/accounts/A-1', {}))
    expect(posts.map(({ statusCode }) => statusCode)).toEqual([403, 403, 429])
    const gets = await inTurn(5, () => ada.get('/accounts'))
    expect(gets.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 429])
    expect(gets.at(-1)?.body).toContain('Please wait a minute')
  })
})

test('every page keeps to itself', async () => {
  const here = await site()
  const ada = await comeBy(here, await mailedLink(here))
  const { headers, body } = await ada.get('/accounts/A-1')
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-robots-tag': 'noindex, nofollow',
  })
  expect(headers['content-security-policy']).toMatch(
    /^default-src 'none';object-src 'none';style-src 'sha256-[^']+';form-action 'self';frame-ancestors 'none';base-uri 'none'$/,
  )
  expect(body).not.toMatch(/<script|<img|https?:|style="/)
})

test('no token, and no address with one, is ever in a page or in the log', async () => {
  const here = await site({ htmlOf: () => Promise.reject(new Error('broken mail')) })
  const token = await mailedLink(here)
  const ada = await comeBy(here, token)
  const paths = ['/accounts', '/accounts/A-1', '/accounts/A-1/unchanged', '/nowhere']
  const pages = await Promise.all(paths.map((path) => ada.get(path)))
  const saved = await ada.fill('/accounts/A-1', { note: 'x' })
  await here.db.destroy()
  const broken = await visitor(here).get(`/update/${token}`)
  expect(broken.statusCode).toBe(500)
  expect(here.logged).toHaveLength(1)
  const said = [...pages, saved, broken].map(({ body, headers }) => body + JSON.stringify(headers))
  const [opens = ''] = token.split('/')
  expect(opens).toHaveLength(32)
  expect([...said, ...here.logged].filter((text) => text.includes(opens))).toEqual([])
})

test('a link says for which week it is', async () => {
  const here = await site()
  const next = await mailedLink(here, { ...toReport, week: '2026-W48' })
  const ada = await comeBy(here, next)
  expect((await ada.get('/accounts')).body).toContain('Reporting on Nov 23–29, 2026')
  await ada.fill('/accounts/A-1', { note: 'Early' })
  const rows: { week: string; note: string }[] = JSON.parse(await contents(here.db))[0]
  expect(rows.map((row) => [row.week, row.note])).toContainEqual(['2026-W48', 'Early'])
  expect(rows.some((row) => row.week === week)).toBe(false)
})

async function inTurn<T>(times: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let done = 0; done < times; done += 1) results.push(await act())
  return results
}

test('what stands for a link in a test or a preview says so, opens nothing, is no refusal', async () => {
  const here = await site()
  const before = await contents(here.db)
  for (const sample of ['test', 'preview']) {
    const ways = ['update', 'list', 'view', 'unsubscribe'].map((way) => `/${way}/${sample}`)
    for (const url of [...ways, `/list/${sample}/unchanged`]) {
      const { statusCode, body, cookies } = await here.app.inject(url)
      expect({ statusCode, cookies }).toEqual({ statusCode: 200, cookies: [] })
      expect(body).toContain(`This link is a ${sample}`)
    }
  }
  expect(here.refused).toEqual([])
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const oneClick = { method: 'POST', headers, body: 'List-Unsubscribe=One-Click' } as const
  expect(await here.app.inject({ ...oneClick, url: '/unsubscribe/test' })).toMatchObject({
    statusCode: 403,
  })
  expect(await contents(here.db)).toBe(before)
})

describe('an address that cannot be read', () => {
  test.each([
    '/%',
    '/update/%zz',
    '/update/abc%',
    '/update/%ff',
    '/update/%25zz',
    '/accounts/%E0%A4%A',
    '/accounts/A-1%/saved',
    `/update/${'x'.repeat(3000)}`,
    `/accounts/${'%41'.repeat(3000)}`,
    '/view?x=%',
    '//%c0%ae%c0%ae/',
    'http://elsewhere.example/%',
  ])('gets a page that says so, with all headers: %s', async (path) => {
    const here = await site()
    const known = await visitor(here).get('/no-such-page')
    const { statusCode, body, headers } = await visitor(here).get(path)
    expect([403, 404]).toContain(statusCode)
    expect(body).toMatch(/There is no such page|doesn’t work any more/)
    for (const name of Object.keys(known.headers)) expect(headers).toHaveProperty([name])
    const policy = 'content-security-policy'
    expect(headers[policy]).toBe(known.headers[policy])
  })
})
