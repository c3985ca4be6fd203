import { describe, expect, test } from 'vitest'
import { createLog, logging } from '../../src/command/log.js'
import type { Event } from '../../src/run/event.js'
import type { Claim } from '../../src/store/claim.js'
import { configOf } from '../config/reading.js'
import { recordingTerminal } from '../fixture/terminal.js'

const config = configOf({
  SMTP_URL: 'smtp://user:p%40ss%22w0rd@mail.example.com',
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
    ])
    expect(text).not.toMatch(/t0ken|w0rd/)
    for (const line of text.trimEnd().split('\n')) expect(JSON.parse(line).level).toBe('error')
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
