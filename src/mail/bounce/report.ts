import { createHash } from 'node:crypto'
import type { Attachment, Email } from 'postal-mime'
import PostalMime from 'postal-mime'
import type { ReplyKind } from '../../report/bounce.js'
import { failedRecipientsIn, isReturned, replyKindOf, wordsOf } from './mail-in-words.js'

/** What came to the bounce address. */
export type Incoming = DeliveryStatusReport | BounceWithoutStatus | OtherMail

interface Arrived {
  /** Its Message-ID, or else a hash of its bytes: the same when it is read again. */
  readonly reportId: string
  /** By its own account; milliseconds since the epoch, null where it has no date. */
  readonly date: number | null
  /** Where it was addressed to, as its header says: a return path may be among these. */
  readonly addressees: readonly string[]
  /** Its subject and what it says. */
  readonly words: string
}

export interface DeliveryStatusReport extends Arrived {
  readonly kind: 'report'
  readonly envelopeId: string | null
  /** At least one. */
  readonly recipients: readonly ReportedRecipient[]
}

/** What isn't known as anything else: most often a bounce that was written for people alone. */
export interface BounceWithoutStatus extends Arrived {
  readonly kind: 'words'
  readonly envelopeId: string | null
  /** Whether a mail system says that it is one; else only the address it came to can tell. */
  readonly isReturned: boolean
  /** Whom it names as not reached, in a field that some systems add. */
  readonly failedRecipients: readonly string[]
}

/** Somebody's absence, or a person's mail: nothing came back by it. */
export interface OtherMail extends Arrived {
  readonly kind: 'other'
  readonly why: Exclude<ReplyKind, 'success'>
}

/** The largest message of ours comes back within this, encoded anew; nothing longer is read. */
export const largestReport = 2_000_000

/** So much of a longer one is read as its header. */
export const largestHeader = 256 * 1024

/**
 * Reads a message; what strangers may send to a public address never throws. Of one that is too
 * large, the beginning will do (`isWhole` is false then).
 */
export async function readIncoming(message: Uint8Array, isWhole = true): Promise<Incoming> {
  const hash = `sha256:${createHash('sha256').update(message).digest('hex')}`
  const bytes = withLineFeeds(message)
  if (!isWhole || bytes.length > largestReport) return await headerAlone(bytes, hash, 'too-large')
  try {
    return contentOf(await PostalMime.parse(bytes, limits), bytes, hash)
  } catch {
    return await headerAlone(bytes, hash, 'unreadable')
  }
}

/**
 * A report inside a message that somebody forwards, or that comes back, is none of this message.
 */
const limits = {
  forceRfc822Attachments: true,
  maxNestingDepth: 20,
  maxHeadersSize: largestHeader,
}

/** Some programs save a message with carriage returns alone. */
function withLineFeeds(bytes: Uint8Array): Uint8Array {
  const feed = '\n'.charCodeAt(0)
  const carriage = '\r'.charCodeAt(0)
  if (bytes.includes(feed) || !bytes.includes(carriage)) return bytes
  return bytes.map((byte) => (byte === carriage ? feed : byte))
}

function contentOf(mail: Email, bytes: Uint8Array, hash: string): Incoming {
  const arrived = arrivedOf(mail, hash, wordsOf(mail, bytes))
  const statuses = mail.attachments.filter(isDeliveryStatus).map(textOf).map(readDeliveryStatus)
  const recipients = statuses.flatMap((status) => status.recipients)
  const envelopeId = statuses.find((status) => status.envelopeId !== null)?.envelopeId ?? null
  if (recipients.length > 0) return { ...arrived, kind: 'report', envelopeId, recipients }
  const why = statuses.length > 0 ? null : replyKindOf(mail)
  if (why !== null) return { ...arrived, kind: 'other', why }
  return {
    ...arrived,
    kind: 'words',
    envelopeId,
    isReturned: isReturned(mail),
    failedRecipients: failedRecipientsIn(mail),
  }
}

/** Whom it was addressed to is worth knowing, whatever else can't be read. */
async function headerAlone(
  bytes: Uint8Array,
  hash: string,
  why: 'too-large' | 'unreadable',
): Promise<OtherMail> {
  const start = Buffer.from(bytes.subarray(0, largestHeader / 2)).toString('latin1')
  const header = start.replace(/\r?\n\r?\n[\s\S]*$/, '')
  try {
    const mail = await PostalMime.parse(`${header}\r\n\r\n`, limits)
    return { ...arrivedOf(mail, hash, mail.subject ?? ''), kind: 'other', why }
  } catch {
    return { kind: 'other', reportId: hash, date: null, addressees: [], words: '', why }
  }
}

function arrivedOf(mail: Email, hash: string, words: string): Arrived {
  return {
    reportId: messageIdIn(mail) ?? hash,
    date: dateOf(mail),
    addressees: addresseesOf(mail),
    words,
  }
}

function isDeliveryStatus({ mimeType }: Attachment): boolean {
  return /^message\/(global-)?delivery-status$/i.test(mimeType)
}

function messageIdIn({ messageId = '' }: Email): string | null {
  const id = messageId.replace(/[\p{C}\p{Z}]/gu, '')
  return id === '' || id.length > 300 ? null : id
}

