import { resolve } from 'node:path'
import { type Config, describeFault, readConfig } from '../config.js'
import type { Workspace } from '../run/workspace.js'
import { openDatabase } from '../store/database.js'
import { DatabaseFault } from '../store/database-fault.js'
import { fileSettings } from './env-file.js'
import { type ExitCode, Failure, type Terminal, UsageFault } from './terminal.js'

/** The options that work with every command. */
export interface CommonOptions {
  readonly envFile?: string
  readonly database?: string
}

/** The settings that hold: the env file's, and the real environment's over them. */
export function settings(terminal: Terminal, options: CommonOptions): Config {
  const result = readConfig({ file: fileSettings(terminal, options), process: terminal.env })
  if (!result.ok) throw new UsageFault(faultList(result.faults.map(describeFault)))
  for (const warning of result.warnings) terminal.err(`warning: ${describeFault(warning)}\n`)
  return { ...result.config, ...(options.database && { databaseFile: options.database }) }
}

/** Opens the database of these settings for `work` and closes it again, whatever happens. */
export async function inWorkspace(
  terminal: Terminal,
  config: Config,
  work: (workspace: Workspace) => Promise<ExitCode>,
): Promise<ExitCode> {
  const db = await opened(resolve(terminal.directory, config.databaseFile))
  try {
    const { now, chance, owner } = terminal
    return await work({ config, db, now, chance, owner })
  } finally {
    await db.destroy()
  }
}

async function opened(file: string): ReturnType<typeof openDatabase> {
  try {
    return await openDatabase(file)
  } catch (error) {
    if (error instanceof DatabaseFault) throw new Failure(error.message, { cause: error })
    throw error
  }
}

function faultList(faults: readonly string[]): string {
  const count = faults.length === 1 ? 'One setting needs' : `${faults.length} settings need`
  return [`${count} care; nothing was done:`, ...faults.map((fault) => `- ${fault}`)].join('\n')
}
