import { describe, expect, test } from 'vitest'
import { addAccount, addSnapshot, contents } from '../fixture/answering.js'
import { hostileTexts } from '../fixture/hostile.js'
import { comeBy, formIn, mailedLink, type Site, site, toReport, visitor } from './site.js'

const unlimited = { limits: { perAddress: 1e9, perLink: 1e9 } }

describe('a scanner changes nothing', () => {
  test.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'] as const)(
    'by %s',
    async (method) => {
      const here = await site(unlimited)
      const token = await mailedLink(here)
      const before = await contents(here.db)
      const { cookies } = await here.app.inject(`/update/${token}`)
      const jar = Object.fromEntries(cookies.map(({ name, value }) => [name, value]))
      const paths = [`/update/${token}`, '/accounts', '/accounts/A-1', '/accounts/A-1/unchanged']
      paths.push('/unchanged', '/unchanged/saved')
      for (const url of [...paths, '/accounts/A-1/saved', '/view', '/unsubscribe', '/healthz']) {
        const headers = { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' }
        await here.app.inject({ method, url, cookies: jar, headers })
      }
      expect(await contents(here.db)).toBe(before)
    },
  )

  test('by following every link and submitting every form untouched', async () => {
    const here = await site(unlimited)
    await addAccount(here.db, 'A-3')
    await addSnapshot(here.db, 'A-3')
    const toList = await mailedLink(here, { ...toReport, purpose: 'list', accountId: null })
    const tokens = [
      `/update/${await mailedLink(here)}`,
      `/list/${toList}`,
      `/list/${toList}/unchanged`,
    ]
    const before = await contents(here.db)
    const visited = await Promise.all(tokens.map((path) => crawl(here, path)))
    expect(visited.flat().map((step) => step.replace(/\?.*/, ''))).toEqual(
      expect.arrayContaining([
        'POST /accounts/A-1',
        'POST /accounts/A-1/unchanged',
        'POST /accounts/A-2',
        'POST /unchanged',
      ]),
    )
    expect(await contents(here.db)).toBe(before)
  })
})

test.each(hostileTexts)('%j is inert wherever it comes back', async (text) => {
  const here = await site(unlimited)
  const ada = await comeBy(here, await mailedLink(here))
  const short = text.slice(0, 100)
  const typed = {
    note: text,
    decisionMakerChanged: 'yes',
    decisionMakerChangedOn: '2026-11-17',
    decisionMaker: short,
    action: short,
    actionOwner: short,
    contract: 'tender',
    competitor: short,
    valueDelivered: short,
  }
  const saved = await ada.fill('/accounts/A-1', typed)
  expect(saved.statusCode).toBe(303)
  const wrong = await ada.fill('/accounts/A-1', { ...typed, actionDueOn: text, pulse: text })
  expect(wrong.statusCode).toBe(422)
  const pages = [wrong, await ada.get('/accounts/A-1'), await ada.get('/accounts/A-1/saved')]
  for (const { body } of pages) expect(tagsOf(body)).toEqual(plainTags(body))
})

test('of 20 that race to save one account, each is saved or shown both, and none is lost', async () => {
  const here = await site(unlimited)
  const token = await mailedLink(here)
  const people = await Promise.all(Array.from({ length: 20 }, () => comeBy(here, token)))
  await Promise.all(
    people.map(async (person, index) => {
      let answer = await person.fill('/accounts/A-1', { note: `note ${index}` })
      while (answer.statusCode === 409) {
        answer = await person.post('/accounts/A-1', formIn(answer.body))
      }
      expect(answer.statusCode).toBe(303)
    }),
  )
  const [snapshots] = JSON.parse(await contents(here.db)) as [{ version: number; note: string }[]]
  const notes = snapshots.map(({ note }) => note).filter((note) => note?.startsWith('note'))
  expect(new Set(notes).size).toBe(20)
})

/** Opens everything that is linked and sends every form as it stands. Says what it did. */
async function crawl(here: Site, start: string): Promise<string[]> {
  const bot = visitor(here)
  const [done, waiting] = [new Set<string>(), [start]]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (done.has(`GET ${path}`)) continue
    done.add(`GET ${path}`)
    const page = await bot.get(path)
    const next = [page.headers.location ?? [], linksIn(page.body)].flat().map(String)
    for (const action of page.body.match(/(?<=<form method="post" action=")[^"]*/g) ?? []) {
      // Logged out, it would see no more.
      if (action.startsWith('/log-out')) continue
      const sent = await bot.post(action, formIn(page.body))
      done.add(`POST ${action}`)
      next.push(...linksIn(sent.body))
    }
    waiting.push(...next)
  }
  return [...done]
}

function linksIn(html: string): string[] {
  return html.match(/(?<=<a [^>]*href=")[^"#]+/g) ?? []
}

/** The names of all tags and attributes, in order: what a browser would build. */
function tagsOf(html: string): string[] {
  return [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'))
}

/** Only what the templates are made of. */
function plainTags(html: string): string[] {
  const allowed =
    /^<(!doctype html|\/?(html|head|meta|title|style|body|header|main|footer|div|bdi|h1|h2|p|a|b|ul|li|form|fieldset|legend|span|label|input|select|option|textarea|button|br|table|caption|thead|tbody|tr|th|td)( (lang|dir|charset|name|content|class|id|href|method|action|type|value|for|rows|autocomplete|role|scope|aria-[a-z]+)=""| (novalidate|checked|selected))*)>$/
  return tagsOf(html).filter((tag) => allowed.test(tag))
}
