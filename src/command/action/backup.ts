import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { latestDue } from '../../report/slot.js'
import { identityBy } from '../../run/ledger-mark.js'
import { restoreLedger as putBack, type Restoration } from '../../run/restore.js'
import { scheduleOf } from '../../run/timetable.js'
import { backUp } from '../../store/backup.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, Failure, printable, type Terminal, UsageFault } from '../terminal.js'
import { inDoubtText } from './hold.js'

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

type Restored = Extract<Restoration, { kind: 'restored' }>

/** Puts a backup back, and says what is in doubt. */
export async function restore(
  terminal: Terminal,
  named: string,
  options: CommonOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const file = resolve(terminal.directory, config.databaseFile)
  const now = terminal.now()
  const restoration = await putBack({
    backup: resolve(terminal.directory, named),
    file,
    now,
    identity: identityBy(terminal.chance),
    latestDue: latestDue(now, scheduleOf(config)).week,
  })
  const { aside, hold } = restored(restoration, file)
  const kept = aside === null ? [] : [printable(`The one that it replaces is ${aside}.`)]
  const doubt = hold.doubt === null ? [] : [inDoubtText(hold.doubt)]
  const lines = [
    printable(`${file} is what it was in ${resolve(terminal.directory, named)}.`),
    ...kept,
    'Sending is on hold, whoever starts: mmr release lets it go on.',
    ...doubt,
  ]
  terminal.out(`${lines.join('\n')}\n`)
  return 0
}

function restored(restoration: Restoration, file: string): Restored {
  switch (restoration.kind) {
    case 'restored':
      return restoration
    case 'unusable':
      throw new UsageFault(
        `Nothing was restored: ${restoration.reason}. Name a file that mmr backup has made.`,
      )
    case 'in-use':
      throw new Failure(
        `Nothing was restored: another program is using ${file}. End it (mmr start, or any other), and try again.`,
      )
    case 'sending':
      throw new Failure(
        `Nothing was restored: until ${restoration.until}, a worker that was sending may still be ` +
          'doing so, and what comes of it would be lost. Try again after that.',
      )
  }
}
