import { createHash, createPrivateKey, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import DKIM from 'nodemailer/lib/dkim'

/** A key that was seen to sign: only `checkDkimKey` makes one. */
export interface DkimKey {
  readonly domain: string
  readonly selector: string
  readonly privateKey: KeyObject
}

/**
 * The fields that a signature covers where a message has them. nodemailer's own list leaves out
 * List-Unsubscribe-Post, without which no mail client offers one-click unsubscribing (RFC 8058).
 */
export const signedFields = [
  'From',
  'To',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'MIME-Version',
  'Content-Type',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Auto-Submitted',
] as const

/**
 * The message with its DKIM-Signature in front (RFC 6376, rsa-sha256, relaxed/relaxed). The same
 * message and key give the same bytes. Throws rather than giving back a message without one.
 */
export async function dkimSigned(bytes: Buffer, key: DkimKey): Promise<Buffer> {
  const { domain, selector, privateKey } = key
  const dkim = new DKIM({
    domainName: domain,
    keySelector: selector,
    privateKey,
    headerFieldNames: signedFields.join(':'),
  })
  const result = await buffer(dkim.sign(bytes))
  // nodemailer leaves the signature out, without a word, when the key cannot sign.
  if (!result.subarray(0, 15).equals(Buffer.from('DKIM-Signature:'))) {
    throw new Error(`the DKIM key of ${selector}._domainkey.${domain} does not sign`)
  }
  return result
}

/** The settings as they were read; the key in PEM. */
export interface DkimSettings {
  readonly domain: string
  readonly selector: string
  readonly privateKey: string
}

export type DkimCheck =
  | {
      readonly kind: 'sound'
      readonly key: DkimKey
      /** The TXT record by which receivers find the public key. */
      readonly record: { readonly name: string; readonly value: string }
    }
  /** What is wrong and what to do, in one sentence or two, without a word of the key. */
  | { readonly kind: 'unsound'; readonly fault: string }

/**
 * Whether mail can be signed with these settings: signs a message and verifies the signature with
 * the public half of the key. What DNS says of it is not looked at.
 */
export async function checkDkimKey(settings: DkimSettings): Promise<DkimCheck> {
  const { domain, selector } = settings
  if (!isName(domain) || !domain.includes('.')) return unsound(faults.domain)
  if (!isName(selector)) return unsound(faults.selector)
  const privateKey = readKey(settings.privateKey)
  if (privateKey === null) return unsound(faults.unreadable)
  if (privateKey.asymmetricKeyType !== 'rsa') return unsound(faults.notRsa)
  if ((privateKey.asymmetricKeyDetails?.modulusLength ?? 0) < 1024) return unsound(faults.weak)
  const key = { domain: domain.toLowerCase(), selector, privateKey }
  return (await signsProbe(key))
    ? { kind: 'sound', key, record: recordOf(key) }
    : unsound(faults.silent)
}

/** Letters, digits and hyphens between dots: anything else would end up as another DKIM tag. */
function isName(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text)
}

function readKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

async function signsProbe(key: DkimKey): Promise<boolean> {
  const bytes = await dkimSigned(probe(key.domain), key).catch(() => null)
  const found = bytes === null ? null : verifyDkim(bytes, createPublicKey(key.privateKey))
  return (
    found?.domain === key.domain &&
    found.selector === key.selector &&
    ['from', 'list-unsubscribe', 'list-unsubscribe-post'].every((name) =>
      found.fields.includes(name),
    )
  )
}

function probe(domain: string): Buffer {
  const lines = [
    `From: probe@${domain}`,
    `To: probe@${domain}`,
    'Subject: probe',
    `List-Unsubscribe: <https://${domain}/unsubscribe>`,
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    '',
    'A message that is signed and never leaves.',
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}

function recordOf({ domain, selector, privateKey }: DkimKey) {
  const der = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return {
    name: `${selector}._domainkey.${domain}`,
    value: `v=DKIM1; k=rsa; p=${der.toString('base64')}`,
  }
}

function unsound(fault: string): DkimCheck {
  return { kind: 'unsound', fault }
}

const faults = {
  domain: 'Expected a domain such as example.com to sign for.',
  selector: 'Expected a selector of letters, digits and hyphens, such as mmr2026.',
  unreadable:
    'Expected a private key in PEM without a passphrase. Make one with: openssl genrsa -out dkim.pem 2048',
  notRsa: 'Expected an RSA key: other kinds are not signed with, and many receivers ignore them.',
  weak: 'Expected an RSA key of at least 1024 bits, better 2048: receivers ignore weaker ones.',
  silent: 'The key was read, but what it signs cannot be verified with its own public half.',
}

/** What a good signature vouches for. */
export interface Verified {
  readonly domain: string
  readonly selector: string
  /** Names of the fields under the signature, in lower case. */
  readonly fields: readonly string[]
}

/**
 * Verifies a message's first DKIM-Signature against `publicKey`, as a receiver would who got that
 * key from DNS: RFC 6376 with rsa-sha256 and relaxed/relaxed. Null where it does not hold.
 */
export function verifyDkim(bytes: Buffer, publicKey: KeyObject): Verified | null {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  const fields = text.slice(0, end).split(/\r\n(?![ \t])/)
  const signature = fields.find((field) => nameOf(field) === 'dkim-signature')
  if (end < 0 || signature === undefined) return null

  const tags = tagsOf(signature)
  const names = (tags.get('h') ?? '').toLowerCase().split(':')
  const covered = [...names.flatMap((name) => lastOf(fields, name)), withoutSignature(signature)]
  const holds =
    tags.get('bh') === sha256(relaxedBody(text.slice(end + 4))) &&
    verify(
      'sha256',
      Buffer.from(covered.map(relaxedField).join('\r\n'), 'latin1'),
      publicKey,
      Buffer.from(tags.get('b') ?? '', 'base64'),
    )
  if (!holds) return null
  return { domain: tags.get('d') ?? '', selector: tags.get('s') ?? '', fields: names }
}

function nameOf(field: string): string {
  return field.slice(0, field.indexOf(':')).trim().toLowerCase()
}

function tagsOf(field: string): Map<string, string> {
  const list = field.slice(field.indexOf(':') + 1).replace(/\s/g, '')
  return new Map(
    list.split(';').map((tag) => [tag.split('=', 1)[0] ?? '', tag.replace(/^\w+=/, '')]),
  )
}

function lastOf(fields: readonly string[], name: string): string[] {
  return fields.filter((field) => nameOf(field) === name).slice(-1)
}

/** The signature covers itself, as if it held no signature yet. */
function withoutSignature(field: string): string {
  return field.replace(/(;\s*b=)[^;]*/, '$1')
}

function relaxedField(field: string): string {
  const value = field.slice(field.indexOf(':') + 1).replace(/\r\n/g, '')
  return `${nameOf(field)}:${value.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '')}`
}

function relaxedBody(body: string): string {
  const lines = body.replace(/[ \t]+/g, ' ').replace(/ ?(\r\n|$)/g, '$1')
  const trimmed = lines.replace(/(\r\n)*$/, '')
  return trimmed === '' ? '' : `${trimmed}\r\n`
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('base64')
}
