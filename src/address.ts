import { isIP } from 'node:net'
import { domainToASCII, domainToUnicode } from 'node:url'
import emailAddresses from 'email-addresses'
import { capitalised, tidyName } from './characters.js'

/** A sender or a recipient; the name is empty where none is known. */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** Why a text is no address, in words for the person who wrote it. */
export interface AddressFault {
  readonly expected: string
  /** What to do about it: one or more whole sentences. */
  readonly cure: string
}

export type MailboxReading =
  | { readonly kind: 'mailbox'; readonly mailbox: Mailbox }
  | { readonly kind: 'fault'; readonly fault: AddressFault }

/** The same with the text of the parentheses after the address; null where there are none. */
export type MailboxWithOptionsReading =
  | { readonly kind: 'mailbox'; readonly mailbox: Mailbox; readonly options: string | null }
  | { readonly kind: 'fault'; readonly fault: AddressFault }

/**
 * What keeps mail from going to an address; null where nothing does. This is the one rule of what
 * an address is: files and settings are read by it, and mail is written by it. It takes RFC 5322's
 * dot-atom with RFC 6532's letters at a host name, as long as RFC 5321 allows. Quoted local parts,
 * numbers for a domain, and letters that mail libraries map to others are refused: mail goes to the
 * address that was written, or nowhere.
 */
export function faultInAddress(address: string): AddressFault | null {
  const { local, domain } = parts(address)
  if (local === '' || domain === '') return malformed
  if (/[ \t\r\n]/.test(address)) return local.includes('@') ? malformed : notPlain
  if (/[\p{C}\p{Z}]/u.test(address)) return invisible
  if (local.includes('@') && !local.includes('"')) return malformed
  if (/=\?.*\?=/.test(address)) return encoded
  if (!dotAtom.test(local)) return strayDot.test(local) ? misplacedDot : notPlain
  if (Buffer.byteLength(local) > longestLocal) return localTooLong
  if (asciiDomain(domain) === null) return { ...notAHost, cure: domainCure(domain) }
  return Buffer.byteLength(wireForm(address)) > longestAddress ? addressTooLong : null
}

/**
 * An address as it stands in headers and envelope: as it was given, its domain as DNS has it.
 *
 * @throws Error in words for people where the rule refuses it.
 */
export function mailAddress(address: string): string {
  const fault = faultInAddress(address)
  if (fault !== null) throw new Error(describeAddressFault(address, fault))
  return wireForm(address)
}

/**
 * What to call somebody of whom only the address is known: `maria.lopez@example.com` is Maria Lopez.
 * The address itself where no name can be made of it.
 */
export function nameFromAddress(address: string): string {
  const words = parts(address)
    .local.replace(/\+.*$/, '')
    .split(/[._-]+/)
    .filter((word) => /\p{L}/u.test(word))
  return words.length === 0 ? address : words.map(capitalised).join(' ')
}

