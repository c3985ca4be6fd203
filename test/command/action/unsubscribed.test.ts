import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filledDesk, ledger, week } from '../../fixture/contracts.js'
import { mailTo } from '../../fixture/mail.js'
import type { Desk, Said } from '../../fixture/workspace.js'

const since = '2026-11-12T06:31:00.000Z'

/** Ada, an executive, wants no more; so does somebody whom nobody names any more. */
function unsubscribeAda({ execute }: Desk): void {
  execute(`
    insert into links (link_hash, purpose, address, week, issued_at, expires_at)
    values ('a', 'update', '', '2026-W46', '', '');
    insert into unsubscribes (role, recipient, asked_at, link_hash)
    values ('executive', 'ada@example.com', '${since}', 'a'),
           ('account-manager', 'gone@example.com', '2026-10-12T06:31:00.000Z', 'a')`)
}

describe('who has unsubscribed', () => {
  let desk: Desk
  let dry: Said
  let sent: Said
  beforeAll(async () => {
    desk = await filledDesk()
    unsubscribeAda(desk)
    dry = await desk.mmr('send', '--dry-run')
    sent = await desk.mmr('send')
  })
  afterAll(() => desk.close())

  test('gets no delivery, and everyone else does', () => {
    expect(sent).toMatchObject({ code: 0, err: '' })
    expect(ledger(desk)).toHaveLength(4)
    expect(ledger(desk).join()).not.toContain('ada@example.com')
  })

  test('is told of by a dry run, which counted on it', () => {
    expect(dry.out).toMatch(
      /^ {2}unsubscribed +executive +Ada Boss <ada@example\.com>, since 2026-11-12T06:31/m,
    )
    expect(dry.out.match(/would submit/g)).toHaveLength(4)
  })

  test('is told of beside the deliveries', async () => {
    const { out } = await desk.mmr('deliveries')
    expect(out).toMatch(/Unsubscribed, .* mmr resubscribe ADDRESS/)
    expect(out).toMatch(/^ada@example\.com +executive +2026-11-12T06:31/m)
    expect(JSON.parse((await desk.mmr('deliveries', '--json')).out)).toHaveLength(4)
  })

  test('is told why, and what undoes it', async () => {
    const words = ['explain', '--recipient', 'ada@example.com', '--week', week]
    const { code, out } = await desk.mmr(...words)
    expect(code).toBe(0)
    expect(out).toContain(`As executive, nothing. They unsubscribed, ${since}.`)
    expect(out).toContain('mmr resubscribe ada@example.com')
    const json = JSON.parse((await desk.mmr(...words, '--json')).out)
    expect(json.expected).toMatchObject([{ role: 'executive', unsubscribedSince: since }])
  })

  test('can’t be sent to alone', async () => {
    const { code, err } = await desk.mmr('send', '--only', 'ada@example.com')
    expect(code).toBe(2)
    expect(err).toContain('ada@example.com has unsubscribed. mmr resubscribe ada@example.com')
  })

  test('is named to the admins, with since when and what undoes it', async () => {
    const { html, text } = await mailTo(desk, 'root@example.com', { week, role: 'admin' })
    for (const part of [html, text]) {
      expect(part).toContain('2 digests left out, as asked for; mmr resubscribe ADDRESS undoes it')
      expect(part).toContain('Ada Boss')
      expect(part).toMatch(/ada@example\.com, since Thu Nov 12, 6:31 AM UTC/)
      expect(part).toContain('gone@example.com')
    }
    const { out } = await desk.mmr('preview', '--role', 'admin', '--json')
    expect(JSON.parse(out).administration.unsubscribed).toEqual([
      { role: 'executive', name: 'Ada Boss', address: 'ada@example.com', since },
      expect.objectContaining({ name: '', address: 'gone@example.com' }),
    ])
  })

  test('gets the report once an admin has said so', async () => {
    await desk.mmr('resubscribe', 'Ada@example.com')
    expect((await desk.mmr('send')).code).toBe(0)
    expect(ledger(desk)).toContain('submitted executive ada@example.com')
  })
})

describe('who has unsubscribed since theirs was planned', () => {
  test('gets none, which is as they wished: all is well', async () => {
    const desk = await filledDesk()
    await desk.mmr('send', '--only', 'wes@example.com')
    desk.execute(`update deliveries set state = 'planned'`)
    unsubscribeAda(desk)
    const { code, out } = await desk.mmr('send')
    expect(out).toMatch(/^ {2}skipped +executive +Ada Boss .* they unsubscribed before it left$/m)
    expect(code).toBe(0)
    const explained = await desk.mmr('explain', '--recipient', 'ada@example.com', '--week', week)
    expect(explained.out).toContain(
      'As executive, the report: skipped, they unsubscribed before it left.',
    )
    desk.close()
  })
})

describe('an admin who has unsubscribed', () => {
  test('is told nothing of a week that is held', async () => {
    const desk = await filledDesk()
    unsubscribeAda(desk)
    desk.execute(`update unsubscribes set role = 'admin', recipient = 'root@example.com'
                  where recipient = 'ada@example.com'`)
    desk.wait(7 * 24 * 3_600_000)
    await desk.mmr('send')
    expect(desk.rows('select 1 from deliveries')).toEqual([])
    desk.close()
  })
})
