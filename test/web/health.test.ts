import { writeFileSync } from 'node:fs'
import type { InjectOptions } from 'fastify'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { databaseFile } from '../../src/store/database.js'
import { heartbeatFile } from '../../src/store/heartbeat-file.js'
import { ensureInstallation } from '../../src/store/installation.js'
import { addReport } from '../fixture/answering.js'
import { type Site, site } from './site.js'

const lastMonday = '2026-11-16T12:00:00.000Z'

/** A site with a worker at work on its database, by its heartbeat. */
async function watched(over: Parameters<typeof site>[0] = {}): Promise<Site> {
  const here = await site(over)
  await beat(here)
  return here
}

async function beat({ db, clock }: Site, state = 'running', reason: string | null = null) {
  const at = new Date(clock).toISOString()
  const file = heartbeatFile(await databaseFile(db))
  writeFileSync(file, JSON.stringify({ at, state, reason, next: null, lastClosed: null }))
}

const from = async ({ app }: Site, options: InjectOptions = {}) => {
  const answer = await app.inject({ url: '/healthz', ...options })
  return { code: answer.statusCode, body: answer.json() }
}

test.each<[string, (here: Site) => Promise<unknown>, number, string, string[]]>([
  ['no worker was ever started', async () => {}, 200, 'none due yet', []],
  ['the report was made', (here) => withDelivery(here, 'submitted'), 200, 'made', []],
  ['nobody made the report', installed, 503, 'missing', ['report']],
  ['its mail is not planned', unplanned, 503, 'missing', ['report']],
  ['it was skipped', (here) => withEdition(here, 'skipped'), 503, 'skipped', ['report']],
  ['it is held', (here) => withEdition(here, 'held'), 503, 'held', ['report']],
  ['it was made for nobody', (here) => made(here), 503, 'made', ['report']],
  ['a message has failed', (here) => withDelivery(here, 'failed'), 503, 'incomplete', ['failed']],
  ['it is uncertain', (here) => withDelivery(here, 'uncertain'), 503, 'incomplete', ['uncertain']],
  [
    'a message still waits, days later',
    (here) => withDelivery(here, 'retry'),
    503,
    'incomplete',
    ['waiting', 'overdue'],
  ],
  [
    'the server refuses us',
    (here) => refusedBy(here, 'paused'),
    503,
    'paused',
    ['refused', 'overdue'],
  ],
  [
    'it may be that it does',
    (here) => refusedBy(here, 'rejected'),
    503,
    'paused',
    ['refused', 'overdue'],
  ],
  [
    'it put off a message days ago',
    (here) => refusedBy(here, 'retry'),
    503,
    'incomplete',
    ['waiting', 'overdue'],
  ],
])('/healthz when %s', async (_when, happened, code, state, alarms) => {
  const here = await watched()
  await happened(here)
  const answer = await from(here)
  expect(answer).toEqual({
    code,
    body: {
      status: code === 200 ? 'well' : 'unwell',
      database: 'well',
      alarms: alarms.map((kind) => ({ kind, what: expect.any(String), cure: expect.any(String) })),
      worker: { at: '2026-11-20T14:00:00.000Z', state: 'running' },
      lastReport: {
        week: '2026-W46',
        dueAt: lastMonday,
        state,
        failed: alarms.includes('failed') ? 1 : 0,
        uncertain: alarms.includes('uncertain') ? 1 : 0,
      },
      uncomposed: 0,
      nextReport: { week: '2026-W47', dueAt: '2026-11-23T12:00:00.000Z', state: 'scheduled' },
    },
  })
})

test('/healthz while sending is on hold', async () => {
  const here = await watched()
  await installed(here)
  await withDelivery(here, 'submitted')
  await sql`update installation set hold_reason = 'restored', hold_since = ${lastMonday}`.execute(
    here.db,
  )
  const { code, body } = await from(here)
  expect(code).toBe(503)
  expect(body).toMatchObject({
    status: 'unwell',
    alarms: [{ kind: 'hold', what: expect.stringContaining('restored') }],
    nextReport: { state: 'on hold' },
  })
})

