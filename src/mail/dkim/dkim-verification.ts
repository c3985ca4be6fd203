import { createHash, type KeyObject, verify } from 'node:crypto'

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
