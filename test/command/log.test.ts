import { describe, expect, test } from 'vitest'
import { createLog, logging } from '../../src/command/log.js'
import { bounceInWords } from '../../src/report/bounce.js'
import type { Event } from '../../src/run/workspace.js'
import type { RecordedBounce } from '../../src/store/bounces.js'
import type { Claim } from '../../src/store/claim.js'
import type { Delivery } from '../../src/store/deliveries.js'
import { configOf } from '../config/reading.js'
import { recordingTerminal } from '../fixture/terminal.js'

const config = configOf({
  SMTP_URL: 'smtp://user:p%40ss%22w0rd@mail.example.com',
  BOUNCE_ADDRESS: 'bounces@example.com',
  BOUNCE_IMAP_URL: 'imaps://bounces:im%40p-s3cret@imap.example.com/INBOX',
  HEARTBEAT_URL: 'https://beat.example.com/t0ken-1234',
})

const claim: Claim = {
  deliveryId: 7,
  attempt: 2,
  owner: 'me',
  kind: 'report',
  week: '2026-W47',
  role: 'executive',
  address: 'ada@example.com',
  occasion: '',
  dueAt: '2026-11-23T07:00:00.000Z',
  bytes: Buffer.from('Subject: secret figures'),
  tries: 1,
  triedSince: '2026-11-23T07:00:00.000Z',
}

const settled: Event = {
  kind: 'settled',
  claim,
  settlement: { state: 'retry', nextAttemptAt: Date.UTC(2026, 10, 23, 8), reason: '451 later' },
  kept: true,
}

const delivery: Delivery = {
  deliveryId: 7,
  editionId: 1,
  kind: 'report',
  week: '2026-W47',
  role: 'executive',
  occasion: '',
  name: 'Ada Boss',
  address: 'ada@example.com',
  region: null,
  dueAt: '2026-11-23T07:00:00.000Z',
  state: 'submitted',
  attempt: 1,
  nextAttemptAt: null,
  leaseUntil: null,
  settledAt: '2026-11-23T07:00:01.000Z',
  reason: '250 ok',
  transport: 'smtp',
  messageId: '<m@example.com>',
  subject: 'Report',
  isKept: true,
}

const bounce: RecordedBounce = {
  deliveryId: 7,
  reportId: '<r@mx.example.net>',
  action: 'failed',
  kind: 'permanent',
  status: '5.1.1',
  diagnostic: '550 user unknown',
  recipient: null,
  receivedAt: '2026-11-23T07:00:05.000Z',
  recordedAt: '2026-11-23T08:00:00.000Z',
}

/** What is logged of these events. */
function logged(events: readonly Event[], { verbose = false, screen = false } = {}): string {
  const terminal = recordingTerminal('/', { now: 0, env: {} })
  const shown = screen ? { ...terminal, screen: { out: true, err: true } } : terminal
  const observe = logging(createLog(shown, config, { verbose }))
  for (const event of events) observe(event)
  return terminal.said().out
}

