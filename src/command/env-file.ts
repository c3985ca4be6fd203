import { isUtf8 } from 'node:buffer'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { firstBadLine, looksLikeUtf16 } from '../source/encoding.js'
import { type Terminal, UsageFault } from './terminal.js'

/** The env file as it was found. */
export interface EnvFile {
  readonly path: string
  /** Null where there is none. */
  readonly bytes: Buffer | null
}

/** Reads `.env`, or the file that was asked for, which must exist. */
export function readEnvFile(
  { directory }: Terminal,
  { envFile }: { readonly envFile?: string },
): EnvFile {
  const path = resolve(directory, envFile ?? '.env')
  if (existsSync(path)) return { path, bytes: bytesOf(path) }
  if (envFile === undefined) return { path, bytes: null }
  throw new UsageFault(
    `There is no settings file ${path}. Copy .env.example there, or leave --env-file out.`,
  )
}

/** What an env file sets; nothing where there is none. */
export function settingsIn({ path: file, bytes }: EnvFile): Record<string, string> {
  if (bytes === null) return {}
  const { settings, mistakes } = readEnvText(textOf(file, bytes))
  if (mistakes.length > 0) throw new UsageFault([`${file}:`, ...mistakes.map((one) => `- ${one}`)])
  return settings
}

/** Its text, if it is in UTF-8: another encoding would be garbled in every mail. */
function textOf(file: string, bytes: Buffer): string {
  const isUtf16 = looksLikeUtf16(bytes) || bytes.includes(0)
  if (isUtf8(bytes) && !isUtf16) return bytes.toString()
  const found = isUtf16
    ? 'expected text in UTF-8, found UTF-16'
    : `line ${firstBadLine(bytes, 1).line}: expected text in UTF-8, found another encoding`
  throw new UsageFault([
    `${file}:`,
    `- ${found}. Save the file as UTF-8: in an editor by "Save as", in PowerShell by Set-Content -Encoding utf8.`,
  ])
}

function bytesOf(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UsageFault(`The settings file ${file} cannot be read: ${why}.`, { cause })
  }
}

/** What an env file sets, and what is wrong with how it is written: a sentence or two for each. */
export interface EnvText {
  readonly settings: Record<string, string>
  readonly mistakes: readonly string[]
}

/**
 * Reads `NAME=value` lines, as far as Node.js does: with `export`, comments, and quotes (", ' or `)
 * around a value that holds a # or goes over several lines. What Node.js drops or glues to the next
 * line without a word is a mistake here. No mistake quotes a value: it may be a password.
 */
export function readEnvText(text: string): EnvText {
  const lines = linesOf(unixText(text))
  const assignments = lines.flatMap((line) => ('name' in line ? [line] : []))
  const first = new Map<string, number>()
  for (const { name, number } of assignments) first.set(name, first.get(name) ?? number)
  const mistakes = lines.flatMap((line) => {
    const mistake = 'name' in line ? mistakeIn(line, first.get(line.name)) : line.mistake
    return mistake === null ? [] : [`line ${line.number}: ${mistake}`]
  })
  return {
    settings: Object.fromEntries(assignments.map(({ name, value }) => [name, value])),
    mistakes,
  }
}

/** Which lines of an env file set what, as `readEnvText` reads them; lines count from 1. */
export function assignmentsIn(
  text: string,
): readonly Pick<Assignment, 'number' | 'span' | 'name' | 'value'>[] {
  return linesOf(unixText(text)).flatMap((line) => ('name' in line ? [line] : []))
}

function unixText(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
}

/** `number` is that of the line on which it begins. */
type Line = Assignment | { readonly number: number; readonly mistake: string }

interface Assignment {
  readonly number: number
  /** How many lines it goes over. */
  readonly span: number
  readonly name: string
  readonly value: string
  /**
   * What stands behind the closing quote, or the quote that is never closed; a # that ends the
   * value, or one inside it.
   */
  readonly leftOver: string
}

/** An assignment whose value is quoted, else one whose value isn't, else any other line. */
const anyLine =
  /^[ \t]*(?:(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:(["'`])([\s\S]*?)\2([^\n]*)|([^\n]*))|([^\n]*))$/gm

function linesOf(text: string): Line[] {
  let number = 1
  let end = 0
  return [...text.matchAll(anyLine)].flatMap((match): Line[] => {
    number += text.slice(end, match.index).split('\n').length - 1
    end = match.index
    const [whole, name, quote, quoted = '', behind = '', plain = '', other = ''] = match
    const span = whole.split('\n').length
    if (name === undefined) return isEmpty(other) ? [] : [{ number, mistake: noAssignment }]
    if (quote === undefined) {
      const isAttached = whole.endsWith(`=${plain}`)
      return [{ number, span, name, ...plainValue(plain, isAttached) }]
    }
    const value = quote === '"' ? quoted.replaceAll('\\n', '\n') : quoted
    return [{ number, span, name, value, leftOver: isEmpty(behind) ? '' : behind }]
  })
}

/**
 * Up to a comment, which begins with a # after a blank. Where no blank follows the #, or nothing
 * comes before it, it is as likely to be meant as a part of the value: `=#7a1fa2`, `=Unit #7`.
 */
function plainValue(text: string, isAttached: boolean): Pick<Assignment, 'value' | 'leftOver'> {
  const value = text.replace(/(^|[ \t])#.*$/, '').trim()
  const inside = /^["'`]|#/.exec(value)?.[0]
  const isCut = /(^|[ \t])#[^ \t#]/.test(text) || (isAttached && text.startsWith('#'))
  return { value, leftOver: inside ?? (isCut ? ' #' : '') }
}

function isEmpty(text: string): boolean {
  return /^\s*(#.*)?$/.test(text)
}

const noAssignment =
  'expected NAME=value, or a # before a comment. Put quotes around a value that goes over several lines.'

function mistakeIn({ number, name, leftOver }: Assignment, first = number): string | null {
  if (first !== number) return `${name} is set in line ${first} already. Remove one of the two.`
  switch (leftOver) {
    case '':
      return null
    case '#':
      return `${name} has a # in it. Put quotes around the value, or a blank before a comment.`
    case ' #':
      return `${name} has a # in it, and what follows that is a comment. Put quotation marks around the value if the # belongs to it, else a blank on either side of the #.`
    case '"':
    case "'":
    case '`':
      return `${name} begins with ${leftOver} and has no closing quote. Add it.`
    default:
      return `${name} goes on after its closing quote. Put single quotes around a value that has double quotes in it.`
  }
}

/**
 * The line that sets a value, in whichever quotation marks it reads back the same; null where there are
 * none, because all of them are in it.
 */
export function envLine(name: string, value: string): string | null {
  const forms = [
    ...(/^[\w@%+:,./=*?&~-]*$/.test(value) ? [value] : []),
    ...["'", '"', '`'].map((mark) => `${mark}${value}${mark}`),
    value,
  ]
  const lines = forms.map((form) => `${name}=${form}`)
  return lines.find((line) => readsBack(line, { name, value })) ?? null
}

function readsBack(line: string, { name, value }: { name: string; value: string }): boolean {
  const { settings, mistakes } = readEnvText(`${line}\n`)
  return mistakes.length === 0 && settings[name] === value && Object.keys(settings).length === 1
}