/** A fault of an address as text: what was expected, what was given, what to do. */
export function describeAddressFault(address: string, { expected, cure }: AddressFault): string {
  const start = [...address].slice(0, 100).join('')
  const given = start.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${character.codePointAt(0)?.toString(16)}}`
  })
  return `expected ${expected}, found "${given}". ${cure}`
}

/** The domain of an address in the form DNS has it: lower case, `xn--` for other scripts. */
export function domainOf({ address }: Pick<Mailbox, 'address'>): string {
  return domainToASCII(parts(mailAddress(address)).domain)
}

/**
 * The domain as DNS has it (lower case, `xn--` for other scripts), or null unless it is a host
 * name that stays what it says. Mail libraries put domains through the URL standard's mapping,
 * which turns `0x7f.1` into 127.0.0.1 and look-alike letters into plain ones: what that would
 * change beyond case is refused, so mail goes to the domain that is written here.
 */
export function asciiDomain(domain: string): string | null {
  const ascii = domainToASCII(domain)
  const written = domain.normalize('NFC').toLowerCase()
  const unicode = domainToUnicode(ascii)
  // Newer Nodes let an `xn--` stand that says nothing in any script; older ones refuse it.
  const isKept = (written === ascii || written === unicode) && !/(^|\.)xn--/.test(unicode)
  const isHost = hostname.test(ascii) && ascii.length <= longestDomain && isIP(ascii) === 0
  return isKept && isHost ? ascii : null
}

/**
 * Reads one `Full Name <name@example.com>` or `name@example.com`: one person, in a form that no
 * mail program can take for several. Parentheses are a part of the name.
 */
export function readMailbox(entry: string): MailboxReading {
  const text = entry.normalize('NFC').trim()
  if (/[\r\n]/.test(text)) return refused(notOneLine)
  return readWritten(text, text)
}

/**
 * Reads the same with `(options)` after the address, over several lines where it is long. Other
 * parentheses are refused, because options could be meant by them.
 */
export function readMailboxWithOptions(entry: string): MailboxWithOptionsReading {
  if (entry.length > longestEntry) return refused(entryTooLong)
  const text = folded(entry)
  const comments = commentsIn(text)
  const last = comments.at(-1) ?? ''
  const after = comments.length === 1 && text.endsWith(last) ? last : null
  if (comments.length > 0 && after === null) return refused(misplacedComment)
  const reading = readWritten(text, text.slice(0, text.length - (after ?? '').length).trim())
  return reading.kind === 'fault'
    ? reading
    : { ...reading, options: after === null ? null : commentText(after) }
}

/** `text` is all that was written, `written` its name and address. */
function readWritten(text: string, written: string): MailboxReading {
  const [fault, mailbox] = [formFault(text, written), mailboxIn(written)]
  if (fault !== null) return refused(fault)
  const { address, name, writtenName } = mailbox
  const addressFault = faultInAddress(address)
  if (addressFault !== null) return refused(addressFault)
  // Some programs repeat the address where a name belongs.
  const isRepeated = name.toLowerCase() === address.toLowerCase()
  const nameFault = isRepeated ? null : faultInName(name, writtenName)
  if (nameFault !== null) return refused(nameFault)
  return { kind: 'mailbox', mailbox: { name: isRepeated ? '' : name, address } }
}

/** What is wrong with the form of it, before its address and its name are judged. */
function formFault(text: string, written: string): AddressFault | null {
  if (text.length > longestEntry) return entryTooLong
  if (/(?![\t\r\n])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|\r(?!\n)/u.test(text)) return notOneLine
  const parsed = emailAddresses({ input: text, rfc6532: true, startAt: 'address' })?.addresses[0]
  if (parsed?.type === 'group') return group
  const { address, hasBrackets } = mailboxIn(written)
  if (written === text && !/[<>]/.test(text)) return null
  if (parsed === undefined) return (hasBrackets ? faultInAddress(address) : null) ?? malformed
  return parsed.address === address ? null : notPlain
}

interface WrittenMailbox extends Mailbox {
  /** The name as it was written, quotation marks included. */
  readonly writtenName: string
  readonly hasBrackets: boolean
}

function mailboxIn(written: string): WrittenMailbox {
  const start = written.lastIndexOf('<')
  const hasBrackets = start >= 0 && written.endsWith('>')
  if (!hasBrackets) {
    return { name: '', writtenName: '', address: written, hasBrackets }
  }
  const writtenName = written.slice(0, start).trim()
  const unquoted = writtenName.replace(/"((?:\\.|[^"\\])*)"/gs, (_, quoted: string) =>
    quoted.replace(/\\(.)/gs, '$1'),
  )
  const name = tidyName(unquoted.replace(/\s+/g, ' '))
  const address = written.slice(start + 1, -1).trim()
  return { name, writtenName, address, hasBrackets }
}

function faultInName(name: string, written: string): AddressFault | null {
  if (/[\r\n]/.test(written)) return notOneLine
  if (name.includes('@')) return addressInName
  if (/=\?.*\?=/.test(name)) return encoded
  return [...name].length > longestName ? nameTooLong : null
}

function refused(fault: AddressFault): { readonly kind: 'fault'; readonly fault: AddressFault } {
  return { kind: 'fault', fault }
}

function parts(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf('@')
  return { local: address.slice(0, Math.max(at, 0)), domain: address.slice(at + 1) }
}

/** A local part beyond ASCII needs SMTPUTF8 anyway; nodemailer then writes the domain likewise. */
function wireForm(address: string): string {
  const { local, domain } = parts(address)
  const ascii = asciiDomain(domain) ?? domain
  return `${local}@${/[^\0-\x7f]/.test(local) ? domainToUnicode(ascii) : ascii}`
}

/** Line breaks as a header folds them, so that the grammar takes them where it takes a blank. */
function folded(entry: string): string {
  return entry
    .normalize('NFC')
    .trim()
    .replace(/[ \t]*(\r?\n[ \t]*)+/g, '\r\n ')
}

/** The comments (RFC 5322) of a text, parentheses included. */
function commentsIn(text: string): string[] {
  const parsed = emailAddresses({ input: text, rfc6532: true, startAt: 'address' })
  const within = (node: emailAddresses.ASTNode): string[] =>
    node.name === 'comment' ? [node.tokens] : node.children.flatMap(within)
  return parsed === null ? [] : within(parsed.ast)
}

function commentText(comment: string): string {
  return comment.slice(1, -1).replace(/\\(.)/gs, '$1').replace(/\s+/g, ' ').trim()
}

/** Nothing that needs quotes or separates addresses. */
const dotAtom =
  /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u

const strayDot = /^\.|\.\.|\.$/

const hostname = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** RFC 5321, in bytes: a path has 256, angle brackets included. */
const longestAddress = 254
const longestLocal = 64
const longestDomain = 253

/** Longer than any real one, and short enough for a grammar that calls itself at every `(`. */
const longestEntry = 500
const longestName = 300

/** What to do about a domain that is no host name, by what is wrong with it. */
function domainCure(domain: string): string {
  const found = domainCures.find(({ is }) => is.test(domain))
  return found?.cure ?? 'Check what stands after the @.'
}

const domainCures: readonly { readonly is: RegExp; readonly cure: string }[] = [
  { is: /^\[.*\]$|^[\d.]+$/, cure: 'Write the name of a domain after the @, not a number.' },
  { is: /^\.|\.\.|\.$/, cure: 'Check the dots after the @: there is one too many.' },
  { is: /_/, cure: 'Check what stands after the @: the name of a mail domain has no underscore.' },
  {
    is: /(^|\.)-|-(\.|$)/,
    cure: 'Check the hyphens after the @: between dots, a name neither begins nor ends with one.',
  },
  {
    is: /[^.]{64}/,
    cure: 'Check what stands after the @: between dots there are at most 63 characters.',
  },
  {
    is: /[^\0-\x7f]/,
    cure: 'Type what stands after the @ anew: it holds a letter that no domain has.',
  },
]

const malformed: AddressFault = {
  expected: 'an address such as Full Name <name@example.com>',
  cure: 'Check the @ and the brackets, separate people with commas, and put quotation marks around a name that holds a comma: "Name, Full" <name@example.com>. In the env file such a list stands in \'single quotes\'.',
}

const notPlain: AddressFault = {
  expected: 'one plain address, such as name@example.com',
  cure: 'Write the address without quotes, blanks, line breaks or a route, and nothing after it.',
}

const misplacedDot: AddressFault = {
  expected: 'one plain address, such as name@example.com',
  cure: 'Check the dots before the @: none stands at the beginning, at the end, or beside another.',
}

const invisible: AddressFault = {
  expected: 'an address without invisible characters',
  cure: 'Type the address anew: it holds a character that cannot be seen, perhaps from copying it.',
}

const encoded: AddressFault = {
  expected: 'name and address in plain letters',
  cure: 'Write them as they are, in any script; what mail needs encoded is encoded later.',
}

const localTooLong: AddressFault = {
  expected: `at most ${longestLocal} characters before the @`,
  cure: 'Check the address. A letter beyond ASCII counts as two or more.',
}

const addressTooLong: AddressFault = {
  expected: `an address of at most ${longestAddress} characters`,
  cure: 'Check the address: no mail server takes a longer one.',
}

const notAHost = { expected: 'a host name after the @, such as example.com' }

const notOneLine: AddressFault = {
  expected: 'a name and an address on one line, without control characters',
  cure: 'Write both on one line. If these are two people, put a comma between them; an account has one.',
}

const addressInName: AddressFault = {
  expected: 'a name that holds no address',
  cure: 'Leave the @ out of the name. If these are several people, write each one with an address of their own.',
}

const nameTooLong: AddressFault = {
  expected: `a name of at most ${longestName} characters`,
  cure: 'Shorten the name.',
}

const entryTooLong: AddressFault = {
  expected: `an address with name and options of at most ${longestEntry} characters`,
  cure: 'Shorten it. If these are several people, put commas between them.',
}

const group: AddressFault = {
  expected: 'people, not a group',
  cure: 'Name each person of the group.',
}

const misplacedComment: AddressFault = {
  expected: 'one pair of parentheses at most, after the address',
  cure: 'Write Full Name <name@example.com> (region=West; tz=Europe/Berlin), or quotation marks around a name that holds parentheses.',
}
