import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ensureInstallation } from '../../src/store/installation.js'
import { addReport } from '../fixture/answering.js'
import { type Site, site } from './site.js'

const lastMonday = '2026-11-16T12:00:00.000Z'

test.each<[string, (here: Site) => Promise<unknown>, number, string]>([
  ['no worker was ever started', async () => {}, 200, 'none due yet'],
  ['the report was made', (here) => addReport(here.db, '2026-W46', lastMonday), 200, 'made'],
  ['nobody made the report', installed, 503, 'missing'],
  ['a message has failed', (here) => withDelivery(here, 'failed'), 503, 'incomplete'],
  ['a message still waits, days later', (here) => withDelivery(here, 'retry'), 503, 'incomplete'],
  ['the server refuses us', (here) => refusedBy(here, 'paused'), 503, 'paused'],
  ['it may be that it refuses us', (here) => refusedBy(here, 'rejected'), 503, 'paused'],
  ['it put off a message days ago', (here) => refusedBy(here, 'retry'), 503, 'incomplete'],
  ['all was submitted', (here) => withDelivery(here, 'submitted'), 200, 'made'],
])('/healthz when %s', async (_when, happened, code, state) => {
  const here = await site()
  await happened(here)
  const failed = _when === 'a message has failed' ? 1 : 0
  const answer = await here.app.inject('/healthz')
  expect(answer.statusCode).toBe(code)
  expect(answer.json()).toEqual({
    status: code === 200 ? 'well' : 'unwell',
    database: 'well',
    lastReport: { week: '2026-W46', dueAt: lastMonday, state, failed, uncertain: 0 },
    uncomposed: 0,
    nextReport: { week: '2026-W47', dueAt: '2026-11-23T12:00:00.000Z', state: 'scheduled' },
  })
})

test('/healthz when a prompt could not be composed', async () => {
  const here = await site()
  await addReport(here.db, '2026-W46', lastMonday)
  await sql`
    insert into editions (kind, week, slot, due_at, cut_off, made_at)
    values ('prompt', '2026-W47', '2026-W46', ${lastMonday}, ${lastMonday}, ${lastMonday})
  `.execute(here.db)
  await sql`
    insert into deliveries (edition_id, role, recipient, name, address, due_at, state)
    select edition_id, 'account-manager', 'a_b@c', 'A', 'a_b@c', ${lastMonday}, 'failed'
    from editions where kind = 'prompt'
  `.execute(here.db)
  const answer = await here.app.inject('/healthz')
  expect(answer.statusCode).toBe(503)
  expect(answer.json()).toMatchObject({ lastReport: { state: 'made' }, uncomposed: 1 })
})

test('/healthz while sending is on hold', async () => {
  const here = await site()
  await installed(here)
  await addReport(here.db, '2026-W46', lastMonday)
  await sql`update installation set hold_reason = 'restored', hold_since = ''`.execute(here.db)
  const answer = await here.app.inject('/healthz')
  expect(answer.json()).toMatchObject({ status: 'unwell', nextReport: { state: 'on hold' } })
})

test('/healthz without a database', async () => {
  const here = await site()
  await here.db.destroy()
  const answer = await here.app.inject('/healthz')
  expect([answer.statusCode, answer.json()]).toEqual([
    503,
    { status: 'unwell', database: 'unwell' },
  ])
})

async function installed({ db }: Site): Promise<void> {
  await ensureInstallation(db, { identity: 'test' })
  await sql`update installation set installed_at = '2026-11-01T00:00:00.000Z'`.execute(db)
}

async function withDelivery(here: Site, state: string): Promise<void> {
  await addReport(here.db, '2026-W46', lastMonday)
  await sql`
    insert into deliveries (edition_id, role, recipient, name, address, due_at, state)
    values (1, 'admin', 'noor@example.com', 'Noor', 'noor@example.com', ${lastMonday}, ${state})
  `.execute(here.db)
}

/** A delivery that waits, after an attempt that ended so. */
async function refusedBy(here: Site, outcome: string): Promise<void> {
  await withDelivery(here, 'retry')
  await sql`update deliveries set attempt = 1`.execute(here.db)
  await sql`
    insert into attempts (delivery_id, attempt, owner, started_at, outcome)
    values (1, 1, 'worker', ${lastMonday}, ${outcome})
  `.execute(here.db)
}
