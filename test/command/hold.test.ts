import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { everybody, filledDesk, ledger } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
beforeEach(async () => {
  desk = await filledDesk({ USER: 'ann' })
})
afterEach(() => desk.close())

describe('mmr hold', () => {
  test('lets nothing be made or sent, says who and why, and how to go on', async () => {
    const { code, out } = await desk.mmr('hold', '--reason', 'the mail server moves')
    expect(code).toBe(0)
    expect(out).toMatch(/since 2026-11-16T07:00:\d\d\.000Z: ann .*: the mail server moves\.\n/)
    const refused = await desk.mmr('send')
    expect(refused).toMatchObject({ code: 1, out: '' })
    expect(refused.err).toContain('the mail server moves')
    expect(refused.err).toContain('Nothing was submitted. mmr release lets it go on.')
    expect(desk.rows('select * from editions')).toEqual([])
    expect(desk.files('outbox')).toEqual([])
  })

  test('keeps the first of two reasons', async () => {
    await desk.mmr('hold', '--reason', 'first')
    const { code, out } = await desk.mmr('hold', '--reason', 'second')
    expect(code).toBe(0)
    expect(out).toContain('It was so already.')
    expect(out).toContain('first')
    expect(out).not.toContain('second')
  })

  test('does not stand in the way of looking at things', async () => {
    await desk.mmr('hold')
    expect(await desk.mmr('send', '--dry-run')).toMatchObject({ code: 0 })
    expect(await desk.mmr('preview', '--role', 'executive')).toMatchObject({ code: 0 })
    expect(await desk.mmr('deliveries')).toMatchObject({ code: 0 })
  })
})

describe('mmr release', () => {
  test('lets sending go on, and puts nothing in doubt that was not', async () => {
    desk.env.OUTBOX_DIR = 'accounts.csv/outbox'
    await desk.mmr('send')
    desk.env.OUTBOX_DIR = 'outbox'
    const before = ledger(desk)
    await desk.mmr('hold')
    const { code, out } = await desk.mmr('release')
    expect(code).toBe(0)
    expect(out).toContain('Released. It was on hold since')
    expect(ledger(desk)).toEqual(before)
    const counts = out.split('\n').filter((line) => /^2026-W46 {2}report /.test(line))
    const total = counts.reduce((sum, line) => sum + Number(/(\d+) +\d+$/.exec(line)?.[1]), 0)
    expect(total).toBe(everybody.length)
    expect(await desk.mmr('send')).toMatchObject({ code: 0 })
    expect(ledger(desk)).toEqual(everybody.map((who) => `submitted ${who}`))
  })

  test('of what is not on hold says so', async () => {
    expect(await desk.mmr('release')).toEqual({
      code: 0,
      out: 'Sending was not on hold.\nNothing is waiting to be submitted.\n',
      err: '',
    })
  })
})
