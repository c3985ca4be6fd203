import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config } from '../../config/config.js'
import { brokenStatement, type Statement, statementText } from '../../report/statement.js'
import { expectationsOf } from '../../run/timetable.js'
import { DatabaseFault } from '../../store/database-fault.js'
import { readStatement } from '../../store/installation-facts.js'
import { openForReading } from '../../store/read-only.js'
import { type CommonOptions, configOrFail, withoutDatabase } from '../session.js'
import type { ExitCode, Terminal } from '../terminal.js'

export interface StatusOptions extends CommonOptions {
  readonly json?: true
}

/** Prints how the installation stands: 0 where all is well, 1 where something isn't. */
export async function status(terminal: Terminal, options: StatusOptions): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const statement = await stateOf(terminal, config)
  terminal.out(options.json ? `${JSON.stringify(statement, null, 2)}\n` : statementText(statement))
  return statement.status === 'well' ? 0 : 1
}

/** It only reads, so that it disturbs nobody and is quick however large the file is. */
async function stateOf({ directory, now }: Terminal, config: Config): Promise<Statement> {
  const file = resolve(directory, config.databaseFile)
  if (!existsSync(file)) return brokenStatement(withoutDatabase(file))
  try {
    const db = await openForReading(file)
    try {
      return await readStatement(db, expectationsOf(config), now())
    } finally {
      await db.destroy()
    }
  } catch (error) {
    if (error instanceof DatabaseFault) return brokenStatement(error.message)
    throw error
  }
}
