import type { KeyObject } from 'node:crypto'
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
