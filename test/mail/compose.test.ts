import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import { headerOf, openedMail } from '../fixture/mail.js'
import { scratchFile } from '../store/scratch.js'
import { from, header, message, read, to } from './plain-message.js'

const unsubscribeUrl = 'https://mmr.example.com/unsubscribe/4711?token=abc'

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

  test('never takes in a file of this computer, whatever it is given for a picture', async () => {
    const file = scratchFile('secret.png', 'the secret of this computer')
    // As data from elsewhere could be, which no type has looked at.
    const png: Buffer = JSON.parse(JSON.stringify({ path: file }))
    const images = [{ cid: 'chart', png }]
    await expect(
      composeMessage(message, header, { images, unsubscribeUrl: null, dkim: null }),
    ).rejects.toThrow('File access rejected')
    const href: Buffer = JSON.parse(JSON.stringify({ href: pathToFileURL(file) }))
    await expect(
      composeMessage(message, header, {
        images: [{ cid: 'chart', png: href }],
        unsubscribeUrl: null,
        dkim: null,
      }),
    ).rejects.toThrow('Url access rejected')
  })

  test('shows what its HTML says of a file, and takes nothing from it', async () => {
    const file = scratchFile('secret.png', 'the secret of this computer')
    const html = `<p><img src="${pathToFileURL(file)}"><a href="${file}">${file}</a></p>`
    const bytes = await composeMessage({ ...message, html }, header)
    expect(bytes.toString()).toContain(file)
    expect(bytes.toString()).not.toContain('the secret of this computer')
    expect(bytes.toString()).not.toContain(Buffer.from('the secret').toString('base64').slice(0, 8))
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

  test.each([71, 200])('has its link on its own line, %i characters of it', async (length) => {
    const url = 'https://report.example.com/unsubscribe/'.padEnd(length, 'aB-_')
    const extras = { images: [], unsubscribeUrl: url, dkim: null }
    const bytes = await composeMessage(message, header, extras)
    const [head = ''] = bytes.toString().split('\r\n\r\n')
    expect(head.split('\r\n')).toContain(`List-Unsubscribe: <${url}>`)
    const read = await openedMail(bytes)
    expect(headerOf(read, 'list-unsubscribe')).toBe(`<${url}>`)
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
    const [image] = (await openedMail(bytes)).attachments
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
    expect((await openedMail(bytes)).html?.trim()).toBe(html)
  })

  test('is not ended early by a part that knows the boundary of another', async () => {
    const [boundary = ''] = /--_NmP-\w+-Part_1/.exec(
      (await composeMessage(message, header)).toString(),
    ) ?? ['none']
    const text = `before\n--${boundary}--\nafter`
    const mail = await openedMail(await composeMessage({ ...message, text }, header))
    expect(mail.text).toContain('after')
    expect(mail.html?.trim()).toBe(message.html)
  })

  test('neither reads files nor fetches what its text names', async () => {
    const html = '<img src="file:///etc/hostname"><img src="http://127.0.0.1:1/x.png">'
    const mail = await openedMail(await composeMessage({ ...message, html }, header))
    expect(mail.attachments).toEqual([])
    expect(mail.html?.trim()).toBe(html)
  })
})
