import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr person` */
export function personCommand(terminal: Terminal, done: Done): Command {
  return new Command('person')
    .description('Export all that is kept about somebody, or make them a pseudonym everywhere.')
    .argument('<address>', 'whose')
    .option('--export', 'print it as JSON')
    .option('--erase', 'take their name and address out, for good; no figure changes')
    .action(async (address: string, _options, command: Command) => {
      const { person } = await import('./action/person.js')
      done(await person(terminal, address, command.optsWithGlobals()))
    })
}
