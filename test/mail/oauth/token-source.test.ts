import { chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { TokenClient } from '../../../src/mail/oauth/token-request.js'
import { openTokens } from '../../../src/mail/oauth/token-source.js'
import { freePort } from '../../fixture/free-port.js'
import { type TokenServerPlan, tokenServer } from '../../fixture/token-server.js'

const app = { secret: 'app~secret', user: 'report@example.com' }
const apps = { reporting: app }
const minute = 60_000

let file = ''
beforeEach(() => {
  const directory = mkdtempSync(join(tmpdir(), 'mmr-tokens-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  file = join(directory, 'mmr.sqlite.oauth-tokens')
})

async function started(plan: Partial<TokenServerPlan> = {}, set: Partial<TokenClient> = {}) {
  const server = await tokenServer({ apps, ...plan })
  let now = Date.UTC(2026, 10, 23, 7)
  const client: TokenClient = {
    tokenUrl: server.url,
    clientId: 'reporting',
    clientSecret: app.secret,
    scope: 'mail/.default',
    refreshToken: null,
    ...set,
  }
  return {
    server,
    client,
    wait: (milliseconds: number) => {
      now += milliseconds
    },
    open: (changes: Partial<TokenClient> = {}) =>
      openTokens({ ...client, ...changes }, { file, now: () => now }),
  }
}

describe('an app that logs in for itself', () => {
  test('asks once, and every program uses what came, from a file for its owner alone', async () => {
    const { server, open } = await started()
    const first = await open().token()
    expect(first).toMatchObject({ kind: 'token', token: server.given[0] })
    expect(await open().token()).toEqual(first)
    expect(server.asked).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: 'reporting',
        client_secret: app.secret,
        scope: 'mail/.default',
      },
    ])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).not.toContain(app.secret)
  })

  test('asks again shortly before the token expires', async () => {
    const { server, open, wait } = await started({ lifetime: 3600 })
    const tokens = open()
    const { token } = { token: '', ...(await tokens.token()) }
    wait(57 * minute)
    expect(await tokens.token()).toMatchObject({ token })
    wait(2 * minute)
    expect(await tokens.token()).toMatchObject({ token: server.given[1] })
    expect(server.asked).toHaveLength(2)
  })

  test('asks again for one that is refused, and for one that is new does not', async () => {
    const { server, open, wait } = await started()
    const tokens = open()
    await tokens.token()
    const [first = ''] = server.given
    expect(await tokens.token(first)).toMatchObject({ token: first })
    wait(minute)
    const second = await tokens.token(first)
    expect(second).toMatchObject({ token: server.given[1] })
    // Others of the same run have been refused the same.
    expect(await tokens.token(first)).toEqual(second)
    expect(server.asked).toHaveLength(2)
  })

  test('asks anew when its settings have changed', async () => {
    const { server, open } = await started()
    await open().token()
    server.changeSecret('reporting', 'another')
    expect(await open({ clientSecret: 'another' }).token()).toMatchObject({
      token: server.given[1],
    })
    expect(await open({ clientSecret: 'wrong' }).token()).toMatchObject({ kind: 'paused' })
  })

  test('gets a new one where that is wanted', async () => {
    const { server, open } = await started()
    await open().token()
    expect(await open().fetchNew()).toMatchObject({ token: server.given[1] })
    expect(await open().token()).toMatchObject({ token: server.given[1] })
  })

  test('asks once for many at a time, in one program and in several', async () => {
    const { server, open } = await started()
    const [one, other] = [open(), open()]
    const readings = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other).token()),
    )
    expect(new Set(readings.map((reading) => JSON.stringify(reading))).size).toBe(1)
    expect(server.asked).toHaveLength(1)
  })
})

