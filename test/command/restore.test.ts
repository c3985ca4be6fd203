import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { everybody, filledDesk, ledger, week, weekBefore } from '../fixture/contracts.js'
import { type Inbox, startInbox } from '../fixture/smtp-inbox.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
let inbox: Inbox
beforeEach(async () => {
  inbox = await startInbox()
  desk = await filledDesk({ SMTP_URL: inbox.url })
})
afterEach(async () => {
  desk.close()
  await inbox.close()
})

/** How many copies the mail server took, by recipient and Message-ID. */
function copies(): number[] {
  const counts = new Map<string, number>()
  for (const { to, mail } of inbox.arrived) {
    const key = `${to.join()} ${mail.messageId}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return [...counts.values()]
}

const once = everybody.map(() => 1)

function removeDatabase(): void {
  for (const suffix of ['', '-wal', '-shm']) {
    rmSync(join(desk.directory, `mmr.sqlite${suffix}`), { force: true })
  }
}

describe('an older state of the database', () => {
  test('that mmr restore puts back sends nothing a second time', async () => {
    await desk.mmr('backup', 'sunday')
    await desk.mmr('send')
    expect(copies()).toEqual(once)

    const restored = await desk.mmr('restore', 'sunday')
    expect(restored).toMatchObject({ code: 0, err: '' })
    expect(restored.out).toContain('Sending is on hold')
    expect(restored.out).toContain(`Of editions up to ${week}`)
    expect(desk.files('.').filter((name) => name.includes('replaced'))).toHaveLength(1)
    expect(desk.rows('select * from editions')).toEqual([])

    const refused = await desk.mmr('send')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('Sending is on hold since')
    expect(refused.err).toContain('mmr release')
    expect(desk.rows('select * from editions')).toEqual([])

    const released = await desk.mmr('release')
    expect(released).toMatchObject({ code: 0, err: '' })
    expect(released.out).toContain('mmr deliveries --uncertain')
    const { code, out } = await desk.mmr('send')
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('5 uncertain') })
    expect(ledger(desk)).toEqual(everybody.map((who) => `uncertain ${who}`))
    expect(copies()).toEqual(once)
  })

  test('that is released with --again sends once more', async () => {
    await desk.mmr('backup', 'sunday')
    await desk.mmr('send')
    await desk.mmr('restore', 'sunday')
    await desk.mmr('release', '--again')
    expect(await desk.mmr('send')).toMatchObject({ code: 0, err: '' })
    expect(copies()).toEqual(everybody.map(() => 2))
  })

  test('from the middle of a run holds back what may have left, and sends the weeks after', async () => {
    await desk.mmr('send', '--week', weekBefore, '--only', 'ada@example.com')
    await desk.mmr('backup', 'midway')
    await desk.mmr('send', '--week', weekBefore)
    expect(copies()).toEqual(once)
    await desk.mmr('restore', 'midway')
    await desk.mmr('release')
    await desk.mmr('send', '--week', weekBefore)
    expect(copies()).toEqual(once)
    expect(ledger(desk, weekBefore).map((line) => line.split(' ')[0])).toEqual([
      'submitted',
      ...everybody.slice(1).map(() => 'uncertain'),
    ])
    expect(await desk.mmr('send', '--week', week)).toMatchObject({ code: 0, err: '' })
    expect(copies()).toEqual([...once, ...once])
  })

  test('that was copied into its place by hand is found out by its mark', async () => {
    await desk.mmr('backup', 'sunday')
    await desk.mmr('send')
    removeDatabase()
    copyFileSync(join(desk.directory, 'sunday'), join(desk.directory, 'mmr.sqlite'))
    const refused = await desk.mmr('send')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('older than its mark')
    expect(refused.err).toContain(week)
    await desk.mmr('release')
    await desk.mmr('send')
    expect(copies()).toEqual(once)
    expect(await desk.mmr('check')).toMatchObject({ out: expect.stringContaining('5 deliveries') })
  })
})

describe('a new database where one was deleted', () => {
  test('starts on hold, and sends nothing a second time', async () => {
    await desk.mmr('send')
    removeDatabase()
    for (const kind of ['accounts', 'snapshots']) await desk.mmr('import', kind, `${kind}.csv`)
    const refused = await desk.mmr('send')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('mmr.sqlite.mark')
    expect(await desk.mmr('check')).toMatchObject({
      code: 1,
      out: expect.stringContaining('fault: Sending is on hold'),
    })
    await desk.mmr('release')
    await desk.mmr('send')
    expect(copies()).toEqual(once)
  })
})

describe('mmr restore', () => {
  test('puts back what was lost with the database', async () => {
    await desk.mmr('send')
    await desk.mmr('backup', 'monday')
    const before = [desk.rows('select * from snapshots'), ledger(desk)]
    removeDatabase()
    expect(await desk.mmr('restore', 'monday')).toMatchObject({ code: 0, err: '' })
    expect([desk.rows('select * from snapshots'), ledger(desk)]).toEqual(before)
    await desk.mmr('release')
    expect(await desk.mmr('send')).toMatchObject({ code: 0, err: '' })
    expect(copies()).toEqual(once)
  })

  test('says what is wrong with a backup, exit 2', async () => {
    expect(await desk.mmr('restore', 'no-such-file')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no file'),
    })
    expect(await desk.mmr('restore', 'accounts.csv')).toMatchObject({
      code: 2,
      err: expect.stringContaining('not an SQLite database'),
    })
  })

  test('says until when a worker may be sending, exit 1', async () => {
    await desk.mmr('send')
    await desk.mmr('backup', 'monday')
    desk.execute(
      `update deliveries set state = 'sending', owner = 'worker', lease_until = '2026-11-16T09:00'
       where delivery_id = 1`,
    )
    expect(await desk.mmr('restore', 'monday')).toMatchObject({
      code: 1,
      err: expect.stringContaining('until 2026-11-16T09:00'),
    })
  })
})

describe('mmr backup', () => {
  test('says where it is, and replaces no file', async () => {
    expect(await desk.mmr('backup', 'monday')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/monday: \d+ KB, checked\./),
    })
    expect(await desk.mmr('backup', 'monday')).toMatchObject({
      code: 2,
      err: expect.stringContaining('already'),
    })
    expect(await desk.mmr('backup', 'no/monday')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no/monday'),
    })
  })
})
