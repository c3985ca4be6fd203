import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { LinkScope } from '../../src/link/claim.js'
import type { Roster } from '../../src/report/recipient.js'
import { readUnsubscribes } from '../../src/store/unsubscribes.js'
import { addReport, contents } from '../fixture/answering.js'
import { amend } from '../store/plain-account.js'
import { comeBy, formIn, mailedLink, type Site, site, toReport, visitor } from './site.js'

const person = (address: string, region: string | null = null) => ({
  name: '',
  address,
  region,
  zone: null,
})
const nobody: Roster = {
  executives: [],
  accountManagers: { everyone: false, listed: [] },
  admins: [],
}
const everyOwner: Roster = { ...nobody, accountManagers: { everyone: true, listed: [] } }
const listed: Roster = {
  ...nobody,
  accountManagers: { everyone: false, listed: [person('Ada@Example.com')] },
}

/** The settings as they are read anew. */
function nowHolds({ web }: Site, roster: Roster): void {
  Object.assign(web, { roster })
}

const ended = /Your access has ended[\s\S]*don’t let ada@example\.com/

describe('a manager who is taken out of the settings', () => {
  test('neither opens nor saves anything from the next request on', async () => {
    const here = await site({ roster: listed })
    const token = await mailedLink(here)
    const ada = await comeBy(here, token)
    const form = formIn((await ada.get('/accounts/A-1')).body)
    const before = await contents(here.db)
    nowHolds(here, nobody)
    const answers = [
      await ada.get('/accounts'),
      await ada.get('/accounts/A-1'),
      await ada.get('/accounts/A-1/unchanged'),
      await ada.get('/accounts/A-1/saved'),
      await ada.post('/accounts/A-1', { ...form, note: 'Still me' }),
      await ada.post('/accounts/A-1/unchanged', { ...form, confirmed: 'yes' }),
      await visitor(here).get(`/update/${token}`),
    ]
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 403))
    for (const { body } of answers) expect(body).toMatch(ended)
    expect(answers.at(-1)?.cookies).toEqual([])
    expect(await contents(here.db)).toBe(before)
    expect(here.refused).toEqual(answers.map(() => 'removed'))
  })

  test('has access again when that was a mistake, with what they had typed', async () => {
    const here = await site({ roster: listed })
    const ada = await comeBy(here, await mailedLink(here))
    const form = formIn((await ada.get('/accounts/A-1')).body)
    nowHolds(here, nobody)
    expect((await ada.get('/accounts')).statusCode).toBe(403)
    nowHolds(here, listed)
    expect((await ada.post('/accounts/A-1', { ...form, note: 'Me again' })).statusCode).toBe(303)
  })

  test('takes nothing back any more', async () => {
    const here = await site({ roster: listed })
    const other = await comeBy(here, await mailedLink(here))
    await other.fill('/accounts/A-1', { note: 'Not mine' })
    const token = await mailedLink(here, {
      ...toReport,
      purpose: 'revert',
      accountId: 'A-1',
      version: 1,
    })
    const ada = await comeBy(here, token, 'revert')
    const form = formIn((await ada.get('/revert')).body)
    const before = await contents(here.db)
    nowHolds(here, nobody)
    expect((await ada.get('/revert')).body).toMatch(ended)
    expect((await ada.post('/revert', { ...form, confirmed: 'yes' })).statusCode).toBe(403)
    expect(await contents(here.db)).toBe(before)
  })
})

describe('an account that is handed over', () => {
  const handOver = (here: Site, accounts: string) =>
    amend(here.db, { manager_address: `'bob@example.com'` }, `account_id glob '${accounts}'`)

  test('is its former manager’s no more, whatever was open', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const form = formIn((await ada.get('/accounts/A-1')).body)
    await handOver(here, 'A-1')
    const before = await contents(here.db)
    const answers = [
      await ada.get('/accounts/A-1'),
      await ada.get('/accounts/A-1/saved'),
      await ada.post('/accounts/A-1', { ...form, note: 'They asked for a tender.' }),
      await ada.get('/accounts/no-such-account'),
    ]
    for (const { statusCode, body } of answers) {
      expect(statusCode).toBe(403)
      expect(body).toContain('This account isn’t in your name')
    }
    expect(answers[2]?.body).toContain('Note: They asked for a tender.')
    expect(await contents(here.db)).toBe(before)
    const list = await ada.get('/accounts')
    expect([list.statusCode, list.body.includes('Meridian')]).toEqual([200, false])
  })

  test('cannot be taken back by its former manager', async () => {
    const here = await site()
    const other = await comeBy(here, await mailedLink(here))
    await other.fill('/accounts/A-1', { note: 'Not mine' })
    const token = await mailedLink(here, {
      ...toReport,
      purpose: 'revert',
      accountId: 'A-1',
      version: 1,
    })
    const ada = await comeBy(here, token, 'revert')
    const form = formIn((await ada.get('/revert')).body)
    await handOver(here, 'A-1')
    const before = await contents(here.db)
    expect((await ada.get('/revert')).statusCode).toBe(403)
    expect((await ada.post('/revert', { ...form, confirmed: 'yes' })).statusCode).toBe(403)
    expect(await contents(here.db)).toBe(before)
  })

  test('was the last one: then so are all links, where managers are whoever owns an account', async () => {
    const here = await site({ roster: everyOwner })
    const ada = await comeBy(here, await mailedLink(here))
    await handOver(here, 'A-*')
    expect((await ada.get('/accounts')).body).toMatch(ended)
    nowHolds(here, listed)
    expect((await ada.get('/accounts')).body).toContain('No account that is active this week')
  })

  test('or ended before the week: it makes nobody a manager', async () => {
    const here = await site({ roster: everyOwner })
    const ada = await comeBy(here, await mailedLink(here))
    await amend(here.db, { ended_on: `'2026-11-15'` }, `account_id like 'A-%'`)
    expect((await ada.get('/accounts')).body).toMatch(ended)
  })
})

