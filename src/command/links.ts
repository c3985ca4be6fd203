import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr links` */
export function linksCommand(terminal: Terminal, done: Done): Command {
  return new Command('links')
    .description('List the links that were mailed and still hold, and who has unsubscribed.')
    .action(async (_options, command: Command) => {
      const { links } = await import('./action/links.js')
      done(await links(terminal, command.optsWithGlobals()))
    })
}
