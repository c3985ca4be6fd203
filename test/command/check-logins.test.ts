import { afterEach, expect, test } from 'vitest'
import { filledDesk } from '../fixture/contracts.js'
import { startImapFaultServer, wellBehaved } from '../fixture/imap-fault-server.js'
import { faulty } from '../fixture/smtp-sending.js'
import { tokenServer } from '../fixture/token-server.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
afterEach(() => desk.close())

const disabled =
  '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.'

test('mmr check --smtp says that SMTP AUTH is off, and how to switch it on', async () => {
  const { url } = await faulty({ faults: { AUTH: { kind: 'reply', text: disabled } } })
  desk = await filledDesk({ SMTP_URL: url })
  const { code, out } = await desk.mmr('check', '--smtp')
  expect(code).toBe(1)
  expect(out).toContain(`fault: Mail cannot be submitted: login: ${disabled} SMTP AUTH is off`)
  expect(out).toContain('SMTP_OAUTH_')
  expect(out).not.toContain('hunter2')
})

test('the same with a token, of which it is told that it came', async () => {
  const tokens = await tokenServer({ apps: { app: { secret: 's~1', user: 'report@x.test' } } })
  const { port } = await faulty({ faults: { AUTH: { kind: 'reply', text: disabled } } })
  desk = await filledDesk({
    SMTP_URL: `smtp://report%40x.test@127.0.0.1:${port}`,
    SMTP_OAUTH_CLIENT_ID: 'app',
    SMTP_OAUTH_CLIENT_SECRET: 's~1',
    SMTP_OAUTH_TOKEN_URL: tokens.url,
  })
  const { code, out } = await desk.mmr('check', '--smtp')
  expect(code).toBe(1)
  expect(out).toMatch(/^SMTP_URL: a token came from 127\.0\.0\.1:\d+, to be used until /)
  expect(out).toContain('a token doesn’t change that')
  expect(out).not.toContain(tokens.given[0])
})

test('a mailbox of bounces that refuses the password is a warning, with its cure', async () => {
  const { port } = await startImapFaultServer((command, line) =>
    command === 'LOGIN' ? 'NO LOGIN failed.' : wellBehaved(command, line),
  )
  const { url } = await faulty({})
  desk = await filledDesk({
    SMTP_URL: url,
    BOUNCE_ADDRESS: 'bounces@example.com',
    BOUNCE_IMAP_URL: `imap://bounces:s3cret-word@127.0.0.1:${port}/INBOX`,
  })
  const { code, out } = await desk.mmr('check', '--smtp')
  expect(code).toBe(0)
  expect(out).toMatch(
    /^warning: Bounces cannot be read: the server refuses the login: LOGIN failed\. Microsoft 365 refuses/m,
  )
  expect(out).not.toContain('s3cret')
})