describe('an app that logs in for a person', () => {
  const given = { refreshTokens: { 'refresh~0': 'report@example.com' } }
  const set = { refreshToken: 'refresh~0', scope: null }

  test('shows the refresh token', async () => {
    const { server, open } = await started(given, set)
    await open().token()
    expect(server.asked).toEqual([
      {
        grant_type: 'refresh_token',
        client_id: 'reporting',
        client_secret: app.secret,
        refresh_token: 'refresh~0',
      },
    ])
  })

  test('uses what replaces it from then on, also after a restart and for another scope', async () => {
    const { server, open } = await started({ ...given, rotates: true }, set)
    await open().fetchNew()
    await open().fetchNew()
    await open({ scope: 'other' }).token()
    expect(server.asked.map(({ refresh_token }) => refresh_token)).toEqual([
      'refresh~0',
      server.given[1],
      server.given[3],
    ])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('uses each but once, however many programs want tokens', async () => {
    const { server, open } = await started({ ...given, rotates: true }, set)
    const readings = await Promise.all(Array.from({ length: 5 }, () => open().fetchNew()))
    expect(readings.map(({ kind }) => kind)).toEqual(Array(5).fill('token'))
    expect(new Set(server.asked.map(({ refresh_token }) => refresh_token)).size).toBe(5)
  })

  test('goes back to the one that was set where the replacement is worth nothing', async () => {
    const { server, open } = await started({ ...given, rotates: true, keepsOld: true }, set)
    await open().token()
    const kept = readFileSync(file, 'utf8')
    writeFileSync(file, kept.replaceAll(server.given[1] ?? '', 'lost~refresh'))
    expect(await open().fetchNew()).toMatchObject({ kind: 'token' })
    expect(server.asked.at(-2)).toMatchObject({ refresh_token: 'lost~refresh' })
    expect(server.asked.at(-1)).toMatchObject({ refresh_token: 'refresh~0' })
  })

  test('uses a new one that is set, whatever is kept', async () => {
    const plan = { refreshTokens: { ...given.refreshTokens, 'refresh~new': 'x@example.com' } }
    const { server, open } = await started({ ...plan, rotates: true }, set)
    await open().token()
    await open({ refreshToken: 'refresh~new' }).token()
    expect(server.asked.at(-1)).toMatchObject({ refresh_token: 'refresh~new' })
  })
})

describe('an answer that is no token', () => {
  const error = (error: string, error_description?: string) =>
    JSON.stringify({ error, error_description })

  test.each([
    [400, error('invalid_grant', 'AADSTS700082: The refresh token has expired.\r\nTrace ID: 1')],
    [401, error('invalid_client', 'AADSTS7000215: Invalid client secret provided.')],
    [400, error('unauthorized_client')],
    [400, error('invalid_scope')],
    [200, error('invalid_client')],
    [404, '<html>no such page</html>'],
    [200, '<html>please log in</html>'],
    [200, '{}'],
    [200, 'null'],
    [200, '{"access_token":""}'],
    [200, '{"access_token":"a b"}'],
    [200, '{"access_token":"abc","token_type":"mac"}'],
    [204, ''],
  ])('%i %s takes somebody to mend it', async (status, body) => {
    const { server, open } = await started()
    server.answerWith({ status, body })
    const { host } = new URL(server.url)
    expect(await open().token()).toEqual({
      kind: 'paused',
      reason: expect.stringMatching(new RegExp(`^token: ${host} (says|answers) [^\\n]*[^\\s]$`)),
    })
    server.answerWith(null)
    expect(await open().token()).toMatchObject({ kind: 'token' })
  })

  test.each([
    [500, ''],
    [503, '<html>'],
    [502, error('server_error')],
    [429, error('too_many')],
    [408, ''],
    [400, error('temporarily_unavailable')],
    [200, `{"access_token":"${'x'.repeat(70_000)}"}`],
  ])('%i %s passes by itself', async (status, body) => {
    const { server, open } = await started()
    server.answerWith({ status, body })
    expect(await open().token()).toMatchObject({ kind: 'retry' })
  })

  test('nobody there passes by itself, too', async () => {
    const { open } = await started({}, { tokenUrl: `http://127.0.0.1:${await freePort()}/token` })
    expect(await open().token()).toMatchObject({
      kind: 'retry',
      reason: expect.stringMatching(/^token: 127\.0\.0\.1:\d+ can’t be reached: .*ECONNREFUSED/),
    })
  })

  test.each([301, 302, 303, 307, 308])('%i is not followed', async (status) => {
    const elsewhere = await tokenServer({ apps })
    const { server, open } = await started()
    server.answerWith({ status, body: '', headers: { location: elsewhere.url } })
    expect(await open().token()).toMatchObject({
      kind: 'paused',
      reason: expect.stringContaining(`to ${new URL(elsewhere.url).host}`),
    })
    expect(elsewhere.asked).toEqual([])
  })

  test('tells no secret, even where the server repeats it', async () => {
    const { server, open } = await started(
      { refreshTokens: { 'refresh~0': 'a@example.com' } },
      { refreshToken: 'refresh~0' },
    )
    server.answerWith({ status: 400, body: error('invalid_grant', `refresh~0 ${app.secret} no`) })
    const { reason } = { reason: '', ...(await open().token()) }
    expect(reason).toMatch(/invalid_grant: ••• ••• no$/)
  })
})

describe('the file', () => {
  test.each(['', 'nonsense', '{"access":{"x":1},"refresh":{"y":2}}', '[]', 'null'])(
    'that holds %j is as none',
    async (text) => {
      writeFileSync(file, text)
      const { open } = await started()
      expect(await open().token()).toMatchObject({ kind: 'token' })
    },
  )

  test('that can’t be there is told, with its path', async () => {
    const { open } = await started()
    rmSync(join(file, '..'), { recursive: true })
    expect(await open().token()).toMatchObject({
      kind: 'paused',
      reason: expect.stringContaining(file),
    })
  })

  test.runIf(process.getuid?.() === 0)('is not made by root beside another user’s', async () => {
    const database = file.replace('.oauth-tokens', '')
    writeFileSync(database, '')
    chownSync(database, 65_534, 65_534)
    const { server, open } = await started()
    expect(await open().token()).toMatchObject({
      kind: 'paused',
      reason: expect.stringContaining('belongs to another user'),
    })
    expect(server.asked).toEqual([])
  })

  test('forgets tokens that have expired', async () => {
    const { open, wait } = await started()
    await open({ scope: 'one' }).token()
    wait(2 * 60 * minute)
    await open({ scope: 'two' }).token()
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).access)).toHaveLength(1)
  })
})
