import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr plan` */
export function planCommand(terminal: Terminal, done: Done): Command {
  return new Command('plan')
    .description('List when the coming reports are due, in local time and in UTC.')
    .option('--next <count>', 'how many of them', '4')
    .option('--json', 'print them as JSON')
    .action(async (_options, command: Command) => {
      const { plan } = await import('./action/plan.js')
      done(plan(terminal, command.optsWithGlobals()))
    })
}
