import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { reason, replyShapes, wordsShapes } from '../fixture/bounce-in-words.js'
import { filledDesk, week } from '../fixture/contracts.js'
import { exim, gmail, postfix, type StatusReport } from '../fixture/delivery-status.js'
import { startInbox } from '../fixture/smtp-inbox.js'
import type { Desk } from '../fixture/workspace.js'

const BOUNCE_ADDRESS = 'bounces@example.com'

let desk: Desk
/** By recipient: where their message comes back to. */
const paths = new Map<string, string>()
beforeAll(async () => {
  const inbox = await startInbox()
  desk = await filledDesk({ SMTP_URL: inbox.url, BOUNCE_ADDRESS })
  await desk.mmr('send')
  for (const { from, to } of inbox.arrived) paths.set(to[0] ?? '', from)
  await inbox.close()
})
afterAll(() => desk.close())

const jon = 'jon@example.com'
const ada = 'ada@example.com'
const mara = 'mara@example.com'
const wes = 'wes@example.com'

/** Jon's, with a signature that nobody made. */
const forgedPath = () => pathOf(jon).replace(/\.[0-9a-f]{24}/, `.${'0'.repeat(24)}`)

function pathOf(recipient: string): string {
  const path = paths.get(recipient)
  if (path === undefined) throw new Error(`nothing was submitted to ${recipient}`)
  return path
}

function about(recipient: string, more: Partial<StatusReport> = {}): StatusReport {
  return { to: pathOf(recipient), recipient, ...more }
}

