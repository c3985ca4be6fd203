import { describe, expect, test } from 'vitest'
import { patient } from '../../fixture/parcels.js'
import type { Script } from '../../fixture/smtp-fault-session.js'
import { faulty, sending } from '../../fixture/smtp-sending.js'

describe('verifying', () => {
  async function readiness(script: Partial<Script>, query = '') {
    const server = await faulty(script)
    const isEndless = script.faults?.EHLO?.kind === 'slow-loris'
    const patience = { ...patient, message: isEndless ? 250 : patient.message }
    const found = await sending(`${server.url}${query}`, { patience }).verify()
    return { ...found, commands: server.commands.slice(0, 2) }
  }

  test('logs in and submits nothing', async () => {
    const server = await faulty({})
    expect(await sending(server.url).verify()).toEqual({ kind: 'ready' })
    expect(server.commands).not.toContain('MAIL')
    expect(server.commands).toContain('AUTH')
  })

  test.each([
    ['a login that is refused', { AUTH: { kind: 'reply', text: '535 5.7.8 no' } }, 'paused'],
    ['a server that bars us', { greeting: { kind: 'reply', text: '554 no' } }, 'paused'],
    ['a server that is busy', { greeting: { kind: 'reply', text: '421 busy' } }, 'retry'],
    ['a server that hangs up', { EHLO: { kind: 'half-open' } }, 'retry'],
    ['a server that resets', { AUTH: { kind: 'reset' } }, 'retry'],
    ['a server that trickles', { EHLO: { kind: 'slow-loris' } }, 'retry'],
    ['no server for mail', { greeting: { kind: 'garbage' } }, 'retry'],
  ] as const)('finds %s', async (_what, faults, kind) => {
    expect(await readiness({ faults })).toMatchObject({ kind, reason: expect.any(String) })
  })

  test('finds a certificate that nobody vouches for, before the login is told', async () => {
    expect(await readiness({ tls: 'starttls' }, '?requireTLS=true')).toEqual({
      kind: 'retry',
      reason: expect.stringContaining('self-signed'),
      commands: ['EHLO', 'STARTTLS'],
    })
  })
})
