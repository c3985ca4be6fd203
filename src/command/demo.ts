import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr demo` */
export function demoCommand(terminal: Terminal, done: Done): Command {
  return new Command('demo')
    .description('The whole way on the sample portfolio, in a database and an outbox of its own.')
    .action(async (_options, command: Command) => {
      const { demo } = await import('./action/demo.js')
      done(await demo(terminal, command.optsWithGlobals()))
    })
}
