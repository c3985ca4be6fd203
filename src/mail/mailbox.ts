import { isIP } from 'node:net'
import { domainToASCII, domainToUnicode } from 'node:url'

/** A sender or a recipient; the name is empty where none is known. */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

/**
 * RFC 5322's dot-atom with RFC 6532's letters: nothing that needs quotes or separates addresses.
 */
const dotAtom =
  /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u

const hostname = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** RFC 5321: a path has 256 characters, angle brackets included. */
const longestAddress = 254

/**
 * The address as it stands in headers and envelope. nodemailer rewrites what is not a plain address
 * (`a@b@c` gets quotes, `x@2130706433` becomes 127.0.0.1): whatever it would change beyond the case
 * of the domain, or its `xn--` form, is refused, so mail goes to the address that was given.
 * Throws for such an address.
 */
export function mailAddress(address: string): string {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, Math.max(at, 0))
  const domain = mailDomain(address.slice(at + 1))
  const isPlain = dotAtom.test(local) && !/[\p{C}\p{Z}]/u.test(local)
  if (!isPlain || domain === null || address.length > longestAddress) {
    throw new Error(`expected one plain address such as name@example.com, got ${quoted(address)}`)
  }
  // A local part beyond ASCII needs SMTPUTF8 anyway; nodemailer then writes the domain likewise.
  return `${local}@${/[^\0-\x7f]/.test(local) ? domainToUnicode(domain) : domain}`
}

/** The domain of an address in the form DNS has it: lower case, `xn--` for other scripts. */
export function domainOf({ address }: Mailbox): string {
  const plain = mailAddress(address)
  return domainToASCII(plain.slice(plain.lastIndexOf('@') + 1))
}

/**
 * A name or a subject as one line without control characters, cut where a header line would burst.
 * What looks like an encoded word is broken up: mail clients would show what is encoded in it.
 */
export function headerText(text: string): string {
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

function mailDomain(domain: string): string | null {
  const ascii = domainToASCII(domain)
  const written = domain.normalize('NFC').toLowerCase()
  const isKept = written === ascii || written === domainToUnicode(ascii)
  return isKept && hostname.test(ascii) && isIP(ascii) === 0 ? ascii : null
}

function quoted(address: string): string {
  return JSON.stringify(address.slice(0, 100))
}
