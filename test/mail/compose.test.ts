import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { composeMessage, type Extras, type MessageHeader } from '../../src/mail/compose.js'
import { mailAddress } from '../../src/mail/mailbox.js'
import { messageIdOf } from '../../src/mail/message-id.js'

const from = { name: 'Monday Morning Report', address: 'mmr@example.com' }
const to = { name: 'Ada Byron', address: 'ada@example.com' }
const addressee = {
  kind: 'report',
  week: '2026-W47',
  role: 'executive',
  address: to.address,
} as const
const message = {
  subject: 'Monday Morning Report, 16-22 Nov: 3 down, 1 up, $1.2M at risk',
  html: '<!doctype html><html lang="en"><body><p>Größe ▲ 1.2</p></body></html>',
  text: 'Größe ▲ 1.2\n\n.a line that begins with a dot\n',
}
const header: MessageHeader = {
  from,
  to,
  replyTo: null,
  date: Date.parse('2026-11-23T07:00:00Z'),
  messageId: messageIdOf(addressee, from),
}
const unsubscribeUrl = 'https://mmr.example.com/unsubscribe/4711?token=abc'

async function read(changes: Partial<MessageHeader> = {}, extras?: Extras) {
  return PostalMime.parse(await composeMessage(message, { ...header, ...changes }, extras))
}

function namesIn(bytes: Buffer): string[] {
  const [head = ''] = bytes.toString('latin1').split('\r\n\r\n')
  return head.split(/\r\n(?![ \t])/).map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
}

