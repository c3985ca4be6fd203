import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readEnvText } from './env-text.js'
import { type Terminal, UsageFault } from './terminal.js'

/**
 * What the env file sets; nothing where there is no `.env`. A file that was asked for must exist.
 */
export function fileSettings(
  { directory }: Terminal,
  { envFile }: { readonly envFile?: string },
): Record<string, string> {
  const file = resolve(directory, envFile ?? '.env')
  if (!existsSync(file)) {
    if (envFile === undefined) return {}
    throw new UsageFault(
      `There is no settings file ${file}. Copy .env.example there, or leave --env-file out.`,
    )
  }
  const { settings, mistakes } = readEnvText(textOf(file))
  if (mistakes.length > 0) throw new UsageFault([`${file}:`, ...mistakes].join('\n- '))
  return settings
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new UsageFault(`The settings file ${file} cannot be read: ${why}.`, { cause })
  }
}
