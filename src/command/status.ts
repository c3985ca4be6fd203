import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr status` */
export function statusCommand(terminal: Terminal, done: Done): Command {
  return new Command('status')
    .description('Say whether all is well, as /healthz does, and what is not: exit 0 or 1.')
    .option('--json', 'print it as JSON')
    .action(async (_options, command: Command) => {
      const { status } = await import('./action/status.js')
      done(await status(terminal, command.optsWithGlobals()))
    })
}
