import PostalMime from 'postal-mime'
import { type Identity, isNamedIn, type Pseudonym } from '../report/pseudonym.js'
import { firstName } from './view/phrase.js'

/**
 * A message in which somebody's name and address are replaced, in each of the ways in which mail
 * writes letters: as they are, quoted-printable, as references in HTML, and as links do. Their first
 * name goes where a button asks them by it. The DKIM signature goes, since it would not verify any
 * more. The same bytes where the message doesn't name them so.
 */
export function redacted(message: Buffer, { address, names }: Identity, by: Pseudonym): Buffer {
  const text = message.toString('latin1')
  const asked = text.replace(linkTo(address), (link) =>
    names.reduce(
      (told, name) => told.replace(codedWords(`Ask ${firstName(name)}`), () => `Ask ${by.name}`),
      link,
    ),
  )
  const named = names.reduce(
    (told, name) => told.replace(codedWords(name), () => by.name),
    asked.replace(codedWords(address), () => by.address),
  )
  return named === text ? message : Buffer.from(unsigned(named), 'latin1')
}

/** A link that writes to somebody, with its label. */
function linkTo(address: string): RegExp {
  return new RegExp(`${coded(`mailto:${address}`)}[^<]*${coded('</a>')}`, 'gi')
}

/** Whether a mail program would still show somebody's name or address in a message. */
export async function stillNames(message: Buffer, identity: Identity): Promise<boolean> {
  const { subject = '', text = '', html = '' } = await PostalMime.parse(message)
  const page = referred(html)
  return [subject, text, page, linked(page)].some((shown) => isNamedIn(shown, identity))
}

function unsigned(message: string): string {
  return message.replace(/^DKIM-Signature:.*\r\n(?:[ \t].*\r\n)*/im, '')
}

/** In HTML, letters that references stand for. */
function referred(html: string): string {
  return html
    .replace(/&#(\d{1,7});/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&nbsp;/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/&#x27;|&apos;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
}

/** In links, letters that bytes stand for. */
function linked(page: string): string {
  return page.replace(/(?:%[0-9A-F]{2})+/gi, (code) =>
    Buffer.from(code.replaceAll('%', ''), 'hex').toString(),
  )
}

function codedWords(words: string): RegExp {
  const line = words.trim().replace(/\s+/g, ' ')
  return new RegExp(`${wordStart}${coded(line)}(?![A-Za-z0-9])`, 'gi')
}

function coded(line: string): string {
  return Array.from(line, codedLetter).join(softBreak)
}

/** What stands before may be a mark in code, whose last character looks like a letter. */
const wordStart = '(?:(?<![A-Za-z0-9])|(?<=[=%][0-9A-F]{2}))'

/** Quoted-printable breaks a line anywhere, and a header between two encoded words. */
const softBreak = '(?:=\\r\\n|\\?=\\s+=\\?UTF-8\\?Q\\?)?'

function codedLetter(letter: string): string {
  if (letter === ' ') return '(?:=\\r\\n|\\s|=20|_|%20|&nbsp;|&#160;)+'
  const bytes = [...Buffer.from(letter)]
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'))
  const code = letter.codePointAt(0) ?? 0
  const ways = [
    bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(softBreak),
    hex.map((byte) => `=${byte}`).join(softBreak),
    hex.map((byte) => `%${byte}`).join(softBreak),
    `&#0*${code};`,
    `&#x0*${code.toString(16)};`,
    ...(named[letter] === undefined ? [] : [named[letter]]),
  ]
  return `(?:${ways.join('|')})`
}

const named: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}