/** What becomes of a file's messages. */
async function read(content: Buffer, name = 'report.eml') {
  desk.write(name, content)
  const { code, out, err } = await desk.mmr('bounces', name, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

async function bounceOf(recipient: string) {
  const { out } = await desk.mmr('deliveries', '--json')
  const rows: Record<string, unknown>[] = JSON.parse(out)
  return rows.find((row) => row.recipient === recipient)?.bounce
}

const recorded = () =>
  desk.rows<{ count: number }>('select count(*) as count from bounces')[0]?.count

/** The same shape again, as another mail. */
function named(message: Buffer, id: string): Buffer {
  return Buffer.concat([Buffer.from(`Message-ID: <${id}>\r\n`), message])
}

/** As one line, however it was wrapped. */
const unwrapped = (text: string) => text.replace(/\s+/g, ' ')

describe('a message', () => {
  test('is submitted with a return path of its own, and without the setting with MAIL_FROM', async () => {
    expect(new Set(paths.values()).size).toBe(paths.size)
    expect(pathOf(jon)).toMatch(/^bounces\+\d+\.[0-9a-f]{24}@example\.com$/)

    const inbox = await startInbox()
    onTestFinished(inbox.close)
    const plain = await filledDesk({ SMTP_URL: inbox.url, MAIL_FROM: 'report@example.com' })
    onTestFinished(() => plain.close())
    await plain.mmr('send')
    expect(new Set(inbox.arrived.map(({ from }) => from))).toEqual(new Set(['report@example.com']))
  })
})

describe('mmr bounces', () => {
  test('marks the delivery that a report came back to, once, and leaves it submitted', async () => {
    const report = postfix(
      about(jon, { messageId: '<once@mx.example.net>', date: 'Mon, 16 Nov 2026 08:00:01 +0100' }),
    )
    const before = recorded() ?? 0
    expect(await read(report)).toMatchObject([
      {
        source: 'report.eml',
        result: 'recorded',
        delivery: { week, recipient: jon },
        bounce: { action: 'failed', kind: 'permanent', status: '5.1.1', recipient: null },
      },
    ])
    expect(await read(report)).toMatchObject([{ result: 'known' }])
    expect(recorded()).toBe(before + 1)
    expect(await bounceOf(jon)).toEqual({
      action: 'failed',
      kind: 'permanent',
      status: '5.1.1',
      diagnostic: '550 5.1.1 user unknown',
      recipient: null,
      reportId: '<once@mx.example.net>',
      receivedAt: '2026-11-16T07:00:01.000Z',
    })
    const { out } = await desk.mmr('deliveries', '--state', 'submitted')
    expect(out).toMatch(/jon@example\.com +submitted +1\n +bounced 5\.1\.1,.* user unknown\n/)
  })

  test('says what it read, what is new, and what it left alone', async () => {
    const forged = pathOf(ada).replace(/\.[0-9a-f]{24}/, `.${'0'.repeat(24)}`)
    desk.write(
      'reports.mbox',
      Buffer.concat(
        [
          exim(
            about(ada, { messageId: '<said@mx.example.net>', action: 'delayed', status: '4.4.1' }),
          ),
          exim({ to: forged, recipient: ada }),
          Buffer.from('Subject: away\r\nAuto-Submitted: auto-replied\r\n\r\nBack soon.\r\n'),
        ].flatMap((message) => [
          Buffer.from('From MAILER-DAEMON Mon Nov 16 07:00:06 2026\n'),
          message,
          Buffer.from('\n'),
        ]),
      ),
    )
    const { code, out } = await desk.mmr('bounces', 'reports.mbox')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^3 messages read: 1 recorded, 1 of no delivery of ours, 1 without a failure\.\n/,
    )
    expect(out).toContain('delayed 4.4.1')
    expect(out.replaceAll('\n', ' ')).toContain(
      'Left alone: reports.mbox, message 2 about ada@example.com, its signature is not ours',
    )
  })

  test('knows a delivery by Delivered-To and by the name of the envelope, too', async () => {
    const [, tag = ''] = /\+(.*)@/.exec(pathOf(jon)) ?? []
    const to = 'postmaster@example.com'
    const headers = [`Delivered-To: ${pathOf(jon).toUpperCase()}`]
    expect(await read(postfix({ to, recipient: jon, headers, messageId: '<d@x>' }))).toMatchObject([
      { result: 'recorded', delivery: { recipient: jon } },
    ])
    expect(
      await read(postfix({ to, recipient: jon, envelopeId: tag, messageId: '<e@x>' })),
    ).toMatchObject([{ result: 'recorded', delivery: { recipient: jon } }])
  })

  test('tells of a message that had been passed on, whom to', async () => {
    const report = gmail(about(ada, { recipient: 'moved@elsewhere.example', messageId: '<p@x>' }))
    expect(await read(report)).toMatchObject([
      { result: 'recorded', bounce: { recipient: 'moved@elsewhere.example' } },
    ])
    expect((await desk.mmr('deliveries')).out).toContain('passed on to')
  })

  test.each<[string, () => Buffer, string]>([
    [
      'without a return path',
      () => postfix({ to: BOUNCE_ADDRESS, recipient: jon }),
      'no signed return path',
    ],
    [
      'with a return path of another delivery and its signature',
      () => postfix({ to: pathOf(jon).replace(/\+\d+/, '+1'), recipient: ada }),
      'its signature is not ours',
    ],
    [
      'to a delivery that there is not',
      () => postfix({ to: pathOf(jon).replace(/\+\d+/, '+99999'), recipient: jon }),
      'its signature is not ours',
    ],
    [
      "about somebody else's recipient",
      () => postfix(about(jon, { recipient: ada })),
      'it is about somebody else',
    ],
  ])('records nothing of a report %s', async (_name, report, why) => {
    const before = recorded()
    expect(await read(report())).toMatchObject([{ result: 'unmatched', why }])
    expect(recorded()).toBe(before)
  })

  test.each<[string, () => Buffer, string]>([
    [
      'good news',
      () => postfix(about(jon, { action: 'delivered', status: '2.0.0' })),
      'no failure',
    ],
    ['10 MB', () => Buffer.concat([postfix(about(jon)), Buffer.alloc(1e7, 65)]), 'too large'],
    ['10 MB to nobody', () => Buffer.alloc(1e7, 65), 'too large'],
    [
      'an advertisement',
      () => Buffer.from('From: shop@example.net\r\n\r\nBuy'),
      'no delivery report',
    ],
    ['garbage', () => Buffer.alloc(9000, '\u0000\u00ff\n'), 'no delivery report'],
  ])('ignores %s', async (_name, message, why) => {
    const before = recorded()
    expect(await read(message())).toMatchObject([{ result: 'ignored', why }])
    expect(recorded()).toBe(before)
  })

  test.each(Object.entries(wordsShapes))(
    'tells of a bounce in words, and of which delivery: %s',
    async (name, shape) => {
      const file = `${name}.eml`
      const message = shape(pathOf(mara)).toString().replaceAll(jon, mara)
      desk.write(file, named(Buffer.from(message), name))
      const { code, out, err } = await desk.mmr('bounces', file)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toMatch(/^1 message read: 1 recorded\.\nDelivery \d+, /)
      expect(out).toContain(`${mara}: ${file}`)
      expect(unwrapped(out)).toContain('came back, in a form that can’t be read, 2026-')
      expect(unwrapped(out)).toContain(reason)
      const again = await desk.mmr('bounces', file, '--json')
      expect(JSON.parse(again.out)).toMatchObject([
        {
          result: 'known',
          delivery: { recipient: mara },
          bounce: {
            action: 'in-words',
            kind: null,
            status: null,
            diagnostic: expect.stringContaining(reason),
          },
        },
      ])
      expect(await bounceOf(mara)).toMatchObject({ action: 'in-words', status: null })
      expect(unwrapped((await desk.mmr('deliveries')).out)).toContain(
        'in a form that can’t be read',
      )
    },
  )

  test.each(Object.entries(replyShapes))(
    'tells of a reply as what it is, and marks nothing: %s',
    async (name, [kind, shape]) => {
      const before = [recorded(), await bounceOf(wes)]
      const message = named(shape(pathOf(wes)), name.replaceAll(' ', '-'))
      desk.write('reply.eml', message)
      const { out } = await desk.mmr('bounces', 'reply.eml')
      expect(out).toMatch(/^1 message read: 1 replied to\.\nDelivery \d+, /)
      expect(out).toContain(`${wes}: reply.eml\n`)
      expect(out).not.toMatch(/without a failure|came back|bounced/)
      expect((await desk.mmr('bounces', 'reply.eml')).out).toBe(
        '1 message read: 1 known already.\n',
      )
      expect(await read(message)).toMatchObject([
        { result: 'ignored', delivery: { recipient: wes }, reply: { kind } },
      ])
      expect([recorded(), await bounceOf(wes)]).toEqual(before)
      const explained = await desk.mmr('explain', '--recipient', wes, '--week', week)
      expect(explained.out).toContain('Replied to:')
    },
  )

  test('names the delivery of good news, and of what is too large', async () => {
    const news = about(wes, { action: 'relayed', status: '2.0.0', messageId: '<news@x>' })
    expect(await read(postfix(news))).toMatchObject([
      { result: 'ignored', why: 'no failure', delivery: { recipient: wes } },
    ])
    const large = postfix(about(wes, { messageId: '<large@x>' }))
    expect(await read(Buffer.concat([large, Buffer.alloc(3e6, 65)]))).toMatchObject([
      { result: 'ignored', why: 'too large', delivery: { recipient: wes } },
    ])
  })

  test('leaves nothing alone without a word', async () => {
    desk.write('unread.eml', Buffer.concat([Buffer.from('To: x\r\n\r\n'), Buffer.alloc(3e6, 65)]))
    desk.write('advert.eml', Buffer.from('From: shop@example.net\r\n\r\nBuy'))
    desk.write('lost.eml', wordsShapes.qmail?.(BOUNCE_ADDRESS) ?? Buffer.alloc(0))
    const { out } = await desk.mmr('bounces', 'unread.eml', 'advert.eml', 'lost.eml')
    expect(out).toMatch(/^3 messages read: 1 of no delivery of ours, 2 left alone\.\n/)
    expect(out).toContain('Left alone: unread.eml, too large.')
    expect(out).toContain('Left alone: advert.eml, no delivery report.')
    expect(unwrapped(out)).toContain('Left alone: lost.eml, no signed return path')
  })

  test.each<[string, (path: string) => string]>([
    ['tagged by a relay', (path) => `prvs=190694bd6d=${path}`],
    ['in quotation marks', (path) => `"${path.replace('@', '"@')}`],
    ['tagged, and in quotation marks', (path) => `"prvs=190694bd6d=${path.replace('@', '"@')}`],
    [
      'rewritten by a forwarder',
      (path) => `SRS0=K=NW=example.com=${path.split('@')[0]}@fwd.example`,
    ],
    ['of an address that was another then', (path) => path.replace('bounces', 'returns')],
  ])('knows a return path %s', async (name, written) => {
    const messageId = `<${name.replaceAll(' ', '-')}@x>`
    const report = postfix({ ...about(jon, { messageId }), to: written(pathOf(jon)) })
    expect(await read(report)).toMatchObject([
      { result: 'recorded', delivery: { recipient: jon }, bounce: { status: '5.1.1' } },
    ])
  })

  test.each<[string, () => Buffer]>([
    ['a bounce in words', () => wordsShapes.qmail?.(forgedPath()) ?? Buffer.alloc(0)],
    ['an absence', () => replyShapes['an absence']?.[1](forgedPath()) ?? Buffer.alloc(0)],
  ])(
    'records nothing of %s that a signature does not prove, and says so',
    async (_name, forged) => {
      const before = desk.rows('select * from bounces, replies')
      expect(await read(forged())).toMatchObject([
        { result: 'unmatched', why: 'its signature is not ours' },
      ])
      expect(desk.rows('select * from bounces, replies')).toEqual(before)
    },
  )

  test('leaves a bounce in words alone that names another of our recipients', async () => {
    const shape = wordsShapes.eximPlain ?? (() => Buffer.alloc(0))
    expect(await read(named(shape(pathOf(ada)), 'other@x'))).toMatchObject([
      { result: 'unmatched', why: 'it is about somebody else', report: { recipient: jon } },
    ])
    const passedOn = shape(pathOf(ada)).toString().replaceAll(jon, 'moved@elsewhere.example')
    expect(await read(named(Buffer.from(passedOn), 'passed@x'))).toMatchObject([
      { result: 'recorded', bounce: { recipient: 'moved@elsewhere.example' } },
    ])
  })

  test('keeps what a hostile diagnostic says as one line of words', async () => {
    const diagnostic = `550 <img src=x onerror=alert(1)>\u001b[2J\u0007\u202eevil ${'y'.repeat(5000)}`
    await read(postfix(about(jon, { diagnostic, messageId: '<h@x>' })))
    const { out } = await desk.mmr('deliveries')
    expect(out.replace(/\s+/g, ' ')).toContain('<img src=x onerror=alert(1)> [2J evil')
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(out).not.toContain('y'.repeat(400))
  })

  test('is told of by mmr explain, with all that came back', async () => {
    const { out } = await desk.mmr('explain', '--recipient', jon, '--week', week)
    expect(out).toContain('Came back:')
    expect(out).toContain('bounced 5.1.1')
    const told = await desk.mmr('explain', '--recipient', jon, '--week', week, '--json')
    const [delivery] = JSON.parse(told.out).deliveries
    expect(delivery.bounces.length).toBeGreaterThan(1)
    expect(delivery.bounce).toEqual(delivery.bounces[0])
  })

  test("stands in the admins' next digest, with what to do about it", async () => {
    const preview = await desk.mmr('preview', '--role', 'admin', '--json')
    const { bounced } = JSON.parse(preview.out).administration
    expect(bounced).toMatchObject([
      expect.objectContaining({ address: ada }),
      expect.objectContaining({ address: jon, status: '5.1.1', kind: 'permanent' }),
      expect.objectContaining({ address: mara, action: 'in-words', status: null }),
    ])
    const { out } = await desk.mmr('preview', '--role', 'admin')
    expect(out).toContain('CAME BACK')
    expect(out.replace(/\s+/g, ' ')).toContain('3 messages came back after a server had taken them')
    expect(out.replace(/\s+/g, ' ')).toContain('Next: correct the address')
    expect(unwrapped(out)).toContain('Came back, in a form that can’t be read')
    expect(out).toContain('REPLIES')
    expect(unwrapped(out)).toContain('replied to, at an address that nobody reads')
  })
})

describe('mmr bounces that has nothing to read', () => {
  test('says which setting is missing, exit 2', async () => {
    const bare = await filledDesk()
    onTestFinished(() => bare.close())
    const first = await bare.mmr('bounces')
    expect(first).toMatchObject({
      code: 2,
      err: expect.stringContaining('BOUNCE_ADDRESS is not set'),
    })
    bare.env.BOUNCE_ADDRESS = BOUNCE_ADDRESS
    const second = await bare.mmr('bounces')
    expect(second).toMatchObject({ code: 2, err: expect.stringContaining('BOUNCE_IMAP_URL') })
  })

  test('names a file that is not there, and records nothing of the others', async () => {
    const before = recorded()
    desk.write('good.eml', postfix(about(jon, { messageId: '<unread@x>' })))
    const { code, err } = await desk.mmr('bounces', 'good.eml', 'absent.eml')
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('absent.eml') })
    expect(recorded()).toBe(before)
  })

  test('names every file that can’t be read, a directory as well, without a stack trace', async () => {
    desk.write('real.eml', gmail(about(ada)))
    const before = recorded()
    const { code, out, err } = await desk.mmr('bounces', 'real.eml', 'missing.eml', '.')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(
      /^Nothing was recorded, .*\n- \S+missing\.eml: ENOENT.*\n- \S+: EISDIR.*\n$/,
    )
    expect(recorded()).toBe(before)
  })

  test('says why the mailbox can’t be read, without the password, exit 1', async () => {
    desk.env.BOUNCE_IMAP_URL = 'imap://bounces:s3cret-word@127.0.0.1:1/INBOX'
    const { code, out, err } = await desk.mmr('bounces')
    delete desk.env.BOUNCE_IMAP_URL
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('ECONNREFUSED') })
    expect(out + err).not.toContain('s3cret-word')
  })
})