describe('a composed message', () => {
  test('says who, to whom, when and what', async () => {
    const mail = await read({ replyTo: { name: 'Ops', address: 'ops@example.com' } })
    expect(mail.from).toEqual(from)
    expect(mail.to).toEqual([to])
    expect(mail.replyTo).toEqual([{ name: 'Ops', address: 'ops@example.com' }])
    expect(mail.date).toBe('2026-11-23T07:00:00.000Z')
    expect(mail.subject).toBe(message.subject)
    expect(mail.messageId).toBe(header.messageId)
    expect(mail.html?.trim()).toBe(message.html)
    expect(mail.text?.trim()).toBe(message.text.trim())
  })

  test('answers go to the sender where nobody else is named', async () => {
    expect((await read()).replyTo).toEqual([from])
  })

  test('asks automata not to answer, and lists to know it', async () => {
    const headers = new Map((await read()).headers.map(({ key, value }) => [key, value]))
    expect(headers.get('auto-submitted')).toBe('auto-generated')
    expect(headers.get('x-auto-response-suppress')).toBe('OOF, AutoReply, RN, NRN')
    expect(headers.get('list-id')).toBe('Monday Morning Report <monday-morning-report.example.com>')
    expect(headers.has('list-unsubscribe')).toBe(false)
    expect(headers.has('list-unsubscribe-post')).toBe(false)
  })

  test('can be unsubscribed from with one click where something answers', async () => {
    const mail = await read({}, { images: [], unsubscribeUrl, dkim: null })
    const headers = new Map(mail.headers.map(({ key, value }) => [key, value]))
    expect(headers.get('list-unsubscribe')).toBe(`<${unsubscribeUrl}>`)
    expect(headers.get('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
  })

  test.each(['javascript:alert(1)', 'mailto:a@example.com', 'no url'])(
    'is not composed with %s to unsubscribe',
    async (url) => {
      const extras = { images: [], unsubscribeUrl: url, dkim: null }
      await expect(composeMessage(message, header, extras)).rejects.toThrow()
    },
  )

  test('carries its images beside the HTML that shows them', async () => {
    const png = Buffer.from('89504e470d0a1a0a', 'hex')
    const images = [{ cid: 'trend-1@mmr', png }]
    const bytes = await composeMessage(message, header, {
      images,
      unsubscribeUrl: null,
      dkim: null,
    })
    const [image] = (await PostalMime.parse(bytes)).attachments
    expect(bytes.toString()).toMatch(/multipart\/alternative[\s\S]*multipart\/related/)
    expect(image).toMatchObject({
      contentId: '<trend-1@mmr>',
      mimeType: 'image/png',
      disposition: 'inline',
    })
    expect(Buffer.from(image?.content as ArrayBuffer)).toEqual(png)
  })

  test('is the same, byte for byte, whenever it is composed', async () => {
    const extras = {
      images: [{ cid: 'a@b', png: Buffer.alloc(99, 7) }],
      unsubscribeUrl,
      dkim: null,
    }
    const [first, second] = await Promise.all([
      composeMessage(message, header, extras),
      composeMessage(message, header, extras),
    ])
    expect(first.equals(second)).toBe(true)
  })

  test('has CRLF line ends alone, none longer than mail allows', async () => {
    const html = `<p>${'wide '.repeat(9000)}</p>\n<p>${'x'.repeat(5000)}</p>`
    const bytes = await composeMessage({ ...message, html, text: html }, header)
    const text = bytes.toString('latin1')
    expect(text.replace(/\r\n/g, '')).not.toMatch(/[\r\n]/)
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998)
    expect((await PostalMime.parse(bytes)).html?.trim()).toBe(html)
  })

  test('is not ended early by a part that knows the boundary of another', async () => {
    const [boundary = ''] = /--_NmP-\w+-Part_1/.exec(
      (await composeMessage(message, header)).toString(),
    ) ?? ['none']
    const text = `before\n--${boundary}--\nafter`
    const mail = await PostalMime.parse(await composeMessage({ ...message, text }, header))
    expect(mail.text).toContain('after')
    expect(mail.html?.trim()).toBe(message.html)
  })

  test('neither reads files nor fetches what its text names', async () => {
    const html = '<img src="file:///etc/hostname"><img src="http://127.0.0.1:1/x.png">'
    const mail = await PostalMime.parse(await composeMessage({ ...message, html }, header))
    expect(mail.attachments).toEqual([])
    expect(mail.html?.trim()).toBe(html)
  })
})

const hostile = [
  'Eve\r\nBcc: eve@example.org',
  'Eve\nSubject: other',
  'Eve\r\n\r\n<p>body</p>',
  'a@example.org, b@example.org',
  'Team: a@example.org, b@example.org;',
  '"Eve" <eve@example.org>',
  'Eve <eve@example.org>,',
  '"; DROP TABLE deliveries',
  '<script>alert(1)</script>',
  '=cmd()',
  '=?utf-8?Q?Eve=0D=0ABcc:_eve=40example.org?=',
  '\u202Eevil\u202C \u200Fright to left',
  '🚀'.repeat(300),
  'x'.repeat(300),
  'x y '.repeat(2000),
  'back\\slash "quoted" (comment)',
  '\0\u0007\u001b[31mred',
  '\ud800 alone',
  '',
]

describe.each(hostile)('a name like %j', (name) => {
  test('adds no recipient and no header', async () => {
    const usual = namesIn(await composeMessage(message, header))
    const bytes = await composeMessage(
      { ...message, subject: name === '' ? 'empty' : name },
      { ...header, to: { ...to, name }, from: { ...from, name }, replyTo: { ...to, name } },
    )
    const mail = await PostalMime.parse(bytes)
    expect(namesIn(bytes)).toEqual(usual)
    expect(mail.to?.map(({ address }) => address)).toEqual([to.address])
    expect(mail.from?.address).toBe(from.address)
    expect(mail.html?.trim()).toBe(message.html)
  })

  test('is still read as it was written, but for control characters', async () => {
    const mail = await read({ to: { ...to, name } })
    const kept = name
      .replace(/[\p{Cc}\p{Cs}]+/gu, ' ')
      .replace(/=\?/g, '= ?')
      .replace(/ {2,}/g, ' ')
      .trim()
    const shown = mail.to?.[0]?.name
    expect(shown).toBe([...kept].length <= 400 ? kept : `${[...kept].slice(0, 399).join('')}…`)
  })
})

test('any text at all in names and subject leaves one recipient and the usual headers', async () => {
  const usual = namesIn(await composeMessage(message, header))
  const text = fc.string({ unit: 'binary', maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(text, text, async (name, subject) => {
      const bytes = await composeMessage(
        { ...message, subject: `s${subject}` },
        { ...header, to: { ...to, name } },
      )
      const mail = await PostalMime.parse(bytes)
      expect(namesIn(bytes)).toEqual(usual)
      expect(mail.to?.map(({ address }) => address)).toEqual([to.address])
    }),
    { numRuns: 300 },
  )
})

describe('an address', () => {
  test.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Byron+mmr@EXAMPLE.com', 'Ada.Byron+mmr@example.com'],
    ["o'neil/x=y@sub.example.com", "o'neil/x=y@sub.example.com"],
    ['root@localhost', 'root@localhost'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['jörg@bücher.example', 'jörg@bücher.example'],
  ])('%s goes out as %s', async (address, expected) => {
    expect(mailAddress(address)).toBe(expected)
    const bytes = await composeMessage(message, { ...header, to: { name: 'Ada', address } })
    expect(bytes.toString()).toContain(`\r\nTo: Ada <${expected}>\r\n`)
  })

  test.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'a@b@example.com',
    'ada@example.com, eve@example.com',
    'ada@example.com;eve@example.com',
    'Team: ada@example.com;',
    '<ada@example.com>',
    'ada@example.com\r\nBcc: eve@example.com',
    'ada@example.com\n',
    'ada byron@example.com',
    '"ada byron"@example.com',
    'ada(comment)@example.com',
    '.ada@example.com',
    'ada.@example.com',
    'ada..b@example.com',
    'ada@exa mple.com',
    'ada@-example.com',
    'ada@example..com',
    'ada@[127.0.0.1]',
    'ada@127.0.0.1',
    'ada@2130706433',
    'ada@0x7f.1',
    'ada@ex\u00adample.com',
    'ada@ｅxample.com',
    'a\u200bda@example.com',
    'ada@example.com/evil.example',
    `${'a'.repeat(300)}@example.com`,
  ])('%j is refused', async (address) => {
    expect(() => mailAddress(address)).toThrow('expected one plain address')
    await expect(
      composeMessage(message, { ...header, to: { name: '', address } }),
    ).rejects.toThrow()
  })
})

describe('a Message-ID', () => {
  const id = (changes: Partial<Parameters<typeof messageIdOf>[0]>, sender = from) =>
    messageIdOf({ ...addressee, ...changes }, sender)

  test('is the same for the same delivery, whatever the case of the address', () => {
    expect(id({ address: 'ADA@Example.com' })).toBe(id({}))
  })

  test('is another for every other delivery', () => {
    const others = [
      id({}),
      id({ week: '2026-W48' }),
      id({ role: 'admin' }),
      id({ kind: 'held' }),
      id({ address: 'eve@example.com' }),
    ]
    expect(new Set(others).size).toBe(others.length)
  })

  test('is of our domain and tells nothing of the recipient', () => {
    const text = id({}, { name: '', address: 'mmr@bücher.example' })
    expect(text).toMatch(/^<mmr\.[0-9a-f]{32}@xn--bcher-kva\.example>$/)
  })
})