describe('a mail in the browser', () => {
  const all = {
    executives: [person('Ada@example.com')],
    accountManagers: { everyone: false, listed: [person('ada@example.com')] },
    admins: [person('ada@example.com')],
  }

  test.each<[string, Roster, string, string | null, boolean]>([
    ['an executive', all, 'executive', null, true],
    ['an executive', all, 'executive', 'West', true],
    ['no executive any more', { ...all, executives: [] }, 'executive', null, false],
    ['an executive of one region', inRegion('West'), 'executive', ' west', true],
    ['an executive of another region', inRegion('East'), 'executive', 'West', false],
    ['an executive of one region, by now', inRegion('West'), 'executive', null, false],
    ['a manager', all, 'account-manager', null, true],
    [
      'no manager any more',
      { ...all, accountManagers: nobody.accountManagers },
      'account-manager',
      null,
      false,
    ],
    ['an admin', all, 'admin', null, true],
    ['no admin any more', { ...all, admins: [] }, 'admin', null, false],
  ])('is read by %s: %#', async (_who, roster, role, region, mayRead) => {
    const here = await withMail({ role, region })
    const token = await mailedLink(here, toView)
    const ada = await comeBy(here, token, 'view')
    expect((await ada.get('/view')).statusCode).toBe(200)
    nowHolds(here, roster)
    const opened = [await ada.get('/view'), await visitor(here).get(`/view/${token}`)]
    expect(opened.map(({ statusCode }) => statusCode)).toEqual(mayRead ? [200, 303] : [403, 403])
    expect(here.refused).toEqual(mayRead ? [] : ['removed', 'removed'])
    for (const { body } of mayRead ? [] : opened) expect(body).toMatch(ended)
  })

  function inRegion(region: string): Roster {
    return { ...all, executives: [person('ada@example.com', region)] }
  }
})

test('whoever is in no settings any more can still unsubscribe, on the page and by one click', async () => {
  for (const byOneClick of [true, false]) {
    const here = await withMail({ role: 'executive', region: null })
    const token = await mailedLink(here, toEnd)
    nowHolds(here, nobody)
    if (byOneClick) {
      const sent = await visitor(here).post(`/unsubscribe/${token}`, {
        'List-Unsubscribe': 'One-Click',
      })
      expect(sent.statusCode).toBe(200)
    } else {
      const ada = await comeBy(here, token, 'unsubscribe')
      expect((await ada.fill('/unsubscribe', { confirmed: 'yes' })).statusCode).toBe(303)
    }
    expect(await readUnsubscribes(here.db)).toMatchObject([{ recipient: 'ada@example.com' }])
    expect(here.refused).toEqual([])
  }
})

test('a manager who wants no more mail still reports', async () => {
  const here = await withMail({ role: 'account-manager', region: null })
  const ending = await mailedLink(here, toEnd)
  await visitor(here).post(`/unsubscribe/${ending}`, { 'List-Unsubscribe': 'One-Click' })
  const ada = await comeBy(here, await mailedLink(here))
  expect((await ada.fill('/accounts/A-1', { note: 'All calm' })).statusCode).toBe(303)
})

const about = { address: 'ada@example.com', deliveryId: 1 }
const toView: LinkScope = { purpose: 'view', ...about }
const toEnd: LinkScope = { purpose: 'unsubscribe', ...about }

/** Ada was sent a mail in a role; by the settings of then she has every role. */
async function withMail({ role, region }: { role: string; region: string | null }): Promise<Site> {
  const roster = {
    executives: [person('ada@example.com')],
    accountManagers: { everyone: true, listed: [] },
    admins: [person('ada@example.com')],
  }
  const here = await site({ roster })
  await addReport(here.db, '2026-W46', '2026-11-16T12:00:00.000Z')
  await sql`
    insert into deliveries (delivery_id, edition_id, role, recipient, name, address, region, due_at, state)
    values (1, 1, ${role}, 'ada@example.com', 'Ada', 'ada@example.com', ${region}, '', 'submitted')
  `.execute(here.db)
  await sql`
    insert into messages (delivery_id, message_id, subject, composed_at, bytes)
    values (1, 'm-1', 'Report', '', ${Buffer.from('<body>Figures</body>')})
  `.execute(here.db)
  return here
}
