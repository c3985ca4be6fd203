import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filledDesk, ledger, week } from '../fixture/contracts.js'
import { type Answer, type Inbox, startInbox } from '../fixture/smtp-inbox.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
let inbox: Inbox
let answer: Answer
beforeEach(async () => {
  answer = () => 'welcome'
  inbox = await startInbox((address) => answer(address))
  desk = await filledDesk({ SMTP_URL: inbox.url, USER: 'ann' })
})
afterEach(async () => {
  desk.close()
  await inbox.close()
})

/** Message-IDs that arrived for an address, in order. */
function arrivedFor(address: string): unknown[] {
  return inbox.arrived.filter(({ to }) => to.includes(address)).map(({ mail }) => mail.messageId)
}

describe('mmr resend', () => {
  test('submits one that failed, once its reason is gone', async () => {
    answer = (address) => (address === 'wes@example.com' ? 'unknown' : 'welcome')
    expect(await desk.mmr('send')).toMatchObject({ code: 1 })
    expect(await desk.mmr('send')).toMatchObject({ code: 1 })
    expect(arrivedFor('wes@example.com')).toEqual([])
    answer = () => 'welcome'
    const { code, out } = await desk.mmr('resend', '2', '--reason', 'his mailbox is back')
    expect(code).toBe(0)
    expect(out).toMatch(/^2 +2026-W46 +executive +wes@example\.com +submitted +2$/m)
    expect(arrivedFor('wes@example.com')).toHaveLength(1)
    expect(inbox.arrived).toHaveLength(5)
    const [order] = desk.rows('select * from resends')
    expect(order).toMatchObject({
      delivery_id: 2,
      attempt: 1,
      state: 'failed',
      ordered_by: 'ann',
      why: 'his mailbox is back',
    })
  })

  test('submits a second copy only with --again, under the same Message-ID', async () => {
    await desk.mmr('send')
    const refused = await desk.mmr('resend', '1')
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('1, to ada@example.com, is submitted already')
    expect(arrivedFor('ada@example.com')).toHaveLength(1)
    expect(await desk.mmr('resend', '1', '--again')).toMatchObject({ code: 0, err: '' })
    const ids = arrivedFor('ada@example.com')
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    expect(inbox.arrived).toHaveLength(6)
    expect(desk.rows('select state from resends')).toEqual([{ state: 'submitted' }])
  })

  test('submits every uncertain delivery of a week, and no other', async () => {
    await desk.mmr('send')
    desk.execute(`update deliveries set state = 'uncertain' where delivery_id in (2, 4)`)
    desk.execute(`update deliveries set state = 'failed' where delivery_id = 3`)
    const { code, out } = await desk.mmr('resend', '--week', week)
    expect({ code, lines: out.trimEnd().split('\n').length }).toEqual({ code: 0, lines: 3 })
    expect(arrivedFor('wes@example.com')).toHaveLength(2)
    expect(arrivedFor('mara@example.com')).toHaveLength(2)
    expect(inbox.arrived).toHaveLength(7)
    expect(ledger(desk)[2]).toMatch(/^failed/)
  })

  describe('of a week, what failed together', () => {
    const some = `update deliveries set state = 'failed' where delivery_id in (1, 3, 5)`
    const unsubscribed = `
      insert into links (link_hash, purpose, address, delivery_id, issued_at, expires_at)
      values ('a', 'unsubscribe', '', 1, '', '');
      insert into unsubscribes (role, recipient, asked_at, link_hash)
      values ('executive', 'ada@example.com', '', 'a');`

    beforeEach(async () => {
      await desk.mmr('send')
      desk.execute(some)
      desk.execute(`update deliveries set state = 'uncertain' where delivery_id = 2`)
    })

    test('is submitted again, and nothing else of it', async () => {
      const { code, out, err } = await desk.mmr('resend', '--week', week, '--state', 'failed')
      expect({ code, err, lines: out.trimEnd().split('\n').length }).toEqual({
        code: 0,
        err: '',
        lines: 4,
      })
      expect(arrivedFor('ada@example.com')).toHaveLength(2)
      expect(arrivedFor('wes@example.com')).toHaveLength(1)
      expect(ledger(desk)[1]).toMatch(/^uncertain/)
      expect(desk.rows('select state from resends')).toHaveLength(3)
    })

    test('but for what cannot be: that is told, and why', async () => {
      desk.execute(unsubscribed)
      const { code, err } = await desk.mmr('resend', '--week', week, '--state', 'failed')
      expect(code).toBe(0)
      expect(err).toContain('Not submitted again:\n- 1, to ada@example.com, is for somebody who')
      expect(arrivedFor('ada@example.com')).toHaveLength(1)
      expect(arrivedFor('jon@example.com')).toHaveLength(2)
    })

    test('where none can be, is refused', async () => {
      desk.execute(`update deliveries set state = 'submitted' where delivery_id in (3, 5)`)
      desk.execute(unsubscribed)
      const { code, err } = await desk.mmr('resend', '--week', week, '--state', 'failed')
      expect(code).toBe(2)
      expect(err).toContain(`No delivery of ${week} has failed and could be submitted again.`)
      expect(err).toContain('- 1, to ada@example.com, is for somebody who has unsubscribed.')
    })

    test('is what mmr send names the command for', async () => {
      const { err } = await desk.mmr('send', '--week', week)
      expect(err).toContain(`or all of them: mmr resend --week ${week} --state failed`)
    })
  })

  test('tells all that it cannot do, and does none of it', async () => {
    await desk.mmr('send')
    desk.execute(`update deliveries set state = 'uncertain' where delivery_id = 2`)
    const { code, err } = await desk.mmr('resend', '1', '2', '77')
    expect(code).toBe(2)
    expect(err).toContain('Nothing was submitted again.')
    expect(err).toContain('- 1, to ada@example.com, is submitted')
    expect(err).toContain('- There is no delivery 77.')
    expect(inbox.arrived).toHaveLength(5)
    expect(ledger(desk)[1]).toMatch(/^uncertain/)
  })

  test('submits what nobody was there to send in time', async () => {
    await desk.mmr('send')
    desk.execute(`update deliveries set state = 'skipped', reason = 'late' where delivery_id = 3`)
    expect(await desk.mmr('resend', '3')).toMatchObject({ code: 0 })
    expect(arrivedFor('jon@example.com')).toHaveLength(2)
    expect(ledger(desk)[2]).toMatch(/^submitted/)
  })

  test('leaves what the server will not take now to a later run', async () => {
    await desk.mmr('send')
    desk.execute(`update deliveries set state = 'uncertain' where delivery_id = 2`)
    await inbox.close()
    const { code, out } = await desk.mmr('resend', '2')
    expect(code).toBe(1)
    expect(out).toMatch(/^2 .* retry /m)
    inbox = await startInbox()
    desk.env.SMTP_URL = inbox.url
    desk.wait(3_600_000)
    expect(await desk.mmr('send', '--week', week)).toMatchObject({ code: 0 })
    expect(arrivedFor('wes@example.com')).toHaveLength(1)
  })

  test('does nothing while sending is on hold', async () => {
    await desk.mmr('send')
    desk.execute(`update deliveries set state = 'uncertain' where delivery_id = 2`)
    await desk.mmr('hold')
    expect(await desk.mmr('resend', '2')).toMatchObject({
      code: 1,
      err: expect.stringContaining('Sending is on hold'),
    })
    expect(desk.rows('select * from resends')).toEqual([])
    expect(ledger(desk)[1]).toMatch(/^uncertain/)
  })

  describe('of a prompt that is uncertain', () => {
    const friday = { WEB_URL: 'https://report.example.com', PROMPT_AT: 'Fri 14:00' }
    const prompts = () => ledger(desk, '2026-W47', 'prompt')

    beforeEach(async () => {
      Object.assign(desk.env, friday)
      await desk.mmr('send', '--prompt', '--week', '2026-W47')
      desk.execute(`update deliveries set state = 'uncertain' where address like 'jon@%'`)
    })

    test('submits it while its week can be reported on', async () => {
      expect(await desk.mmr('resend', '1')).toMatchObject({ code: 0 })
      expect(arrivedFor('jon@example.com')).toHaveLength(2)
    })

    test('refuses once its links are closed, and says why', async () => {
      desk.wait(7 * 24 * 3_600_000)
      const { code, err } = await desk.mmr('resend', '1')
      expect(code).toBe(2)
      expect(err).toContain(
        '- 1, to jon@example.com, asks about 2026-W47, whose report is made or due: its links are closed.',
      )
      expect(arrivedFor('jon@example.com')).toHaveLength(1)
      expect(prompts()[0]).toMatch(/^uncertain/)
      const words = ['--recipient', 'jon@example.com', '--week', '2026-W47']
      const { out } = await desk.mmr('explain', ...words)
      expect(out).toContain('Nobody knows whether the server took it. Its links are closed by now.')
      expect(out).not.toContain('mmr resend 1')
    })

    test('leaves it out of its week’s uncertain ones', async () => {
      desk.wait(7 * 24 * 3_600_000)
      expect(await desk.mmr('resend', '--week', '2026-W47')).toMatchObject({
        code: 2,
        err: expect.stringContaining('No delivery of 2026-W47 is uncertain and could be submitted'),
      })
      expect(prompts()[0]).toMatch(/^uncertain/)
    })
  })

  test('refuses whoever has unsubscribed, until an admin lifts it', async () => {
    await desk.mmr('send')
    desk.execute(`
      update deliveries set state = 'uncertain' where delivery_id = 1;
      insert into links (link_hash, purpose, address, delivery_id, issued_at, expires_at)
      values ('a', 'unsubscribe', '', 1, '', '');
      insert into unsubscribes (role, recipient, asked_at, link_hash)
      values ('executive', 'ada@example.com', '', 'a')`)
    const { code, err } = await desk.mmr('resend', '1')
    expect(code).toBe(2)
    expect(err).toContain(
      '- 1, to ada@example.com, is for somebody who has unsubscribed. mmr resubscribe ada@example.com',
    )
    await desk.mmr('resubscribe', 'ada@example.com')
    expect(await desk.mmr('resend', '1')).toMatchObject({ code: 0 })
  })

  test.each([
    [[], 'either the IDs of deliveries or --week'],
    [['1', '--week', week], 'either the IDs of deliveries or --week'],
    [['ada@example.com', '1'], 'Not the ID of a delivery: ada@example.com'],
    [['0'], 'Not the ID of a delivery: 0'],
    [['--week', '2026-W40'], 'No delivery of 2026-W40 is uncertain'],
    [['--week', '2026-W40', '--state', 'failed'], 'No delivery of 2026-W40 has failed'],
    [['1', '--state', 'failed'], '--state together with --week'],
    [['--week', week, '--state', 'skipped'], 'Allowed choices are uncertain, failed'],
  ])('refuses %j, exit 2', async (words, said) => {
    expect(await desk.mmr('resend', ...words)).toMatchObject({
      code: 2,
      err: expect.stringContaining(said),
    })
  })
})
