import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filledDesk } from '../fixture/contracts.js'
import { freePort, takenPort } from '../fixture/free-port.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
beforeEach(async () => {
  desk = await filledDesk({ USER: 'ann' })
})
afterEach(() => desk.close())

const hashes = ['aaaaaa', 'bbbbbb'].map((start) => start.padEnd(64, '0'))

function mailLinks(): void {
  for (const hash of hashes) {
    desk.execute(`
      insert into links (link_hash, purpose, address, week, issued_at, expires_at)
      values ('${hash}', 'update', 'ada@example.com', '2026-W47', '2026-11-16T07:00:00.000Z',
              '2026-11-24T07:00:00.000Z')`)
  }
}

describe('mmr links', () => {
  test('lists those that hold, and none when they have expired', async () => {
    expect(await desk.mmr('links')).toMatchObject({ code: 0, out: 'No link holds.\n' })
    mailLinks()
    const { code, out } = await desk.mmr('links')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^aaaaaa000000 {2}update +ada@example\.com +2026-W47 +until 2026-11-24T07:00Z/m,
    )
    expect(out).not.toContain(hashes[0])
    desk.wait(9 * 86_400_000)
    expect((await desk.mmr('links')).out).toBe('No link holds.\n')
  })
})

describe('mmr revoke', () => {
  test('ends one link by its id, or all of a person’s', async () => {
    mailLinks()
    const one = await desk.mmr('revoke', 'aaaaaa000000')
    expect([one.code, one.out.match(/revoked/g)]).toEqual([0, ['revoked']])
    const rest = await desk.mmr('revoke', 'Ada@example.com')
    expect(rest.out).toContain('bbbbbb000000')
    expect(rest.out).not.toContain('aaaaaa000000')
    const rows = desk.rows('select 1 from links where revoked_at is not null')
    expect(rows).toHaveLength(2)
  })

  test.each(['nonsense', 'cccccc', 'bob@example.com'])('refuses %s', async (named) => {
    mailLinks()
    const { code, out, err } = await desk.mmr('revoke', named)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('mmr links lists them.')
    expect(desk.rows('select 1 from links where revoked_at is not null')).toEqual([])
  })
})

test('mmr resubscribe lifts what somebody asked for, and only that', async () => {
  mailLinks()
  desk.execute(`
    insert into unsubscribes (role, recipient, asked_at, link_hash)
    values ('executive', 'eve@example.com', '2026-11-16T07:00:00.000Z', '${hashes[0]}')`)
  expect((await desk.mmr('links')).out).toContain('eve@example.com  executive')
  expect(await desk.mmr('resubscribe', 'bob@example.com')).toMatchObject({ code: 2 })
  expect(await desk.mmr('resubscribe', 'Eve@example.com')).toMatchObject({ code: 0 })
  expect(desk.rows('select lifted_by from unsubscribes')).toEqual([{ lifted_by: 'ann' }])
  expect((await desk.mmr('links')).out).not.toContain('eve@example.com')
})

describe('mmr serve', () => {
  test('needs to know how people reach it', async () => {
    const { code, err } = await desk.mmr('serve')
    expect(code).toBe(2)
    expect(err).toContain('WEB_URL is not set')
  })

  test('answers until it is asked to stop, with a key of its own beside the database', async () => {
    const port = await freePort()
    Object.assign(desk.env, { WEB_URL: 'http://localhost:3000', WEB_PORT: String(port) })
    const served = desk.mmr('serve')
    // It answers, and sends nothing: that is not all that an installation is for.
    expect(await health(port)).toMatchObject({
      status: 'unwell',
      database: 'well',
      alarms: [{ kind: 'worker', what: expect.stringMatching(/^No worker has been at work here/) }],
    })
    process.emit('SIGTERM')
    expect(await served).toMatchObject({
      code: 0,
      out: `Listening on http://127.0.0.1:${port}, as http://localhost:3000 for people. Ctrl-C ends it.\n`,
      err: '',
    })
    expect(desk.files('.')).toContain('mmr.sqlite.link-keys')
  })

  test('says so when the port is taken', async () => {
    const { port, server } = await takenPort()
    Object.assign(desk.env, { WEB_URL: 'http://localhost:3000', WEB_PORT: String(port) })
    const { code, err } = await desk.mmr('serve')
    server.close()
    expect(code).toBe(1)
    expect(err).toMatch(/cannot listen on 127\.0\.0\.1, port \d+.*Set WEB_HOST and WEB_PORT/)
  })
})

/** Waits until the server answers. */
async function health(port: number): Promise<unknown> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null)
    if (answer !== null) return await answer.json()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
