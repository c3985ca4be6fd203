import { describe, expect, test } from 'vitest'
import { type MailboxVisit, visitMailbox } from '../../../src/mail/bounce/mailbox-visit.js'
import type { ImapServer } from '../../../src/mail/server-url.js'
import {
  type ImapAnswers,
  startImapFaultServer,
  wellBehaved,
} from '../../fixture/imap-fault-server.js'

const password = 's3cret-word'

/** What a visit comes to, with nothing to take. */
async function visit(port: number, server: Partial<ImapServer> = {}): Promise<MailboxVisit> {
  return await visitMailbox(
    {
      host: '127.0.0.1',
      port,
      tls: 'offered',
      certified: false,
      certificateName: null,
      login: { user: 'bounces', password },
      mailbox: 'INBOX',
      ...server,
    },
    { take: async () => {}, most: 10, patience: 2000 },
  )
}

const saying =
  (command: string, answer: string | null): ImapAnswers =>
  (given, line) =>
    given === command ? answer : wellBehaved(given, line)

describe('a visit to a mailbox', () => {
  test('with nothing in it is a visit', async () => {
    const { port } = await startImapFaultServer(wellBehaved)
    expect(await visit(port)).toEqual({ kind: 'visited', left: 0 })
  })

  test('is one as well where the server is rude when we leave', async () => {
    const { port } = await startImapFaultServer(saying('LOGOUT', null))
    expect(await visit(port)).toEqual({ kind: 'visited', left: 0 })
  })

  test.each<[string, ImapAnswers]>([
    ['refuses the login', saying('LOGIN', 'NO [AUTHENTICATIONFAILED] no')],
    ['has no such mailbox', saying('SELECT', 'NO [NONEXISTENT] no such mailbox')],
    ['lets nobody write', saying('SELECT', '* 0 EXISTS\nOK [READ-ONLY] done')],
    ['hangs up at the login', saying('LOGIN', null)],
    ['refuses to search', saying('UID', 'NO not today')],
    ['hangs up at the search', saying('UID', null)],
    ['talks nonsense', () => '* \u0000\u0001 ((((\nBAD'],
    ['says goodbye', saying('LOGIN', '* BYE closing\nNO bye')],
  ])('at a server that %s fails, in words', async (_name, answers) => {
    const { port } = await startImapFaultServer(answers)
    expect(await visit(port)).toEqual({ kind: 'failed', reason: expect.stringMatching(/\w+/) })
  })

  test('is cut off at a line without end', async () => {
    let sent = 0
    const { port } = await startImapFaultServer((command, line) => {
      if (command !== 'SELECT') return wellBehaved(command, line)
      const endless = `* OK ${'x'.repeat(8_000_000)}`
      sent = endless.length
      return endless
    })
    expect(await visit(port)).toEqual({
      kind: 'failed',
      reason: 'the server sent a line or a message of absurd length, and was cut off',
    })
    expect(sent).toBeGreaterThan(1_000_000)
  })

  test('tells no password, even where the server repeats it', async () => {
    const { port } = await startImapFaultServer((command, line) =>
      command === 'LOGIN' ? `NO you said ${line}` : wellBehaved(command, line),
    )
    const told = await visit(port)
    expect(told).toMatchObject({ kind: 'failed', reason: expect.stringContaining('•••') })
    expect(JSON.stringify(told)).not.toContain(password)
  })

  test('says no password in plain text to a server that has to offer TLS and does not', async () => {
    const { port, heard } = await startImapFaultServer(wellBehaved)
    expect(await visit(port, { tls: 'required' })).toMatchObject({ kind: 'failed' })
    expect(heard.join('\n')).not.toMatch(/LOGIN|AUTHENTICATE|s3cret/i)
  })

  test('says none to a server whose certificate is not good, unless that is allowed', async () => {
    const { port, heard } = await startImapFaultServer(wellBehaved, { tls: true })
    const strict = await visit(port, { tls: 'at-once', certified: true })
    expect(strict).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/certificate/) })
    expect(heard).toEqual([])
    expect(await visit(port, { tls: 'at-once' })).toEqual({ kind: 'visited', left: 0 })
  })
})
