import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { type DkimKey, dkimSigned } from './dkim-key.js'
import { verifyDkim } from './dkim-verification.js'

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
