import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr restore` */
export function restoreCommand(terminal: Terminal, done: Done): Command {
  return new Command('restore')
    .description(
      'Put a backup in the place of the database, which is kept aside; it starts on hold.',
    )
    .argument('<file>', 'what mmr backup has made')
    .action(async (file: string, _options, command: Command) => {
      const { restore } = await import('./action/restore.js')
      done(await restore(terminal, file, command.optsWithGlobals()))
    })
}
