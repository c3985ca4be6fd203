import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr start` */
export function startCommand(terminal: Terminal, done: Done): Command {
  return new Command('start')
    .description('The worker: sends every report when it is due, until it is asked to stop.')
    .option('--verbose', 'log every step')
    .action(async (_options, command: Command) => {
      const { start } = await import('./action/start.js')
      done(await start(terminal, command.optsWithGlobals()))
    })
}
