import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { wrap } from '../../src/store/database.js'
import * as attemptsTransport from '../../src/store/migrations/attempts-transport.js'
import * as begunNumber from '../../src/store/migrations/begun-number.js'
import { filledDesk, ledger, people, week } from '../fixture/contracts.js'
import { type Answer, type Inbox, startInbox } from '../fixture/smtp-inbox.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
let inbox: Inbox
let answer: Answer

/** A week that was reported before a mail server was set, and the server that is set afterwards. */
beforeEach(async () => {
  answer = () => 'welcome'
  inbox = await startInbox((address) => answer(address))
  desk = await filledDesk({ USER: 'ann' })
  onTestFinished(async () => {
    desk.close()
    await inbox.close()
  })
})

async function reportedIntoFiles(): Promise<void> {
  await desk.mmr('send')
  desk.env.SMTP_URL = inbox.url
}

const resendFiled = () => desk.mmr('resend', '--week', week, '--state', 'filed')

function arrivedFor(): string[] {
  return inbox.arrived.flatMap(({ to }) => to)
}

describe('what went into files before a server was set', () => {
  test('stays there, and mmr send says so and how to send it', async () => {
    await reportedIntoFiles()
    for (const words of [[], ['--week', week]]) {
      const { code, out, err } = await desk.mmr('send', ...words)
      expect(code).toBe(0)
      expect(out).toMatch(/^2026-W46: 5 deliveries: 5 filed\. There was nothing new to submit\.\n/)
      expect(out).toMatch(
        /^ {2}filed {5}executive {8}Ada Boss <ada@example\.com> {2}written to .*\.eml$/m,
      )
      expect(err).toBe(
        '5 messages went into files, because no mail server was set: nobody has got them by mail. ' +
          'To send them, as composed then: mmr resend --week 2026-W46 --state filed\n',
      )
    }
    expect((await desk.mmr('send', '--dry-run')).out).toMatch(/^ {2}filed already +executive +Ada/m)
    const { err } = await desk.mmr('send', '--only', 'wes@example.com')
    expect(err).toContain('1 message went into a file')
    expect(err).toMatch(/: mmr resend 2\n$/)
    expect(inbox.arrived).toEqual([])
  })

  test('is sent on a person’s word, byte for byte under the same Message-ID, once', async () => {
    await reportedIntoFiles()
    const files = desk.files('outbox').filter((name) => name.endsWith('.eml'))
    const { code, out, err } = await resendFiled()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.match(/ submitted +2$/gm)).toHaveLength(5)
    expect(inbox.arrived.map(({ bytes }) => bytes.toString('latin1').trimEnd()).sort()).toEqual(
      files
        .map((name) =>
          Buffer.from(desk.read(`outbox/${name}`))
            .toString('latin1')
            .trimEnd(),
        )
        .sort(),
    )
    expect(arrivedFor().at(-1)).toBe('root@example.com')
    expect(desk.rows('select attempt, transport from attempts where delivery_id = 1')).toEqual([
      { attempt: 1, transport: 'outbox' },
      { attempt: 2, transport: 'smtp' },
    ])
    expect(await resendFiled()).toMatchObject({
      code: 2,
      err: 'No delivery of 2026-W46 is in a file and could be sent.\n',
    })
    const sent = await desk.mmr('send')
    expect(sent).toMatchObject({ code: 0, err: '' })
    expect(sent.out).toMatch(/^2026-W46: 5 deliveries: 5 submitted\. There was nothing new/)
    expect(inbox.arrived).toHaveLength(5)
  })

  test('is told by mmr explain and mmr deliveries as what it was: no second copy', async () => {
    await reportedIntoFiles()
    const words = ['explain', '--recipient', 'ada@example.com', '--week', week]
    expect((await desk.mmr(...words)).out).toContain(
      'It is in a file, no mail. With SMTP_URL set, mmr resend 1 submits it.',
    )
    const json = async () => JSON.parse((await desk.mmr('deliveries', '--json')).out)[0]
    expect(await json()).toMatchObject({ state: 'submitted', transport: 'outbox' })
    await resendFiled()
    expect(await json()).toMatchObject({ state: 'submitted', transport: 'smtp', attempts: 2 })
    expect((await desk.mmr(...words)).out).toMatch(
      /Ordered again .* by ann, when it was in a file\./,
    )
  })

  test('is sent by its ID, too; a copy that a server has taken is not', async () => {
    await reportedIntoFiles()
    expect(await desk.mmr('resend', '1')).toMatchObject({ code: 0 })
    expect(await desk.mmr('resend', '1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('is submitted already'),
    })
    expect(arrivedFor()).toEqual(['ada@example.com'])
  })

  test('cannot be sent without a server, which is said', async () => {
    await desk.mmr('send')
    expect(await resendFiled()).toEqual({
      code: 2,
      out: '',
      err: 'Files can be sent once there is a mail server: set SMTP_URL first.\n',
    })
    expect(await desk.mmr('resend', '1')).toMatchObject({ code: 2 })
    expect(desk.rows('select 1 from attempts')).toHaveLength(5)
  })

  test('waits for a server that is down as anything else does', async () => {
    await reportedIntoFiles()
    await inbox.close()
    expect(await resendFiled()).toMatchObject({ code: 1, out: expect.stringMatching(/ retry /) })
    inbox = await startInbox()
    desk.env.SMTP_URL = inbox.url
    desk.wait(3_600_000)
    await desk.mmr('send')
    const others = ['ada', 'jon', 'mara', 'wes'].map((name) => `${name}@example.com`)
    expect(arrivedFor().sort()).toEqual(others)
    expect(await resendFiled()).toMatchObject({ code: 0 })
    expect(arrivedFor().at(-1)).toBe('root@example.com')
  })

  test('the admins’ mail stays in its file while it says more than is so', async () => {
    await reportedIntoFiles()
    answer = (address) => (address === 'jon@example.com' ? 'unknown' : 'welcome')
    for (const sent of [await resendFiled(), await resendFiled()]) {
      expect(sent.code).toBe(1)
      expect(sent.err).toContain('5, to root@example.com, stays in its file: it says what became')
    }
    expect(arrivedFor()).not.toContain('root@example.com')
    answer = () => 'welcome'
    await desk.mmr('resend', '3')
    expect(await resendFiled()).toMatchObject({ code: 0, err: '' })
    expect(arrivedFor().filter((who) => who === 'root@example.com')).toHaveLength(1)
  })

  test('counts for the admins as not sent, where the others’ mails went to a server', async () => {
    await desk.mmr('send', '--only', 'ada@example.com')
    desk.env.SMTP_URL = inbox.url
    const { out, err } = await desk.mmr('send')
    expect(out).toMatch(/^2026-W46: 5 deliveries: 1 filed, 4 submitted\./)
    expect(err).toContain('1 message went into a file')
    const told = inbox.arrived.find(({ to }) => to.includes('root@example.com'))
    expect(told?.mail.subject).toBe('3 of 4 sent; all accounts reported')
    expect(told?.mail.text).toContain('its message is in a file: no mail server was set')
  })

  test('leaves out who has unsubscribed, and what is out of date', async () => {
    desk.env.WEB_URL = 'https://report.example.com'
    await desk.mmr('send', '--prompt')
    await desk.mmr('send', '--week', '2026-W47')
    expect(ledger(desk, '2026-W47', 'held')).toHaveLength(1)
    desk.wait(7 * 24 * 3_600_000)
    desk.write('late.csv', 'account_id,week,service\nA-1,2026-W47,80\n')
    await desk.mmr('import', 'snapshots', 'late.csv')
    await desk.mmr('send', '--week', '2026-W47')
    desk.env.SMTP_URL = inbox.url
    desk.execute(`
      insert into links (link_hash, purpose, address, delivery_id, issued_at, expires_at)
      values ('a', 'unsubscribe', '', 1, '', '');
      insert into unsubscribes (role, recipient, asked_at, link_hash)
      values ('executive', 'ada@example.com', '', 'a')`)
    await desk.mmr('resend', '--week', '2026-W47', '--state', 'filed')
    expect(arrivedFor().sort()).toEqual(['jon@example.com', 'mara@example.com', 'wes@example.com'])
    expect(ledger(desk, '2026-W47', 'prompt')).toHaveLength(2)
  })

  test('is said to come from nowhere, where MAIL_FROM was not set', async () => {
    desk.env.MAIL_FROM = ''
    await reportedIntoFiles()
    desk.env.MAIL_FROM = people.MAIL_FROM
    expect((await desk.mmr('send')).err).toContain(
      'They were composed before MAIL_FROM was set, and say that they come from an address at localhost',
    )
  })

  test('is known of a ledger that did not note it yet by what the outbox had said', async () => {
    await reportedIntoFiles()
    desk.execute(
      `drop index attempts_begun;
       alter table attempts drop column begun_number;
       alter table attempts drop column transport`,
    )
    const db = await wrap(new Sqlite(join(desk.directory, 'mmr.sqlite')))
    await attemptsTransport.up(db)
    await begunNumber.up(db)
    await db.destroy()
    const mark = join(desk.directory, 'mmr.sqlite.mark')
    const { begun, begunSince, ...ofThen } = JSON.parse(readFileSync(mark, 'utf8'))
    expect(begun + begunSince.trimEnd().length).toBe(5)
    writeFileSync(mark, JSON.stringify(ofThen))
    expect((await desk.mmr('send')).err).toContain('5 messages went into files')
    expect(await resendFiled()).toMatchObject({ code: 0 })
    expect(inbox.arrived).toHaveLength(5)
  })
})

test.each([
  [['1', '--state', 'filed'], '--state together with --week'],
  [['--week', week, '--state', 'sent'], 'Allowed choices are uncertain'],
])('mmr resend refuses %j, exit 2', async (words, said) => {
  expect(await desk.mmr('resend', ...words)).toMatchObject({
    code: 2,
    err: expect.stringContaining(said),
  })
})
