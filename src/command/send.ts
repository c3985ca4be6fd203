import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr send` */
export function sendCommand(terminal: Terminal, done: Done): Command {
  return new Command('send')
    .description('Make the edition of a week and submit it; running it again sends nothing twice.')
    .option(
      '--week <week>',
      'the reported week, such as 2026-W47 (default: the one that just ended)',
    )
    .option('--prompt', 'ask account managers about a week instead (default: the one that runs)')
    .option('--only <address>', 'limit it to one recipient')
    .option('--dry-run', 'list what it would do, and do nothing')
    .action(async (_options, command: Command) => {
      const { send } = await import('./action/send.js')
      done(await send(terminal, command.optsWithGlobals()))
    })
}
