import { createHash } from 'node:crypto'
import PostalMime, { type Attachment, type Email } from 'postal-mime'
import { type ReportedRecipient, readDeliveryStatus } from './delivery-status.js'

/** What came to the bounce address. */
export type Incoming =
  | DeliveryStatusReport
  /** Somebody's absence, or a person's mail: nothing that a ledger has to know. */
  | { readonly kind: 'other'; readonly reportId: string; readonly why: OtherMail }

export type OtherMail = 'an automatic reply' | 'no delivery report' | 'too large' | 'unreadable'

export interface DeliveryStatusReport {
  readonly kind: 'report'
  /** Its Message-ID, or else a hash of its bytes: the same when it is read again. */
  readonly reportId: string
  /** By its own account; milliseconds since the epoch, null where it has no date. */
  readonly date: number | null
  /** Where it was addressed to, as it says itself: the return path may be among these. */
  readonly addressees: readonly string[]
  readonly envelopeId: string | null
  readonly recipients: readonly ReportedRecipient[]
}

/** The largest message of ours comes back within this, encoded anew; nothing longer is read. */
export const largestReport = 2_000_000

/** Reads a message; what strangers may send to a public address never throws. */
export async function readIncoming(bytes: Uint8Array): Promise<Incoming> {
  const hash = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  if (bytes.length > largestReport) return { kind: 'other', reportId: hash, why: 'too large' }
  try {
    const mail = await PostalMime.parse(bytes, limits)
    const reportId = messageIdIn(mail) ?? hash
    const [part, ...others] = mail.attachments.filter(isDeliveryStatus)
    if (part === undefined || others.length > 0 || !isReport(mail)) {
      return { kind: 'other', reportId, why: isAutomatic(mail) ? 'an automatic reply' : notOne }
    }
    const { envelopeId, recipients } = readDeliveryStatus(textOf(part))
    const addressees = addresseesOf(mail)
    return { kind: 'report', reportId, date: dateOf(mail), addressees, envelopeId, recipients }
  } catch {
    return { kind: 'other', reportId: hash, why: 'unreadable' }
  }
}

const notOne = 'no delivery report'

/**
 * A report inside a message that somebody forwards, or that comes back, is none of this message.
 */
const limits = {
  forceRfc822Attachments: true,
  maxNestingDepth: 20,
  maxHeadersSize: 256 * 1024,
}

function isReport(mail: Email): boolean {
  return /^multipart\/report\s*(;|$)/i.test(headersOf(mail, 'content-type')[0]?.trim() ?? '')
}

function isDeliveryStatus({ mimeType }: Attachment): boolean {
  return /^message\/(global-)?delivery-status$/i.test(mimeType)
}

/** RFC 3834, and what came before it. */
function isAutomatic(mail: Email): boolean {
  const submitted = headersOf(mail, 'auto-submitted')[0]?.trim().toLowerCase() ?? 'no'
  const precedence = headersOf(mail, 'precedence')[0] ?? ''
  const isOutOfOffice = headersOf(mail, 'x-autoreply', 'x-autorespond').length > 0
  return !submitted.startsWith('no') || /auto_reply/i.test(precedence) || isOutOfOffice
}

function messageIdIn({ messageId = '' }: Email): string | null {
  const id = messageId.replace(/[\p{C}\p{Z}]/gu, '')
  return id === '' || id.length > 300 ? null : id
}

function dateOf({ date = '' }: Email): number | null {
  const at = Date.parse(date)
  return Number.isNaN(at) ? null : at
}

const addressed = ['to', 'delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to']

/** Every address of those fields, however it is quoted; a few, because one of them is ours. */
function addresseesOf(mail: Email): string[] {
  const text = headersOf(mail, ...addressed).map((value) => value.slice(0, 4000))
  const found = text.flatMap((value) => value.match(/[^\s<>,;:"()[\]]{1,64}@[\w.-]{1,253}/g) ?? [])
  return [...new Set(found)].slice(0, 20)
}

function headersOf({ headers }: Email, ...names: readonly string[]): string[] {
  return headers.filter(({ key }) => names.includes(key)).map(({ value }) => value)
}

function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : Buffer.from(new Uint8Array(content)).toString()
}
