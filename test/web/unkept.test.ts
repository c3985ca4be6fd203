import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import type { LinkScope } from '../../src/link/claim.js'
import { databaseFile, openDatabase } from '../../src/store/database.js'
import { webApp } from '../../src/web/app.js'
import { addReport, contents, week } from '../fixture/answering.js'
import { comeBy, formIn, mailedLink, type Site, site, visitor } from './site.js'

// What people are told while another program keeps the database for longer than a save waits.

const ada = { address: 'ada@example.com' }
const toEnd: LinkScope = { purpose: 'unsubscribe', ...ada, deliveryId: 1 }
const takingBack: LinkScope = { purpose: 'revert', ...ada, week, accountId: 'A-1', version: 1 }

/** A site that hardly waits, Ada's mail, and another program that can lock the database. */
async function impatient(): Promise<{ here: Site; other: Sqlite.Database }> {
  const here = await site()
  await addReport(here.db, '2026-W46', '2026-11-16T12:00:00.000Z')
  await sql`
    insert into deliveries (edition_id, role, name, address, recipient, state, due_at)
    values (1, 'account-manager', 'Ada', 'ada@example.com', 'ada@example.com', 'submitted', '')
  `.execute(here.db)
  const file = await databaseFile(here.db)
  const db = await openDatabase(file, { patience: 50 })
  onTestFinished(() => db.destroy())
  const app = await webApp({ ...here.web, db })
  onTestFinished(() => app.close())
  const other = new Sqlite(file)
  onTestFinished(() => void other.close())
  return { here: Object.assign(here, { app }), other }
}

test.each<[string, LinkScope | undefined, string, Record<string, string>, string]>([
  ['a form', undefined, '/accounts/A-1', { note: 'They want a plan' }, 'Nothing was saved'],
  ['last week again', undefined, '/accounts/A-1/unchanged', { confirmed: 'yes' }, 'can’t be just'],
  ['a change taken back', takingBack, '/revert', { confirmed: 'yes' }, 'can’t be just now'],
  ['an end of mails', toEnd, '/unsubscribe', { confirmed: 'yes' }, 'nothing was changed'],
])('%s: it is not kept, and they are told so', async (_what, scope, path, fields, words) => {
  const { here, other } = await impatient()
  if (scope === takingBack) {
    await (await comeBy(here, await mailedLink(here))).fill('/accounts/A-1', { note: 'Not mine' })
  }
  const visiting = await comeBy(here, await mailedLink(here, scope), scope?.purpose)
  const form = { ...formIn((await visiting.get(path)).body), ...fields }
  const before = await contents(here.db)
  other.exec('begin immediate')
  const refused = await visiting.post(path, form)
  expect(refused.statusCode).toBe(503)
  expect(refused.body).toContain(words)
  expect(await contents(here.db)).toBe(before)
  expect(here.logged).toEqual([expect.stringMatching(/in use by another program[^\n]*$/)])
  other.exec('rollback')
  // The very same form holds as soon as there is nobody in the way.
  const kept = await visiting.post(path, form)
  expect([200, 303]).toContain(kept.statusCode)
  expect(await contents(here.db)).not.toBe(before)
})

test('what was typed is still in the form', async () => {
  const { here, other } = await impatient()
  const visiting = await comeBy(here, await mailedLink(here))
  const typed = { note: 'They want <a plan>', service: '0', pulse: 'red', action: 'Call & ask' }
  other.exec('begin immediate')
  const refused = await visiting.fill('/accounts/A-1', typed)
  expect(formIn(refused.body)).toMatchObject(typed)
})

test('one click of a mail program is to be tried again', async () => {
  const { here, other } = await impatient()
  const path = `/unsubscribe/${await mailedLink(here, toEnd)}`
  other.exec('begin immediate')
  const click = { 'List-Unsubscribe': 'One-Click' }
  expect((await visitor(here).post(path, click)).statusCode).toBe(503)
  other.exec('rollback')
  expect((await visitor(here).post(path, click)).statusCode).toBe(200)
})
