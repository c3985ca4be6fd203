import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { everybody, filledDesk, week, weekBefore } from '../fixture/contracts.js'
import { startInbox } from '../fixture/smtp-inbox.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
beforeAll(async () => {
  const inbox = await startInbox((address) =>
    address === 'jon@example.com' ? 'unknown' : 'welcome',
  )
  desk = await filledDesk({ SMTP_URL: inbox.url })
  await desk.mmr('send', '--week', weekBefore)
  await desk.mmr('send')
  desk.execute(
    `update deliveries set state = 'uncertain', reason = 'no reply' where delivery_id = 2`,
  )
  await inbox.close()
})
afterAll(() => desk.close())

async function listed(...words: string[]): Promise<string> {
  const { code, out, err } = await desk.mmr('deliveries', ...words)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return out
}

async function json(...words: string[]): Promise<Record<string, unknown>[]> {
  return JSON.parse(await listed(...words, '--json'))
}

describe('mmr deliveries', () => {
  test('lists those of the last edition, with what the server said of one that failed', async () => {
    const lines = (await listed()).split('\n')
    expect(lines[0]).toMatch(/^2026-W46: 5 deliveries: /)
    expect(lines[1]).toBe('ID  WEEK      ROLE             RECIPIENT         STATE      ATTEMPTS')
    const at = lines.findIndex((line) => line.includes('jon@example.com'))
    expect(lines[at]).toMatch(
      /^8 {3}2026-W46 {2}account-manager {2}jon@example\.com {3}failed {5}1$/,
    )
    expect(lines[at + 1]).toContain('no such mailbox')
    expect(lines.filter((line) => line.includes('example.com  '))).toHaveLength(everybody.length)
  })

  test('takes neither a letter nor a prompt that nobody got for the last edition', async () => {
    const before = await listed()
    const kinds = ['change', 'new-link', 'skipped-prompt']
    const rows = kinds.map((kind) => `('${kind}', '2026-W47', '2026-W46', '', '', '')`).join(', ')
    desk.execute(`insert into editions (kind, week, slot, due_at, cut_off, made_at) values ${rows}`)
    expect(await listed()).toBe(before)
    desk.execute(`delete from editions where week = '2026-W47'`)
  })

  test('lists those of a week, of a state, or of both', async () => {
    const weeks = async (...words: string[]) => (await json(...words)).map(({ week }) => week)
    expect(new Set(await weeks('--week', weekBefore))).toEqual(new Set([weekBefore]))
    expect(await weeks('--state', 'failed')).toEqual([week, weekBefore])
    expect(await weeks('--state', 'failed', '--week', weekBefore)).toEqual([weekBefore])
    expect(await json('--uncertain')).toMatchObject([{ id: 2, state: 'uncertain' }])
    expect(await listed('--uncertain')).toContain('mmr resend ID')
  })

  test('prints as JSON what docs/json.md promises', async () => {
    const [first] = await json('--week', week)
    expect(first).toEqual({
      id: 6,
      week,
      kind: 'report',
      role: 'executive',
      recipient: 'ada@example.com',
      name: 'Ada Boss',
      state: 'submitted',
      attempts: 1,
      transport: 'smtp',
      messageId: expect.stringMatching(/^<mmr\..+@example\.com>$/),
      subject: 'Harbour turned red; $100K at risk',
      messageKept: true,
      dueAt: expect.stringMatching(/^2026-11-16T07:00:\d\d\.000Z$/),
      nextAttemptAt: null,
      settledAt: expect.stringMatching(/^2026-11-16T07:00:\d\d\.000Z$/),
      reason: expect.stringContaining('250'),
      bounce: null,
    })
  })

  test('says so when there is none', async () => {
    expect(await listed('--week', '2026-W40')).toBe('There is no delivery of 2026-W40.\n')
    expect(await listed('--state', 'skipped')).toBe('There is no skipped delivery.\n')
    expect(await json('--state', 'skipped')).toEqual([])
  })

  test('refuses a state that there is not, and both ways of naming one, exit 2', async () => {
    expect(await desk.mmr('deliveries', '--state', 'sent')).toMatchObject({ code: 2 })
    expect(await desk.mmr('deliveries', '--state', 'failed', '--uncertain')).toMatchObject({
      code: 2,
    })
    expect(await desk.mmr('deliveries', '--week', 'monday')).toMatchObject({ code: 2 })
  })
})

test('mmr deliveries before the first edition says what makes one', async () => {
  const fresh = await filledDesk()
  expect(await fresh.mmr('deliveries')).toEqual({
    code: 0,
    out: 'There is no edition yet: mmr send makes one.\n',
    err: '',
  })
  fresh.close()
})
