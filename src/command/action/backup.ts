import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { backUp } from '../../store/backup.js'
import { printable } from '../printable.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, type Terminal, UsageFault } from '../terminal.js'

/** Copies the database into a new file, which is checked to be whole. */
export async function backup(
  terminal: Terminal,
  named: string,
  options: CommonOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const file = resolve(terminal.directory, named)
  const wholeFile = { check: true }
  return await inExistingWorkspace(
    terminal,
    config,
    async ({ db }) => {
      if ((await backUp(db, file)) === 'exists') {
        throw new UsageFault(
          `There is a file ${file} already, and a backup replaces none. Name another, or move it.`,
        )
      }
      const { size } = await stat(file)
      terminal.out(
        `${printable(file)}: ${Math.ceil(size / 1024)} KB, checked. mmr restore puts it back.\n`,
      )
      return 0
    },
    wholeFile,
  )
}
