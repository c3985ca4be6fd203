import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { LinkScope } from '../../src/link/claim.js'
import { defaultPolicy } from '../../src/report/policy.js'
import { databaseFile, openDatabase } from '../../src/store/database.js'
import { revokeLinks } from '../../src/store/links.js'
import { webApp } from '../../src/web/app.js'
import { addAccount, addReport, addSnapshot, contents, week } from '../fixture/answering.js'
import { amend } from '../store/plain-account.js'
import {
  comeBy,
  formIn,
  inSession,
  mailedLink,
  type Site,
  site,
  toReport,
  type Visitor,
  visitor,
} from './site.js'

// "Nothing changed" for several accounts in one step.

const toList: LinkScope = { ...toReport, purpose: 'list', accountId: null }
const path = '/unchanged'
const looked = { confirmed: 'yes' }

describe('the page', () => {
  test('is where the mail’s link leads, and the list’s', async () => {
    const here = await portfolio()
    const ada = visitor(here)
    const opened = await ada.get(`/list/${await mailedLink(here, toList)}/unchanged`)
    expect([opened.statusCode, opened.body]).toEqual([303, ''])
    expect(opened.headers.location).toMatch(inSession('/unchanged'))
    expect(opened.headers['referrer-policy']).toBe('no-referrer')
    const list = await ada.get('/accounts')
    expect(list.body).toMatch(
      /<a class="button" href="\/unchanged\?[\w-]{16}">Nothing changed on the other 3<\/a>/,
    )
  })

  test('has a tick for each account on which that can be said, all of them set, and one that isn’t', async () => {
    const here = await portfolio()
    const page = await (await adaAt(here)).get(path)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('Nothing changed on these 3 accounts?')
    const { accounts, confirmed } = formIn(page.body)
    expect(accounts).toEqual(['2026-W44.1.A-4', '2026-W46.1.A-1', '2026-W46.1.A-3'])
    expect(confirmed).toBeUndefined()
    expect(page.body).toContain('Next action: Bring the plan (Ada Park, was due Thu Nov 19, 2026)')
    expect(page.body).toContain('They asked others: Larch')
  })

  test('has apart, with why, those that want to be looked at', async () => {
    // Where one driver alone was scored, and none of the weight is on it, there is no health.
    const weights = { ...defaultPolicy.weights, innovation: 0 }
    const here = await portfolio({ policy: { ...defaultPolicy, weights } })
    await addAccount(here.db, 'A-6', { name: 'Left alone' })
    await addSnapshot(here.db, 'A-6', { week: '2026-W43' })
    await addAccount(here.db, 'A-7', { name: 'Unscored' })
    await addSnapshot(here.db, 'A-7', { relationship: null, service: null, commercial: null })
    const [, alone = ''] = (await (await adaAt(here)).get(path)).body.split('by themselves')
    expect(alone).toMatch(/Quill &amp; Sons[^/]*<[\s\S]*never reported/)
    expect(alone).toMatch(/Going[\s\S]*last day Wed Dec 30, 2026, last reported 1 week ago/)
    expect(alone).toContain('last reported 4 weeks ago: too long to count')
    expect(alone).toContain('last reported 1 week ago, without a score')
    expect(alone.match(/href="\/accounts\/A-\d\?/g)).toHaveLength(4)
    expect(alone).not.toMatch(/B-1|checkbox/)
  })

  test('isn’t offered where there are no two, and leads on where there is none', async () => {
    const here = await site()
    const ada = await adaAt(here)
    expect((await ada.get('/accounts')).body).not.toContain('/unchanged')
    expect((await ada.get(path)).body).toContain('Nothing changed on this account?')
    await ada.fill('/accounts/A-1', { note: 'Done' })
    expect((await ada.get(path)).headers.location).toMatch(inSession('/accounts'))
  })

  test('is no account’s: one of that name has a page of its own', async () => {
    const here = await portfolio()
    await addAccount(here.db, 'unchanged', { name: 'The Unchanged' })
    await addSnapshot(here.db, 'unchanged')
    const ada = await adaAt(here)
    expect((await ada.get('/accounts/unchanged')).body).toContain('<bdi>The Unchanged</bdi>')
    const opened = await ada.get(
      `/update/${await mailedLink(here, { ...toReport, accountId: 'unchanged' })}`,
    )
    expect(opened.headers.location).toMatch(inSession('/accounts/unchanged'))
    await ada.fill(path, looked)
    expect(await reported(here)).toContain('unchanged')
  })
})

describe('those ticked', () => {
  test('are recorded as last week’s, and shown with a way to correct each', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const saved = await ada.fill(path, looked)
    expect(saved.statusCode).toBe(303)
    const location = String(saved.headers.location)
    expect(location).toMatch(/^\/unchanged\/saved\?[\w-]{16}&of=[\w-]{20}$/)
    const page = await ada.get(location)
    expect(page.body).toContain('3 accounts: nothing changed')
    expect(page.body).toContain('until Mon Nov 23, 7:00 AM America/New York')
    expect(page.body).toContain('All accounts, 2 still to do')
    expect(page.body.match(/href="\/accounts\/A-\d\/saved\?/g)).toHaveLength(3)
    expect(await reported(here)).toEqual(['A-1', 'A-3', 'A-4'])
    expect((await ada.get('/accounts/A-1/saved')).body).toContain('No change, 59.4')
    expect((await ada.fill('/accounts/A-1', { note: 'After all' })).statusCode).toBe(303)
    expect((await ada.get(location)).body).toContain('3 accounts: nothing changed')
  })

  test('alone are recorded: the rest stays open', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const saved = await ada.fill(path, { ...looked, accounts: ['2026-W46.1.A-3'] })
    const page = await ada.get(String(saved.headers.location))
    expect(page.body).toContain('1 account: nothing changed')
    expect(page.body).toContain('4 still to do')
    expect(await reported(here)).toEqual(['A-3'])
  })

  test.each([
    ['none of them', { ...looked, accounts: [] }, 'No account is ticked', []],
    ['no look', { accounts: ['2026-W46.1.A-3'] }, 'Tick this once you have looked', ['A-3']],
    ['neither', { accounts: [] }, 'No account is ticked[\\s\\S]*once you have looked', []],
  ])('%s: nothing is saved, and it is said how to go on', async (_what, sent, words, still) => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const before = await contents(here.db)
    const page = await ada.fill(path, sent)
    expect(page.statusCode).toBe(422)
    expect(page.body).toMatch(new RegExp(words))
    expect(tickedOn(page.body)).toEqual(still)
    expect(await contents(here.db)).toBe(before)
  })

  test('twice by a double click are recorded once', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const form = { ...formIn((await ada.get(path)).body), ...looked }
    const both = await Promise.all([ada.post(path, form), ada.post(path, form)])
    const [first] = both.map(({ headers }) => headers.location)
    expect(both.map(({ headers }) => headers.location)).toEqual([first, first])
    expect(await versions(here)).toEqual(['A-1 1', 'A-3 1', 'A-4 1'])
    // Taken back or corrected since, the old page brings nothing back.
    await ada.fill('/accounts/A-1', { note: 'After all' })
    const before = await contents(here.db)
    expect((await ada.post(path, form)).headers.location).toBe(first)
    expect(await contents(here.db)).toBe(before)
  })

  test('on a page that was gone back to are added to those before', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const form = { ...formIn((await ada.get(path)).body), ...looked }
    await ada.post(path, { ...form, accounts: ['2026-W46.1.A-3'] })
    const again = await ada.post(path, { ...form, accounts: ['2026-W46.1.A-3', '2026-W46.1.A-1'] })
    expect((await ada.get(String(again.headers.location))).body).toContain('2 accounts: nothing')
    expect(await versions(here)).toEqual(['A-1 1', 'A-3 1'])
  })

  test('but saved by somebody meanwhile are left as they are, and that is said', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const form = { ...formIn((await ada.get(path)).body), ...looked }
    const meanwhile = { recorded_at: '2026-11-20T13:00:00.000Z', recorded_by: 'bob@example.com' }
    await addSnapshot(here.db, 'A-1', { week, service: 10, ...meanwhile })
    // Corrected for the week before: the answers are others than those on the page.
    await addSnapshot(here.db, 'A-3', { version: 2, service: 10, ...meanwhile })
    const page = await ada.post(path, form)
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('1 account: nothing changed')
    const [, left = ''] = page.body.split('Left as they are')
    expect(left).toMatch(
      /Meridian Hospital[\s\S]*reported Fri Nov 20, 8:00 AM America\/New York by bob@example\.com/,
    )
    expect(left).toMatch(/href="\/accounts\/A-3\?/)
    expect(await versions(here)).toEqual(['A-4 1'])
    const before = await contents(here.db)
    expect((await ada.post(path, form)).body).toBe(page.body)
    expect(await contents(here.db)).toBe(before)
  })

  test('and all saved meanwhile: nothing is, and that is said', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const form = { ...formIn((await ada.get(path)).body), ...looked }
    for (const id of ['A-1', 'A-3', 'A-4']) await ada.fill(`/accounts/${id}`, { note: 'By hand' })
    const page = await ada.post(path, form)
    expect([page.statusCode, page.body.includes('Nothing was saved')]).toEqual([409, true])
    expect(page.body).toContain('in your name')
    expect(await versions(here)).toEqual([])
  })

  test('while one is saved by itself: of the two, one is told so', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const single = { ...formIn((await ada.get('/accounts/A-1')).body), note: 'By hand' }
    const together = { ...formIn((await ada.get(path)).body), ...looked }
    const answers = await Promise.all([ada.post(path, together), ada.post('/accounts/A-1', single)])
    expect(await versions(here)).toEqual(expect.arrayContaining(['A-3 1', 'A-4 1']))
    const [own] = await snapshotsOf(here, 'A-1')
    expect(own?.version).toBe(1)
    const codes = answers.map(({ statusCode }) => statusCode)
    expect(codes).toEqual(own?.note === 'By hand' ? [200, 303] : [303, 409])
  })

  test('but handed over or leaving since are left', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const form = { ...formIn((await ada.get(path)).body), ...looked }
    await amend(here.db, { manager_address: `'bob@example.com'` }, `account_id = 'A-3'`)
    await amend(here.db, { ended_on: `'2027-01-31'` }, `account_id = 'A-1'`)
    const page = await ada.post(path, form)
    expect(page.body).toContain('1 account of those ticked isn’t in your name any more.')
    expect(page.body).toMatch(/Left as they are[\s\S]*Meridian[\s\S]*last day Sun Jan 31, 2027/)
    expect(await versions(here)).toEqual(['A-4 1'])
  })

  test('come too late after the cut-off', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const form = { ...formIn((await ada.get(path)).body), ...looked }
    await addReport(here.db, week, '2026-11-20T13:00:00.000Z')
    const before = await contents(here.db)
    const answers = [await ada.post(path, form), await ada.get(path)]
    for (const { statusCode, body } of answers) {
      expect([statusCode, body.includes('This week is closed')]).toEqual([409, true])
    }
    expect((await ada.get('/accounts')).body).not.toContain('/unchanged')
    expect(await contents(here.db)).toBe(before)
  })

  test('of a page that another account of the same browser has are refused', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const form = { ...formIn((await ada.get(path)).body), ...looked }
    const bob = await comeBy(
      here,
      await mailedLink(here, { ...toList, address: 'bob@example.com' }),
      'list',
    )
    const before = await contents(here.db)
    const refused = [
      await bob.post(path, form),
      await ada.post(path, { ...form, form: 'x' }),
      await ada.post(path, { ...form, submission: '' }),
      await ada.post(path, { ...form, accounts: ['A-1'] }),
      await ada.post(path, { ...form, more: 'x' }),
      await ada.post(path, form, { 'sec-fetch-site': 'cross-site' }),
      await ada.post(path, form, { origin: 'https://evil.example' }),
      await visitor(here).post(path, form),
    ]
    expect(refused.map(({ statusCode }) => statusCode)).toEqual(refused.map(() => 403))
    expect(await contents(here.db)).toBe(before)
  })

  test('that aren’t one’s own are not saved, nor named', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const page = await ada.fill(path, { ...looked, accounts: ['2026-W46.1.B-1'] })
    expect(page.statusCode).toBe(409)
    expect(page.body).not.toContain('B-1')
    expect(await reported(here)).toEqual([])
  })

  test('are refused by a link that was ended, and to whoever was taken out of the settings', async () => {
    const here = await portfolio()
    const ada = await adaAt(here)
    const form = { ...formIn((await ada.get(path)).body), ...looked }
    const { roster } = here.web
    const before = await contents(here.db)
    Object.assign(here.web, {
      roster: { ...roster, accountManagers: { everyone: false, listed: [] } },
    })
    const removed = [
      await ada.post(path, form),
      await ada.get(path),
      await ada.get(`${path}/saved`),
    ]
    expect(removed.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403])
    expect(await contents(here.db)).toBe(before)
    Object.assign(here.web, { roster })
    await revokeLinks(here.db, 'ada@example.com', '2026-11-20T14:00:00.000Z')
    expect((await ada.post(path, form)).body).toContain('This link doesn’t work any more')
    expect(await reported(here)).toEqual([])
  })

  test('are still ticked where the database can’t be written to', async () => {
    const here = await portfolio()
    const file = await databaseFile(here.db)
    const db = await openDatabase(file, { patience: 50 })
    onTestFinished(() => db.destroy())
    const app = await webApp({ ...here.web, db })
    onTestFinished(() => app.close())
    const ada = await adaAt(Object.assign(here, { app }))
    const form = formIn((await ada.get(path)).body)
    const sent = { ...form, ...looked, accounts: ['2026-W46.1.A-3', '2026-W44.1.A-4'] }
    const other = new Sqlite(file)
    onTestFinished(() => void other.close())
    const before = await contents(here.db)
    other.exec('begin immediate')
    const unkept = await ada.post(path, sent)
    expect(unkept.statusCode).toBe(503)
    expect(unkept.body).toContain('What you ticked is still ticked below')
    expect(tickedOn(unkept.body)).toEqual(['A-4', 'A-3'])
    expect(formIn(unkept.body)).toMatchObject(looked)
    expect(here.logged).toEqual([expect.stringMatching(/in use by another program[^\n]*$/)])
    expect(await contents(here.db)).toBe(before)
    other.exec('rollback')
    expect((await ada.post(path, formIn(unkept.body))).statusCode).toBe(303)
    expect(await reported(here)).toEqual(['A-3', 'A-4'])
  })

  test('by more requests than a link may make have to wait', async () => {
    const here = await portfolio({ limits: { perAddress: 1e9, perLink: 2 } })
    const ada = await adaAt(here)
    const answers = [
      await ada.fill(path, {}),
      await ada.fill(path, {}),
      await ada.fill(path, looked),
    ]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([422, 422, 429])
  })
})

