import { createHash, createHmac } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import { domainOf, type Mailbox, mailAddress } from '../address.js'
import type { Week } from '../report/week.js'
import { type DkimKey, dkimSigned } from './dkim.js'
import type { Message, TextMessage } from './message.js'

/** Who a message is from and to, and when it was composed. */
export interface MessageHeader {
  readonly from: Mailbox
  readonly to: Mailbox
  /** Who gets the answers; null for the sender. */
  readonly replyTo: Mailbox | null
  /** When the message was composed, in milliseconds since the epoch. */
  readonly date: number
  readonly messageId: string
}

/** An image that the HTML shows as `cid:ID`. */
export interface InlineImage {
  readonly cid: string
  readonly png: Buffer
}

export interface Extras {
  readonly images: readonly InlineImage[]
  /** Where one click ends the subscription (RFC 8058); null while nothing answers there. */
  readonly unsubscribeUrl: string | null
  /** Null to leave the message unsigned. */
  readonly dkim: DkimKey | null
}

const plain: Extras = { images: [], unsubscribeUrl: null, dkim: null }

/**
 * The message as it goes out, byte for byte, with CRLF line ends and signed where there is a key.
 * The same arguments give the same bytes. Exactly one recipient, whatever the names hold. Throws
 * for an address that mail could not keep as it is.
 */
export async function composeMessage(
  message: Message | TextMessage,
  header: MessageHeader,
  extras: Extras = plain,
): Promise<Buffer> {
  const composer = new MailComposer({
    from: mailbox(header.from),
    to: mailbox(header.to),
    replyTo: mailbox(header.replyTo ?? header.from),
    subject: headerText(message.subject),
    date: new Date(header.date),
    messageId: header.messageId,
    headers: headersOf(header, extras),
    text: withCrlf(message.text),
    ...('html' in message ? { html: htmlPart(message.html) } : {}),
    attachments: extras.images.map(attachment),
    baseBoundary: boundaryOf(message, header),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const bytes = await composer.compile().build()
  return extras.dkim === null ? bytes : dkimSigned(bytes, extras.dkim)
}

/** Quoting every byte is most of what composing takes, and hardly any HTML needs it. */
function htmlPart(html: string) {
  const portable = portableHtml(html)
  return portable === null ? withCrlf(html) : { raw: `${sevenBit}\r\n\r\n${portable}` }
}

const sevenBit = 'Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 7bit'

function withCrlf(text: string): string {
  return text.replace(/\r\n?|\n/g, '\r\n')
}

function mailbox({ name, address }: Mailbox) {
  return { name: headerText(name), address: mailAddress(address) }
}

/**
 * A name or a subject as one line without control characters, cut where a header line would burst.
 * What looks like an encoded word is broken up: mail clients would show what is encoded in it.
 */
function headerText(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/=\?/g, '= ?')
    .replace(/ {2,}/g, ' ')
    .trim()
  const characters = [...line]
  return characters.length <= longestText
    ? line
    : `${characters.slice(0, longestText - 1).join('')}…`
}

/** RFC 5322 allows lines of 998 bytes, and a text without a blank is never folded. */
const longestText = 400

function headersOf({ from }: MessageHeader, { unsubscribeUrl }: Extras) {
  return {
    'List-Id': asIs(`Monday Morning Report <monday-morning-report.${domainOf(from)}>`),
    'Auto-Submitted': 'auto-generated',
    // Not `All`: that would keep bounces from us, too.
    'X-Auto-Response-Suppress': 'OOF, AutoReply, RN, NRN',
    ...(unsubscribeUrl === null ? {} : unsubscribing(unsubscribeUrl)),
  }
}

function unsubscribing(url: string) {
  const { href, protocol } = new URL(url)
  if (!/^https?:$/.test(protocol)) throw new Error(`expected a web address to unsubscribe: ${url}`)
  return {
    // On the field's own line, where the simplest of readers look for it.
    'List-Unsubscribe': asIs(`<${href}>`),
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
}

/** A structured field: encoded words have no place in it, and all of it is our own. */
function asIs(value: string) {
  return { prepared: true, value }
}

function attachment({ cid, png }: InlineImage) {
  return {
    cid,
    content: png,
    contentType: 'image/png',
    contentDisposition: 'inline',
    filename: `${cid.replace(/[^\w-]+/g, '-')}.png`,
  }
}

/**
 * The same for the same message. It depends on the text as well: whoever writes a note cannot know
 * the boundary of the message that will carry it, and end a part with it.
 */
function boundaryOf(message: Message | TextMessage, { messageId }: MessageHeader): string {
  const { subject, text } = message
  const html = 'html' in message ? message.html : ''
  const hash = createHash('sha256')
  for (const part of [messageId, subject, html, text]) hash.update(part).update('\0')
  return hash.digest('hex').slice(0, 32)
}

/** RFC 5322: no line of a message is longer, its line end aside. */
const longestLine = 998

/** Gmail cuts off what is longer than this once it is decoded. */
const clippedFrom = 102_000

/**
 * HTML that means the same and that every mail server passes on as it is: letters beyond ASCII as
 * character references, CRLF line ends, and lines broken at a blank where they were too long. Null
 * where a word is too long for a line or the references make all of it too long to be shown whole.
 * Styles must be ASCII already: references are not read there.
 */
export function portableHtml(html: string): string | null {
  const lines = html
    .replace(/[^\0-\x7f]+/g, referring)
    .split('\n')
    .flatMap(broken)
  const portable = lines.join('\r\n')
  const isPortable =
    lines.every((line) => line.length <= longestLine && /^[\t\x20-\x7e]*$/.test(line)) &&
    portable.length < clippedFrom
  return isPortable ? portable : null
}

function referring(text: string): string {
  return Array.from(text, (character) => `&#${character.codePointAt(0)};`).join('')
}

function broken(line: string): string | string[] {
  if (line.length <= longestLine) return line
  return line.replace(new RegExp(`(.{1,${longestLine}}) `, 'g'), '$1\n').split('\n')
}

/** What tells one delivery from every other. */
export interface MessageKey {
  /** What kind of edition it belongs to: a report, or a notice about one. */
  readonly kind: string
  readonly week: Week
  readonly role: string
  readonly address: string
  /** What tells a letter from another to them in the same week. */
  readonly occasion?: string
}

/**
 * The Message-ID of a delivery: always the same for it under the same key, so that mail systems
 * recognise a second copy, and another one for every other delivery. Under another key it is
 * another one, and without the key nobody can tell it beforehand: mail programs drop what comes
 * under an ID that they have seen. Neither recipient, role nor week can be read from it. People are
 * told apart by address, ignoring case.
 */
export function messageIdOf(addressee: MessageKey, from: Mailbox, key: Buffer): string {
  const { kind, week, role, address, occasion = '' } = addressee
  const only = occasion === '' ? [] : [occasion]
  const named = JSON.stringify([kind, week, role, address.toLowerCase(), ...only])
  const digest = createHmac('sha256', key).update(named).digest('hex').slice(0, 32)
  return `<mmr.${digest}@${domainOf(from)}>`
}
