import { createHash } from 'node:crypto'
import MailComposer from 'nodemailer/lib/mail-composer'
import { domainOf, type Mailbox, mailAddress } from '../address.js'
import { type DkimKey, dkimSigned } from './dkim/dkim-key.js'
import type { Message, TextMessage } from './message.js'
import { portableHtml } from './portable-html.js'

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
    // On a line of its own where it is too long for the field's: it has no blank to be folded at.
    'List-Unsubscribe': { ...asIs(`<${href}>`), foldLines: true },
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