/**
 * Ada’s: A-1 with an action, A-2 never reported, A-3 in tender, A-4 of three weeks ago, A-5 leaving.
 */
async function portfolio(over: Parameters<typeof site>[0] = {}): Promise<Site> {
  const here = await site(over)
  const { db } = here
  await addAccount(db, 'A-3', { name: 'Northgate' })
  await addAccount(db, 'A-4', { name: 'Orchard' })
  await addAccount(db, 'A-5', { name: 'Going', ended_on: '2026-12-30' })
  const action = { action: 'Bring the plan', action_owner: 'Ada Park', action_due_on: '2026-11-19' }
  await addSnapshot(db, 'A-1', { week: '2026-W45', ...action })
  await addSnapshot(db, 'A-3', { tender: 1, competitor: 'Larch' })
  await addSnapshot(db, 'A-4', { week: '2026-W44' })
  await addSnapshot(db, 'A-5')
  return here
}

async function adaAt(here: Site): Promise<Visitor> {
  return await comeBy(here, await mailedLink(here, toList), 'list')
}

/** The accounts whose boxes are ticked, in their order. */
function tickedOn(html: string): string[] {
  return [formIn(html).accounts ?? []].flat().map((value) => value.split('.')[2] ?? '')
}

async function snapshotsOf({ db }: Site, accountId: string) {
  const { rows } = await sql<{ version: number; note: string | null }>`
    select version, note from snapshots where account_id = ${accountId} and week = ${week}
  `.execute(db)
  return rows
}

/** The accounts that have a snapshot of the week. */
async function reported({ db }: Site): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct account_id as id from snapshots where week = ${week} order by account_id
  `.execute(db)
  return rows.map(({ id }) => id)
}

/** What was recorded as unchanged: accounts and versions. */
async function versions({ db }: Site): Promise<string[]> {
  const { rows } = await sql<{ saved: string }>`
    select account_id || ' ' || version as saved
    from answers
    where kind = 'unchanged'
    order by account_id
  `.execute(db)
  return rows.map(({ saved }) => saved)
}
