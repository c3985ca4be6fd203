import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr backup` */
export function backupCommand(terminal: Terminal, done: Done): Command {
  return new Command('backup')
    .description('Copy the database, consistently, while a worker runs.')
    .argument('<file>', 'a file that is not there yet; it holds names and addresses')
    .action(async (file: string, _options, command: Command) => {
      const { backup } = await import('./action/backup.js')
      done(await backup(terminal, file, command.optsWithGlobals()))
    })
}
