import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { readLinkRequests } from '../../src/store/links.js'
import { mailedLink, type Site, site, visitor } from './site.js'

const hour = 3_600_000

describe('whose link does not hold', () => {
  test('asks for a new one there, and reads the same page whatever the address', async () => {
    const here = await site()
    const person = visitor(here)
    expect((await person.get('/update/nonsense')).body).toContain('action="/new-link"')
    const pages = await Promise.all(
      ['ada@example.com', 'nobody@example.com', 'nonsense', ''].map((address) =>
        visitor(here).post('/new-link', { address }),
      ),
    )
    expect(new Set(pages.map(({ statusCode, body }) => `${statusCode} ${body}`)).size).toBe(1)
    expect(pages[0]?.body).toContain('Look into your mail')
    expect(await asked(here)).toEqual(['ada@example.com'])
  })

  test('is remembered once an hour, whatever the case of the address', async () => {
    const here = await site()
    const ask = (address: string) => visitor(here).post('/new-link', { address })
    await ask('ADA@example.com')
    await ask('ada@EXAMPLE.com')
    expect(await asked(here)).toEqual(['ada@example.com'])
    here.clock += hour
    await ask('ada@example.com')
    expect(await asked(here)).toHaveLength(2)
  })

  test('is not asked for by another site, by a scanner, or too often', async () => {
    const here = await site()
    const fields = { address: 'ada@example.com' }
    await visitor(here).post('/new-link', fields, { 'sec-fetch-site': 'cross-site' })
    await visitor(here).post('/new-link', { ...fields, more: 'x' })
    await visitor(here).get('/new-link')
    await visitor(here).fill('/update/nonsense', {})
    expect(await asked(here)).toEqual([])
    const codes = await Promise.all(
      Array.from({ length: 12 }, async () => {
        return (await visitor(here).post('/new-link', fields)).statusCode
      }),
    )
    expect(codes).toContain(429)
  })

  test('leaves a link that holds as it is', async () => {
    const here = await site()
    const token = await mailedLink(here)
    await visitor(here).post('/new-link', { address: 'ada@example.com' })
    expect((await visitor(here).get(`/update/${token}`)).statusCode).toBe(303)
  })
})

/** The request is written down after the answer: a query that comes later sees it. */
async function asked({ db }: Site): Promise<string[]> {
  await sql`select 1`.execute(db)
  return (await readLinkRequests(db)).map(({ recipient }) => recipient)
}