function dateOf({ date = '' }: Email): number | null {
  const at = Date.parse(date)
  return Number.isNaN(at) ? null : at
}

/** Where a message came to, by whoever wrote it and by the servers that took it. */
const addressed: readonly string[] = [
  'to',
  'cc',
  'apparently-to',
  'delivered-to',
  'x-delivered-to',
  'x-original-to',
  'original-recipient',
  'x-original-recipient',
  'envelope-to',
  'x-envelope-to',
  'x-rcpt-to',
  'x-real-to',
  'x-forwarded-to',
  'resent-to',
]

/** What those fields say; a few of them, because one of them is ours. */
function addresseesOf({ headers }: Email): string[] {
  const found = headers.flatMap(({ key, value }) => {
    if (key === 'received') return /\bfor\s+(<[^<>]{3,320}>|\S{3,320})/.exec(value)?.[1] ?? []
    return addressed.includes(key) ? value.slice(0, 4000) : []
  })
  return [...new Set(found)].slice(0, 40)
}

function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : Buffer.from(new Uint8Array(content)).toString()
}

/** A `message/delivery-status` part (RFC 3464), taken apart. */
export interface DeliveryStatus {
  /** What the sender had called the message in its envelope; null where it isn't repeated. */
  readonly envelopeId: string | null
  readonly recipients: readonly ReportedRecipient[]
}

/** One recipient's group of fields, as they were written. */
interface ReportedRecipient {
  /** The address that was written to, or it was forwarded to; null where there is none. */
  readonly recipient: string | null
  /** The address that the sender had written to; null where it isn't told. */
  readonly originalRecipient: string | null
  /** Empty where it is missing. */
  readonly action: string
  readonly status: string | null
  readonly diagnostic: string | null
}

/** Reads the part's text. Whatever it holds, it comes to recipients with an action, or to none. */
export function readDeliveryStatus(text: string): DeliveryStatus {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .split(/\n(?:[ \t]*\n)+/, mostGroups)
    .map(fieldsOf)
    .filter((fields) => fields.size > 0)
  const [message] = groups
  return {
    envelopeId: message?.get('original-envelope-id') ?? null,
    recipients: groups.flatMap(recipientOf),
  }
}

/** Far more than one message of ours has recipients. */
const mostGroups = 100

/** The first of each name counts. */
function fieldsOf(group: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase()
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}

function recipientOf(fields: Map<string, string>): ReportedRecipient[] {
  const [action, status] = [fields.get('action'), fields.get('status')]
  const recipient = addressIn(fields.get('final-recipient'))
  if (action === undefined && (status === undefined || recipient === null)) return []
  return [
    {
      recipient,
      originalRecipient: addressIn(fields.get('original-recipient')),
      action: action ?? '',
      status: status ?? null,
      diagnostic: withoutType(fields.get('diagnostic-code')),
    },
  ]
}

/**
 * `rfc822;jon@example.com`: whatever stands for the type is taken off, and what some systems put
 * around an address: angle brackets with a name before them, `mailto:`, quotation marks, a comment.
 */
function addressIn(field: string | undefined): string | null {
  const written = (field ?? '').replace(/^[^;"<@]*;/, '').trim()
  const address = (/<([^<>]*)>/.exec(written)?.[1] ?? written)
    .replace(/^mailto:/i, '')
    .replace(/\([^()]*\)$/, '')
    .replace(/^"([^"\\\s]+)"@/, '$1@')
    .trim()
  return address === '' || address.length > 320 || !address.includes('@') ? null : address
}

/** What stands after `smtp;`; a reply that begins with its number has no type before it. */
function withoutType(field: string | undefined): string | null {
  return field?.replace(/^[a-z][\w/-]{0,29}[ \t]*;/i, '').trim() ?? null
}

/**
 * The messages of a file: of an mbox (`From ` at the beginning of a line, after a blank one), or
 * the one that an .eml is. A line that was quoted as `>From ` is given back as it was.
 */
export function messagesIn(file: Buffer): Buffer[] {
  if (!isMbox(file)) return file.length === 0 ? [] : [file]
  return boundaries(file).map(({ start, end }) =>
    unquoted(file.subarray(afterLine(file, start), end)),
  )
}

const from = Buffer.from('From ')

function isMbox(file: Buffer): boolean {
  return file.subarray(0, from.length).equals(from)
}

function boundaries(file: Buffer): { start: number; end: number }[] {
  const starts = [0]
  for (let at = file.indexOf('\nFrom '); at >= 0; at = file.indexOf('\nFrom ', at + 1)) {
    const before = file.subarray(Math.max(0, at - 2), at).toString('latin1')
    if (before.endsWith('\n') || before === '\n\r') starts.push(at + 1)
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? file.length }))
}

function afterLine(file: Buffer, start: number): number {
  const end = file.indexOf('\n', start)
  return end < 0 ? file.length : end + 1
}

function unquoted(message: Buffer): Buffer {
  const text = message.toString('latin1')
  return Buffer.from(text.replace(/^>(>*From )/gm, '$1'), 'latin1')
}
