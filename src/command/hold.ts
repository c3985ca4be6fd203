import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr hold` */
export function holdCommand(terminal: Terminal, done: Done): Command {
  return new Command('hold')
    .description('Submit nothing more, until mmr release; what is under way is finished.')
    .option('--reason <text>', 'why, for whoever finds it on hold')
    .action(async (_options, command: Command) => {
      const { hold } = await import('./action/hold.js')
      done(await hold(terminal, command.optsWithGlobals()))
    })
}
