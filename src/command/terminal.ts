import { readFileSync } from 'node:fs'
import type { Dialogue } from './dialogue.js'

/** The world around a command, so that a test can be one. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where relative paths start. */
  readonly directory: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** From 0 up to 1. */
  readonly chance: () => number
  /** Names this process in the ledger. */
  readonly owner: string
  /** The name that the system has for whoever calls; throws where it has none. */
  readonly user?: () => string
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Writes to stdout what holds colours of our own; as `out` does unless told. */
  readonly paint?: (text: string) => void
  /** Whether a person reads along on stdout and on stderr; nobody does unless told. */
  readonly screen?: { readonly out: boolean; readonly err: boolean }
  /** Begins to ask the person who called; absent where nobody sits there to be asked. */
  readonly converse?: () => Promise<Dialogue>
  /** The time zone of the machine, by its IANA name. */
  readonly zone?: string
  /** Shows a file to the person who called, in the program of their choice. */
  readonly open?: (file: string) => Promise<unknown>
}

/** 0 done, 1 failed, 2 wrong usage or settings. */
export type ExitCode = 0 | 1 | 2

/** What is told in words, a line or several: what a line quotes begins no other. */
class PlainError extends Error {
  constructor(lines: string | readonly string[], options?: ErrorOptions) {
    super([lines].flat().map(printable).join('\n'), options)
  }
}

/** A mistake in how a command was called or set up: exit 2. */
export class UsageFault extends PlainError {}

/** A failure that people can act on: exit 1. */
export class Failure extends PlainError {}

/**
 * The same terminal, to which no data can give orders: not the names and notes of a CSV file, not a
 * server, not the name of a file. All that commands write goes through it.
 */
export function guardedTerminal(terminal: Terminal): Terminal {
  const { out, err, paint = out, converse } = terminal
  return {
    ...terminal,
    out: (text) => out(spelledOut(text)),
    err: (text) => err(spelledOut(text)),
    paint,
    ...(converse === undefined ? {} : { converse: () => guardedDialogue(converse) }),
  }
}

async function guardedDialogue(converse: () => Promise<Dialogue>): Promise<Dialogue> {
  const { ask, close } = await converse()
  return { ask: (prompt) => ask(spelledOut(prompt)), close }
}

/** Hands a command's exit code back to the program. */
export type Done = (code: ExitCode) => void

/**
 * What a terminal acts upon: controls, escape sequences among them, other line breaks than its own,
 * and what turns the direction of all that follows.
 */
const orders = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

/**
 * `text` on one line that a terminal shows as it is: a server's words, a name or a path can hold
 * anything, and begin no line of their own.
 */
export function printable(text: string): string {
  return text.replace(orders, ' ')
}

/** All of these but line feeds, tabs, marks of one letter's direction, and what isolates names. */
const ordersInText = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066\u2067]/gu

/**
 * A whole text, of any number of lines, in which nothing is left that a terminal acts upon: it is
 * spelled out as JSON does it, so that JSON stays what it is.
 */
export function spelledOut(text: string): string {
  return text.replace(ordersInText, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** The version in package.json, which lies two folders above this file, in `src` and in `dist`. */
export function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
