import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Config, ConfigReading } from '../config/config.js'
import { describeFault, readConfig } from '../config/config.js'
import type { Logo } from '../report/brand.js'
import { readLogo } from '../run/logo.js'
import { pullRules } from '../run/pull-orders.js'
import type { Stop, Workspace } from '../run/workspace.js'
import { isoUtc } from '../run/workspace.js'
import type { DatabaseOptions } from '../store/database.js'
import { openDatabase } from '../store/database.js'
import { withCopyBefore } from '../store/upgrade.js'
import type { EnvFile } from './env-file.js'
import { readEnvFile, settingsIn } from './env-file.js'
import type { ExitCode, Terminal } from './terminal.js'
import { Failure, UsageFault, version } from './terminal.js'

/** The options that work with every command. */
export interface CommonOptions {
  readonly envFile?: string
  readonly database?: string
}

/** The settings of the env file, the real environment's over them, and --database over both. */
export function readSettings(
  terminal: Terminal,
  options: CommonOptions,
  file: EnvFile = readEnvFile(terminal, options),
): ConfigReading {
  const reading = readConfig({ file: settingsIn(file), process: terminal.env }, pullRules)
  if (!reading.ok || options.database === undefined) return reading
  return { ...reading, config: { ...reading.config, databaseFile: options.database } }
}

/** The settings that hold; what is unlikely about them is said on stderr. */
export function configOrFail(terminal: Terminal, options: CommonOptions, file?: EnvFile): Config {
  const reading = readSettings(terminal, options, file)
  if (!reading.ok) throw new UsageFault(faultList(reading.faults.map(describeFault)))
  for (const warning of reading.warnings) terminal.err(`warning: ${describeFault(warning)}\n`)
  return reading.config
}

/**
 * Opens the database of these settings for `work` and closes it again, whatever happens. Where it is
 * asked for, the whole file is checked first, which reads all of it.
 */
export async function inWorkspace<Result = ExitCode>(
  terminal: Terminal,
  config: Config,
  work: (workspace: Workspace) => Promise<Result>,
  { check = false }: Pick<DatabaseOptions, 'check'> = {},
): Promise<Result> {
  const logo = await settingsLogo(terminal, config)
  const db = await openDatabase(resolve(terminal.directory, config.databaseFile), {
    check,
    upgrade: withCopyBefore({
      suffix: `before-${version()}-${isoUtc(terminal.now()).replaceAll(':', '-')}`,
      kept: (copy) => terminal.err(upgraded(copy)),
    }),
  })
  try {
    const { now, chance, owner, directory } = terminal
    return await work({ config, db, now, chance, owner, logo, directory })
  } finally {
    await db.destroy()
  }
}

/** The same for what has nothing to do without a database: where there is none, none is made. */
export async function inExistingWorkspace(
  terminal: Terminal,
  config: Config,
  work: (workspace: Workspace) => Promise<ExitCode>,
  options: Pick<DatabaseOptions, 'check'> = {},
): Promise<ExitCode> {
  const file = resolve(terminal.directory, config.databaseFile)
  await settingsLogo(terminal, config)
  // Where there isn't even its directory, opening tells so, and makes nothing.
  if (!existsSync(file) && existsSync(dirname(file))) throw new Failure(withoutDatabase(file))
  return await inWorkspace(terminal, config, work, options)
}

export function withoutDatabase(file: string): string {
  return (
    `There is no database ${file} yet: mmr import accounts FILE makes it. ` +
    'If yours is elsewhere, name it with --database or DATABASE_URL.'
  )
}

function upgraded(copy: string): string {
  return (
    `The database was of an older version and has been brought up to date. As it was, it is kept in ${copy}: ` +
    'mmr restore of that version puts it back.\n'
  )
}

/** The picture of the settings, null for none; one that can't be shown is a usage fault. */
export async function settingsLogo({ directory }: Terminal, config: Config): Promise<Logo | null> {
  const reading = await readLogo(config, directory)
  if (reading.kind === 'unsound') throw new UsageFault(reading.fault)
  return reading.kind === 'none' ? null : reading.logo
}

function faultList(faults: readonly string[]): string[] {
  const count = faults.length === 1 ? 'One setting needs' : `${faults.length} settings need`
  return [`${count} care; nothing was done:`, ...faults.map((fault) => `- ${fault}`)]
}

/** Who calls, for the ledger: the name that the system has for them, else that of the process. */
export function userOf({ env, user, owner }: Terminal): string {
  const named = env.SUDO_USER || env.USER || env.LOGNAME || env.USERNAME
  return named || systemName(user) || `process ${owner}`
}

/** In a container, the system may know a number and no name for it; then it throws. */
function systemName(user: Terminal['user']): string {
  try {
    return user?.() ?? ''
  } catch {
    return ''
  }
}

/**
 * How long what is under way may take: with five seconds to close connections, an end within
 * thirty.
 */
const grace = 20_000

/**
 * Does `work`, which SIGTERM and SIGINT (Ctrl-C) ask to stop: it claims nothing more, and what is
 * under way after 20 seconds is broken off. The second signal ends the process at once, as if
 * nobody listened.
 */
export async function untilStopped<Result>(work: (stop: Stop) => Promise<Result>): Promise<Result> {
  const [claiming, sending] = [new AbortController(), new AbortController()]
  let timer: NodeJS.Timeout | undefined
  const ignore = () => process.off('SIGTERM', stop).off('SIGINT', stop)
  const stop = () => {
    ignore()
    claiming.abort(new Error('asked to stop'))
    timer = setTimeout(() => sending.abort(new Error('asked to stop')), grace)
  }
  process.on('SIGTERM', stop).on('SIGINT', stop)
  try {
    return await work({ claiming: claiming.signal, sending: sending.signal })
  } finally {
    clearTimeout(timer)
    ignore()
  }
}
