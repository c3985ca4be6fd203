import { Command } from 'commander'
import { tidyName } from '../characters.js'
import type { Done, Terminal } from './terminal.js'

/** `mmr revoke` */
export function revokeCommand(terminal: Terminal, done: Done): Command {
  return new Command('revoke')
    .description('End a link that has gone astray, or all links of a person, at once.')
    .argument('<link>', 'its id in mmr links, or the address that it was mailed to', tidyName)
    .action(async (named: string, _options, command: Command) => {
      const { revoke } = await import('./action/revoke.js')
      done(await revoke(terminal, named, command.optsWithGlobals()))
    })
}
