import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr serve` */
export function serveCommand(terminal: Terminal, done: Done): Command {
  return new Command('serve')
    .description('The web server alone, where account managers answer, until it is asked to stop.')
    .action(async (_options, command: Command) => {
      const { serve } = await import('./action/serve.js')
      done(await serve(terminal, command.optsWithGlobals()))
    })
}
