import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr prune` */
export function pruneCommand(terminal: Terminal, done: Done): Command {
  return new Command('prune')
    .description('Remove now what KEEP_MESSAGES_WEEKS lets go of, as the worker does hourly.')
    .option('--dry-run', 'only say what would be removed')
    .action(async (_options, command: Command) => {
      const { prune } = await import('./action/prune.js')
      done(await prune(terminal, command.optsWithGlobals()))
    })
}
