import PostalMime from 'postal-mime'
import { type Identity, isNamedIn, type Pseudonym } from '../report/pseudonym.js'

/**
 * A message in which somebody's name and address are replaced, in each of the ways in which mail
 * writes letters: as they are, quoted-printable, as references in HTML. Its DKIM signature goes,
 * since it would not verify any more. The same bytes where it doesn't name them so.
 */
export function redacted(message: Buffer, { address, names }: Identity, by: Pseudonym): Buffer {
  const text = message.toString('latin1')
  const named = names.reduce(
    (told, name) => told.replace(codedWords(name), () => by.name),
    text.replace(codedWords(address), () => by.address),
  )
  return named === text ? message : Buffer.from(unsigned(named), 'latin1')
}

/** Whether a mail program would still show somebody's name or address in a message. */
export async function stillNames(message: Buffer, identity: Identity): Promise<boolean> {
  const { subject = '', text = '', html = '' } = await PostalMime.parse(message)
  return [subject, text, referred(html)].some((shown) => isNamedIn(shown, identity))
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

function codedWords(words: string): RegExp {
  const letters = Array.from(words.trim().replace(/\s+/g, ' '), codedLetter)
  return new RegExp(`${wordStart}${letters.join(softBreak)}(?![A-Za-z0-9])`, 'gi')
}

/** What stands before may be a quotation mark in code, whose last character looks like a letter. */
const wordStart = '(?:(?<![A-Za-z0-9])|(?<==[0-9A-F]{2}))'

/** Quoted-printable breaks a line anywhere, and a header between two encoded words. */
const softBreak = '(?:=\\r\\n|\\?=\\s+=\\?UTF-8\\?Q\\?)?'

function codedLetter(letter: string): string {
  if (letter === ' ') return '(?:=\\r\\n|\\s|=20|_|&nbsp;|&#160;)+'
  const bytes = [...Buffer.from(letter)]
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'))
  const code = letter.codePointAt(0) ?? 0
  const ways = [
    bytes.map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(softBreak),
    hex.map((byte) => `=${byte}`).join(softBreak),
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
