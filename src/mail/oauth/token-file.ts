import { readFile, stat } from 'node:fs/promises'
import { alone } from '../../disk/file-lock.js'
import { writeLasting } from '../../disk/lasting-file.js'

/** Beside the database, like the keys; it is in no backup: what it holds can be had again. */
export function tokenFileOf(databaseFile: string): string {
  return `${databaseFile}${suffix}`
}

const suffix = '.oauth-tokens'

export interface AccessToken {
  readonly token: string
  /** Milliseconds since the epoch, as the next one. */
  readonly fetchedAt: number
  /** Shortly before it expires. */
  readonly useUntil: number
}

/** By what each was asked for with. */
export interface KeptTokens {
  readonly access: Readonly<Record<string, AccessToken>>
  /** Refresh tokens that came in the place of those that were set. */
  readonly refresh: Readonly<Record<string, string>>
}

const nothing: KeptTokens = { access: {}, refresh: {} }

/** What is kept; nothing where there is no file yet, or it isn't one of ours. */
export async function readTokens(file: string): Promise<KeptTokens> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  return keptIn(text)
}

function keptIn(text: string): KeptTokens {
  try {
    const { access = {}, refresh = {} } = JSON.parse(text)
    return {
      access: Object.fromEntries(Object.entries(access).filter(isAccessToken)),
      refresh: Object.fromEntries(Object.entries(refresh).filter(isText)),
    }
  } catch {
    return nothing
  }
}

function isAccessToken(entry: [string, unknown]): entry is [string, AccessToken] {
  const [, value] = entry
  if (typeof value !== 'object' || value === null) return false
  const { token, fetchedAt, useUntil } = { token: 0, fetchedAt: '', useUntil: '', ...value }
  return typeof token === 'string' && Number.isFinite(fetchedAt) && Number.isFinite(useUntil)
}

function isText(entry: [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string'
}

/** The file as a whole, for its owner alone. */
export async function writeTokens(file: string, kept: KeptTokens): Promise<void> {
  await writeLasting(file, `${JSON.stringify(kept)}\n`, 0o600)
}

/** Longer than two requests for a token may take. */
const patience = 40_000

/**
 * Does `work` while no other program fetches tokens for this file: a refresh token that is used
 * twice may be worth nothing then, nor any that came of it.
 */
export async function whileNobodyFetches<T>(file: string, work: () => Promise<T>): Promise<T> {
  await requireNotRootForAnother(file)
  return await alone(`${file}.lock`, patience, work)
}

/** A file that root made beside another user's database would keep that user's service out. */
async function requireNotRootForAnother(file: string): Promise<void> {
  const database = await stat(file.slice(0, -suffix.length)).catch(() => null)
  if (process.geteuid?.() === 0 && database !== null && database.uid !== 0) {
    throw new Error('the database beside it belongs to another user')
  }
}
