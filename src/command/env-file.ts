import { isUtf8 } from 'node:buffer'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { firstBadLine, looksLikeUtf16 } from '../source/record.js'
import { readEnvText } from './env-text.js'
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
