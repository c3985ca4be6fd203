import { statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filledDesk } from '../fixture/contracts.js'
import { parcel, transportTo } from '../fixture/parcels.js'
import { startTokenServer, type TokenServer } from '../fixture/token-server.js'
import type { Desk } from '../fixture/workspace.js'
import { type MailServers, startMailServers, withoutMailServers } from './mail-servers.js'
import { firstOf } from './mailbox.js'

/** Of the five recipients, Jon has no mailbox. */
const people = ['ada', 'wes', 'mara', 'root', 'bounces'].map((name) => `${name}@example.com`)
const sender = 'report@example.com'
const reports = 'bounces@example.com'
const tokenFile = 'mmr.sqlite.oauth-tokens'

describe.skipIf(withoutMailServers)('over Postfix and Dovecot, with tokens', () => {
  let tokens: TokenServer
  let servers: MailServers
  let desk: Desk
  beforeAll(async () => {
    tokens = await startTokenServer({
      apps: { reporting: { secret: 'app~secret', user: sender } },
      refreshTokens: { 'refresh~0': reports },
      rotates: true,
    })
    servers = await startMailServers('example.com', [...people, sender], tokens.introspectionUrl)
    desk = await filledDesk({
      SMTP_URL: servers.smtpUrlOf(sender),
      SMTP_OAUTH_CLIENT_ID: 'reporting',
      SMTP_OAUTH_CLIENT_SECRET: 'app~secret',
      SMTP_OAUTH_TOKEN_URL: tokens.url,
      BOUNCE_ADDRESS: reports,
      BOUNCE_IMAP_URL: `${servers.imapUrlOf(reports)}?tls.rejectUnauthorized=false`,
      BOUNCE_OAUTH_REFRESH_TOKEN: 'refresh~0',
    })
  })
  afterAll(async () => {
    desk?.close()
    await servers?.close()
    await tokens?.close()
  })

  const told: string[] = []
  const mmr = async (...words: string[]) => {
    const said = await desk.mmr(...words)
    told.push(said.out, said.err)
    return said
  }

  test('a wrong secret: mmr check says what is wrong with it, nobody fails, and it is mended', async () => {
    desk.env.SMTP_OAUTH_CLIENT_SECRET = 'wrong~secret'
    const { code, out } = await mmr('check', '--smtp')
    expect(code).toBe(1)
    const { host } = new URL(tokens.url)
    expect(out).toContain(
      `fault: Mail cannot be submitted: token: ${host} says invalid_client: no such app. The app’s id and secret are not accepted: check SMTP_OAUTH_CLIENT_ID and SMTP_OAUTH_CLIENT_SECRET`,
    )
    expect(out).toContain('warning: Bounces cannot be read: token: ')
    const sent = await mmr('send')
    expect(sent).toMatchObject({
      code: 1,
      err: expect.stringContaining('nobody failed by it: token: '),
    })
    expect(sent.out).not.toContain('failed')
    desk.env.SMTP_OAUTH_CLIENT_SECRET = 'app~secret'
  })

  test('mmr check walks through both logins', async () => {
    const { out } = await mmr('check', '--smtp')
    expect(out).toMatch(
      /^SMTP_URL: a token came from 127\.0\.0\.1:\d+, to be used until 2026-\S+\.\nSMTP_URL: 127\.0\.0\.1 lets report@example\.com log in with it\.\nBOUNCE_IMAP_URL: a token came from 127\.0\.0\.1:\d+, to be used until \S+\.\nBOUNCE_IMAP_URL: 127\.0\.0\.1 lets bounces@example\.com log in with it\.\n/,
    )
  })

  test('mail leaves with the token, and arrives', async () => {
    const before = tokens.asked.length
    expect(await mmr('send')).toMatchObject({ code: 0, err: '' })
    expect((await firstOf(servers.imapUrl('ada@example.com'))).bytes.length).toBeGreaterThan(10_000)
    expect(tokens.asked).toHaveLength(before)
  })

  test('who shows none hands over nothing', async () => {
    const transport = transportTo(servers.smtpUrl)
    const outcome = await transport.submit({ ...parcel, address: 'ada@example.com' })
    await transport.close()
    expect(outcome).toMatchObject({ reason: expect.stringContaining('Access denied') })
  })

  test('what comes back is read with a token of another user', async () => {
    await firstOf(servers.imapUrl(reports))
    const { out } = await mmr('bounces')
    expect(out).toMatch(/^1 message read: 1 recorded\.\n/)
  })

  test('tokens that the servers have ended are renewed, once each', async () => {
    const replaced = tokens.given.at(-1)
    const before = tokens.asked.length
    tokens.revokeAll()
    desk.wait(10 * 60_000)
    expect(await mmr('bounces')).toEqual({ code: 0, out: '0 messages read.\n', err: '' })
    expect(tokens.asked.slice(before)).toMatchObject([{ refresh_token: replaced }])

    const [wes] = desk.rows<{ id: number }>(
      `select delivery_id as id from deliveries where address = 'wes@example.com'`,
    )
    const resent = await mmr('resend', `${wes?.id}`, '--again')
    expect(resent).toMatchObject({ code: 0, err: '' })
    expect(tokens.asked.slice(before + 1)).toMatchObject([{ grant_type: 'client_credentials' }])
  })

  test('a mailbox that takes the token no more is told, with what to do', async () => {
    desk.env.BOUNCE_IMAP_URL = `${servers.imapUrlOf('ada@example.com')}?tls.rejectUnauthorized=false`
    const { code, err } = await mmr('bounces')
    expect(code).toBe(1)
    expect(err).toContain('the server refuses the login')
    const { out } = await mmr('check', '--smtp')
    expect(out).toMatch(
      /^warning: Bounces cannot be read: the server refuses the login.* The server doesn’t take the token for this user/m,
    )
  })

  test('no token and no secret is told, or in a backup; the file is its owner’s alone', async () => {
    expect(statSync(join(desk.directory, tokenFile)).mode & 0o777).toBe(0o600)
    await mmr('backup', 'copy.sqlite')
    const secrets = [...tokens.given, 'app~secret', 'refresh~0']
    const kept = desk.read(tokenFile)
    expect(secrets.filter((secret) => kept.includes(secret))).not.toEqual([])
    const database = [desk.read('copy.sqlite'), desk.read('mmr.sqlite'), ...told].join('\n')
    expect(secrets.filter((secret) => database.includes(secret))).toEqual([])
  })
})