describe('the log', () => {
  test('is JSON, a line for each entry, with the delivery and nothing of the message', () => {
    const lines = logged([settled, settled]).trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    const { time, pid, hostname, ...entry } = JSON.parse(lines[0] ?? '')
    expect(new Date(time).toISOString()).toBe(time)
    expect([typeof pid, typeof hostname]).toEqual(['number', 'string'])
    expect(entry).toEqual({
      level: 'warn',
      deliveryId: 7,
      edition: 'report',
      week: '2026-W47',
      role: 'executive',
      address: 'ada@example.com',
      attempt: 2,
      state: 'retry',
      reason: '451 later',
      nextAttemptAt: '2026-11-23T08:00:00.000Z',
      msg: 'retry',
    })
  })

  test('is for reading where a person reads along', () => {
    const text = logged([settled], { screen: true })
    expect(() => JSON.parse(text)).toThrow()
    expect(text).toContain('retry')
    expect(text).toContain('ada@example.com')
  })

  test('tells of every step only when it is asked to', () => {
    const steps: Event[] = [
      { kind: 'claimed', claim },
      { kind: 'begun', claim },
      { kind: 'beat', pulse: { state: 'running', reason: null, next: null } },
    ]
    expect(logged(steps)).toBe('')
    expect(logged(steps, { verbose: true }).trimEnd().split('\n')).toHaveLength(3)
  })

  test('masks what is secret in the settings, whoever says it', () => {
    const says = (message: string): Event => ({ kind: 'fault', error: new Error(message) })
    const text = logged([
      says('cannot reach https://beat.example.com/t0ken-1234'),
      says('smtp://user:p%40ss%22w0rd@mail.example.com is no good'),
      { kind: 'paused', reason: '535 p@ss"w0rd is wrong', until: 0 },
      { kind: 'bounces-unread', reason: 'NO im@p-s3cret is not im%40p-s3cret' },
    ])
    expect(text).not.toMatch(/t0ken|w0rd|s3cret/)
    for (const line of text.trimEnd().split('\n')) expect(JSON.parse(line).level).toBe('error')
  })

  test('masks what apps and people log in with in place of a password', () => {
    const terminal = recordingTerminal('/', { now: 0, env: {} })
    const settings = configOf({
      SMTP_URL: 'smtp://report%40x.test@smtp.office365.com',
      SMTP_OAUTH_CLIENT_ID: 'app',
      SMTP_OAUTH_CLIENT_SECRET: 'app~s3cret',
      BOUNCE_ADDRESS: 'bounces@x.test',
      BOUNCE_IMAP_URL: 'imaps://bounces%40x.test@outlook.office365.com',
      BOUNCE_OAUTH_REFRESH_TOKEN: 'refresh~t0ken',
    })
    const log = createLog(terminal, settings, { verbose: false })
    log.error(new Error('app~s3cret and refresh~t0ken'))
    expect(terminal.said().out).toContain('••• and •••')
    expect(terminal.said().out).not.toMatch(/s3cret|t0ken/)
  })

  test('tells who has failed alone after others were taken', () => {
    const [line = ''] = logged([{ kind: 'failed-alone', delivery }]).split('\n')
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      deliveryId: 7,
      address: 'ada@example.com',
    })
  })

  test('tells what came back, and of whom', () => {
    const text = logged([
      { kind: 'bounced', delivery, bounce },
      {
        kind: 'bounce-unmatched',
        source: 'message 3 of the mailbox',
        why: 'its signature is not ours',
        report: { reportId: '<r@mx.example.net>', recipient: 'ada@example.com' },
      },
    ])
    const [one, other] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(one).toMatchObject({
      level: 'warn',
      deliveryId: 7,
      address: 'ada@example.com',
      status: '5.1.1',
      diagnostic: '550 user unknown',
    })
    expect(other).toMatchObject({ level: 'warn', why: 'its signature is not ours' })
  })

  test('tells what came back in words, who replied, and what was left alone', () => {
    const words = 'failure notice: nobody of that name'
    const reply = {
      deliveryId: 7,
      reportId: '<a@mx.example.net>',
      kind: 'automatic',
      words: 'Away: back on Monday',
      receivedAt: bounce.receivedAt,
      recordedAt: bounce.recordedAt,
    } as const
    const text = logged([
      { kind: 'bounced', delivery, bounce: { ...bounce, ...bounceInWords(words) } },
      { kind: 'replied', delivery, reply },
      { kind: 'replied', delivery, reply: { ...reply, kind: 'too-large', words: null } },
      { kind: 'bounce-ignored', source: 'message 4 of the mailbox', why: 'no-report' },
    ])
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      {
        level: 'warn',
        msg: 'a message came back, in a form that can’t be read',
        deliveryId: 7,
        address: 'ada@example.com',
        diagnostic: words,
      },
      { level: 'info', deliveryId: 7, what: 'an automatic reply', words: 'Away: back on Monday' },
      { level: 'warn', deliveryId: 7, what: 'too large' },
      { level: 'info', source: 'message 4 of the mailbox', why: 'no delivery report' },
    ])
  })

  test('says what stays wrong once, until it changes', () => {
    const noRate = (currency: string): Event => ({
      kind: 'no-rate',
      week: '2026-W47',
      currencies: [currency],
    })
    const text = logged([noRate('CAD'), noRate('CAD'), noRate('EUR'), noRate('EUR')])
    expect(text.trimEnd().split('\n')).toHaveLength(2)
  })
})