test('/healthz where the worker may not log in', async () => {
  const here = await watched()
  await beat(here, 'paused', 'AUTH: 535 wrong')
  expect((await from(here)).body).toMatchObject({
    worker: { state: 'paused' },
    alarms: [{ kind: 'refused', what: 'The mail server refuses us: AUTH: 535 wrong.' }],
  })
})

test('/healthz where the worker can’t do its work', async () => {
  const here = await watched()
  await beat(here, 'failing', 'The database is in use')
  const answer = await from(here)
  expect(answer.code).toBe(503)
  expect(answer.body).toMatchObject({
    worker: { state: 'failing' },
    alarms: [{ kind: 'worker', what: 'The worker can’t do its work: The database is in use.' }],
  })
})

test('/healthz without a worker, within five minutes', async () => {
  const here = await watched()
  here.clock += 4 * 60_000
  const { code, body } = await from(here)
  expect([code, body.worker.state, body.alarms[0].what]).toEqual([
    503,
    'gone',
    'No worker has been at work since 2026-11-20T14:00:00Z (4 minutes ago).',
  ])
})

test('/healthz of the letters and the prompt since', async () => {
  const here = await watched()
  await withDelivery(here, 'submitted')
  await withDelivery(here, 'failed', { kind: 'prompt', week: '2026-W47' })
  await withDelivery(here, 'uncertain', { kind: 'new-link', week: '2026-W47' })
  await withDelivery(here, 'failed', { kind: 'prompt', week: '2026-W46' })
  const { body } = await from(here)
  expect(body.uncomposed).toBe(1)
  expect(body.alarms.map(({ what }: { what: string }) => what)).toEqual([
    '1 mail of the prompt about 2026-W47 has failed.',
    'The server may have taken 1 mail of letters of 2026-W47, or not: nobody knows.',
  ])
})

test('/healthz where the prompt that is due is not made', async () => {
  const here = await watched({ prompts })
  await installed(here)
  await withDelivery(here, 'submitted')
  await sql`update installation set prompts_since = '2026-11-01T00:00:00.000Z'`.execute(here.db)
  const { body } = await from(here)
  expect(body.alarms.map(({ what }: { what: string }) => what)).toEqual([
    'The prompt about 2026-W47, due at 2026-11-20T12:00:00Z (2 hours ago), is not made.',
  ])
})

test('/healthz where bounces can’t be read, and where nobody wants to read them', async () => {
  for (const [readsBounces, code] of [
    [true, 503],
    [false, 200],
  ] as const) {
    const here = await watched({ readsBounces })
    await sql`
      insert into bounce_mailbox (only_row, failing_since, fault) values (1, ${lastMonday}, 'no such host')
    `.execute(here.db)
    expect((await from(here)).code).toBe(code)
  }
})

test('/healthz while one whose turn has not come waits for another', async () => {
  const here = await watched()
  await withDelivery(here, 'submitted')
  const soon = new Date(here.clock + 60_000).toISOString()
  const just = new Date(here.clock - 10 * 60_000).toISOString()
  await sql`
    insert into deliveries (edition_id, role, recipient, name, address, due_at, state, next_attempt_at)
    values (1, 'executive', 'ada@example.com', 'Ada', 'ada@example.com', ${just}, 'retry', ${soon}),
           (1, 'admin', 'root@example.com', 'Root', 'root@example.com', ${just}, 'planned', null)
  `.execute(here.db)
  expect((await from(here)).body).toMatchObject({
    status: 'well',
    lastReport: { state: 'under way' },
  })
})

test.each<[string, InjectOptions]>([
  ['a proxy passed on', { headers: { 'x-forwarded-for': '127.0.0.1' } }],
  ['a proxy passed on, by the newer header', { headers: { forwarded: 'for=127.0.0.1' } }],
  ['a proxy passed on that names itself alone', { headers: { via: '1.1 proxy' } }],
  ['came by the public name', { headers: { host: 'report.example.com' } }],
  ['came from another computer', { remoteAddress: '192.0.2.7' }],
  ['came from another computer, by IPv6', { remoteAddress: '2001:db8::7' }],
])('/healthz tells a request that %s no more than whether all is well', async (_, options) => {
  const here = await watched()
  expect(await from(here, options)).toEqual({ code: 200, body: { status: 'well' } })
  await installed(here)
  expect(await from(here, options)).toEqual({ code: 503, body: { status: 'unwell' } })
  await here.db.destroy()
  expect(await from(here, options)).toEqual({ code: 503, body: { status: 'unwell' } })
})

