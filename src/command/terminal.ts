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
  /** Whether a person reads along on stdout and on stderr; nobody does unless told. */
  readonly screen?: { readonly out: boolean; readonly err: boolean }
  /** Shows a file to the person who called, in the program of their choice. */
  readonly open?: (file: string) => Promise<unknown>
}

/** 0 done, 1 failed, 2 wrong usage or settings. */
export type ExitCode = 0 | 1 | 2

/** A mistake in how a command was called or set up: told in words, exit 2. */
export class UsageFault extends Error {}

/** A failure that people can act on: told in words, exit 1. */
export class Failure extends Error {}

/** Hands a command's exit code back to the program. */
export type Done = (code: ExitCode) => void
