import { afterEach, describe, expect, test } from 'vitest'
import { everybody, filledDesk, ledger } from '../fixture/contracts.js'
import type { Fault, Place } from '../fixture/smtp-fault.js'
import { startFaultServer } from '../fixture/smtp-fault-server.js'
import { startInbox } from '../fixture/smtp-inbox.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
afterEach(() => desk.close())

async function serverWith(place: Place, text: string) {
  const fault: Fault = { kind: 'reply', text }
  return await startFaultServer({ faults: { [place]: fault } })
}

describe('a server that will not have us', () => {
  test.each<[string, Place, string]>([
    ['greets with 554', 'greeting', '554 5.7.1 no service for you'],
    ['refuses the login', 'AUTH', '535 5.7.8 wrong password'],
    ['refuses the sender', 'MAIL', '550 5.7.1 not allowed to send as report@example.com'],
    ['calls a recipient a matter of policy', 'RCPT', '550 5.7.1 blocked by policy'],
  ])('that %s pauses the run: nobody fails, exit 1, and the next run completes', async (...row) => {
    const [, place, text] = row
    const server = await serverWith(place, text)
    desk = await filledDesk({ SMTP_URL: `smtp://user:s3cret@127.0.0.1:${server.port}` })
    const { code, out, err } = await desk.mmr('send')
    await server.close()
    expect(code).toBe(1)
    expect(err).toContain('The run stopped, and nobody failed by it: ')
    expect(err).toContain('mmr check --smtp tells whether the server can be reached')
    expect(err).toContain(text)
    expect(out + err).not.toContain('s3cret')
    expect(server.taken).toEqual([])
    expect(ledger(desk).filter((line) => !/^(planned|retry) /.test(line))).toEqual([])

    const inbox = await startInbox()
    desk.env.SMTP_URL = inbox.url
    const next = await desk.mmr('send')
    await inbox.close()
    expect(next).toMatchObject({ code: 0, err: '' })
    expect(ledger(desk)).toEqual(everybody.map((who) => `submitted ${who}`))
    expect(inbox.arrived).toHaveLength(5)
  })
})

describe('a server that asks for patience', () => {
  test.each<[string, Place, string]>([
    ['at the greeting', 'greeting', '421 4.3.2 too busy'],
    ['for a recipient', 'RCPT', '451 4.7.1 greylisted, come back later'],
    ['after the message', 'dot', '452 4.3.1 disk full'],
  ])('%s is tried again later, with the same bytes; exit 1', async (_where, place, text) => {
    const server = await serverWith(place, text)
    desk = await filledDesk({ SMTP_URL: `smtp://127.0.0.1:${server.port}` })
    const { code, out } = await desk.mmr('send')
    await server.close()
    expect(code).toBe(1)
    expect(out).toContain('retry')
    expect(out).toContain(text)
    const states = ledger(desk).map((line) => line.split(' ')[0])
    expect(new Set(states.slice(0, 4))).toEqual(new Set(['retry']))
    const composed = () => desk.rows('select message_id, bytes from messages order by delivery_id')
    const before = composed()

    const inbox = await startInbox()
    desk.env.SMTP_URL = inbox.url
    const tooSoon = await desk.mmr('send')
    expect(tooSoon.code).toBe(1)
    expect(inbox.arrived).toEqual([])
    expect((await desk.mmr('send', '--dry-run')).out).toMatch(/would wait +executive +Ada Boss/)

    desk.wait(60_000)
    const later = await desk.mmr('send')
    await inbox.close()
    expect(later).toMatchObject({ code: 0, err: '' })
    expect(inbox.arrived).toHaveLength(5)
    expect(composed().slice(0, before.length)).toEqual(before)
  })

  test('for too long fails in the end, and the admins are told so', async () => {
    const greylisting = await serverWith('RCPT', '451 4.7.1 greylisted')
    desk = await filledDesk({ SMTP_URL: `smtp://127.0.0.1:${greylisting.port}` })
    await desk.mmr('send')
    desk.wait(49 * 3_600_000)
    await desk.mmr('send', '--week', '2026-W46')
    await greylisting.close()
    const failed = ledger(desk).filter((line) => line.startsWith('failed '))
    expect(failed).toHaveLength(4)
    expect(desk.rows(`select subject from messages where subject like '%4 failed%'`)).toHaveLength(
      1,
    )
  })
})

describe('a connection that breaks once the message has begun to flow', () => {
  test('leaves it uncertain: nobody gets a second copy without a person saying so', async () => {
    const server = await startFaultServer({ faults: { dot: { kind: 'reset' } }, takes: true })
    desk = await filledDesk({ SMTP_URL: `smtp://127.0.0.1:${server.port}`, ADMINS: '' })
    const { code, out } = await desk.mmr('send')
    await server.close()
    expect(code).toBe(1)
    expect(out).toContain('4 uncertain')
    const inbox = await startInbox()
    desk.env.SMTP_URL = inbox.url
    desk.wait(3_600_000)
    const again = await desk.mmr('send')
    await inbox.close()
    expect(again.code).toBe(1)
    expect(inbox.arrived).toEqual([])
    expect(server.taken).toHaveLength(4)
  })
})