test.each<[string, InjectOptions]>([
  ['127.0.0.1', { remoteAddress: '127.0.0.1', headers: { host: '127.0.0.1:3000' } }],
  ['::1', { remoteAddress: '::1', headers: { host: '[::1]:3000' } }],
  [
    '127.0.0.1 as IPv6 has it',
    { remoteAddress: '::ffff:127.0.0.1', headers: { host: 'localhost' } },
  ],
])('/healthz tells all to a request from %s', async (_, options) => {
  const here = await watched()
  expect((await from(here, options)).body).toMatchObject({ database: 'well' })
})

test('/healthz in sentences, for who asks for text', async () => {
  const here = await watched()
  await installed(here)
  for (const accept of ['text/plain', 'text/html,application/xhtml+xml,*/*;q=0.8']) {
    const answer = await here.app.inject({ url: '/healthz', headers: { accept } })
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(answer.body).toMatch(
      /^Not all is well:\n- The report about 2026-W46, due at .* is not made\./,
    )
  }
  for (const accept of ['*/*', 'application/json', 'application/json, text/plain, */*']) {
    expect((await from(here, { headers: { accept } })).body).toMatchObject({ status: 'unwell' })
  }
})

test('/healthz without a database: said once in the log, however often it is asked', async () => {
  const here = await watched()
  await here.db.destroy()
  for (const _ of [1, 2, 3]) {
    expect(await from(here)).toEqual({
      code: 503,
      body: {
        status: 'unwell',
        database: 'unwell',
        alarms: [{ kind: 'database', what: expect.any(String), cure: '' }],
      },
    })
  }
  expect(here.logged).toEqual([expect.stringMatching(/^healthz: ./)])
})

const prompts = {
  prompt: { at: { weekday: 5, hour: 7, minute: 0 }, zones: ['America/New_York'] },
  report: { at: { weekday: 1, hour: 7, minute: 0 }, zones: ['America/New_York'] },
} as const

async function installed({ db }: Site): Promise<void> {
  await ensureInstallation(db, { identity: 'test' })
  await sql`update installation set installed_at = '2026-11-01T00:00:00.000Z'`.execute(db)
}

/** The edition is frozen, and a worker was killed before it planned anybody's mail. */
async function unplanned(here: Site): Promise<void> {
  await installed(here)
  await addReport(here.db, '2026-W46', lastMonday)
}

interface Made {
  readonly kind: string
  readonly week: string
}

const slotBefore: Readonly<Record<string, string>> = {
  '2026-W46': '2026-W45',
  '2026-W47': '2026-W46',
}

const report: Made = { kind: 'report', week: '2026-W46' }

/** An edition with everybody's mail planned: nobody's, so far. */
async function made({ db }: Site, { kind, week }: Made = report): Promise<void> {
  const slot = kind === 'prompt' || kind === 'new-link' ? slotBefore[week] : week
  await sql`
    insert into editions (kind, week, slot, due_at, cut_off, made_at, planned_at)
    values (${kind}, ${week}, ${slot}, ${lastMonday}, ${lastMonday}, ${lastMonday}, ${lastMonday})
  `.execute(db)
}

/** What the admins are told instead of a report, and they were. */
async function withEdition(here: Site, kind: string): Promise<void> {
  await withDelivery(here, 'submitted', { kind, week: '2026-W46' })
}

async function withDelivery(here: Site, state: string, edition: Made = report): Promise<void> {
  await made(here, edition)
  await sql`
    insert into deliveries (edition_id, role, recipient, name, address, due_at, state)
    values ((select max(edition_id) from editions), 'admin', 'noor@example.com', 'Noor',
            'noor@example.com', ${lastMonday}, ${state})
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
