import { resolve } from 'node:path'
import { settingsPlace, writeSettings } from '../../run/settings-file.js'
import { changedEnv } from '../env-change.js'
import { type EnvFile, readEnvFile, settingsIn } from '../env-file.js'
import { Failure, type Terminal, UsageFault } from '../terminal.js'

/** The first lines of an env file that setup makes. */
const heading = `# Settings of the Monday Morning Report, as mmr setup has asked for them. All others, and what each
# means, are in .env.example; mmr check says what is wrong with any.

`

/** An env file that can be written. */
export interface WritableEnv {
  readonly file: EnvFile
  /** Whether others in its group may read it. */
  readonly isShared: boolean
}

/**
 * Finds out whether the env file can be written, before anybody is asked anything.
 *
 * @throws UsageFault where it has mistakes, or is another user's; Failure where its folder can't be
 * written.
 */
export async function requireWritableEnv(
  terminal: Terminal,
  options: { readonly envFile?: string },
): Promise<WritableEnv> {
  const path = resolve(terminal.directory, options.envFile ?? '.env')
  const place = await settingsPlace(path)
  if (place.kind === 'of-another') {
    throw new UsageFault(
      `${path} is another user's, who could not read it any more after this. Run mmr setup as that user.`,
    )
  }
  if (place.kind === 'closed') {
    const { folder, cause } = place
    throw new Failure(`Nothing can be written into ${folder}: check who may.`, { cause })
  }
  const file = place.isThere ? readEnvFile(terminal, options) : { path, bytes: null }
  settingsIn(file)
  return { file, isShared: place.isShared }
}

/**
 * Writes settings into the env file, whole or not at all, for its owner's eyes alone. What somebody
 * else has written into it since stays. Throws as `requireWritableEnv` does.
 */
export async function saveSettings(
  terminal: Terminal,
  options: { readonly envFile?: string },
  values: ReadonlyMap<string, string>,
): Promise<WritableEnv> {
  const env = await requireWritableEnv(terminal, options)
  const text = env.file.bytes?.toString() ?? heading
  await writeSettings(env.file.path, changedEnv(text, values))
  return env
}
