import { Command } from 'commander'
import { tidyName } from '../characters.js'
import type { Done, Terminal } from './terminal.js'

/** `mmr resubscribe` */
export function resubscribeCommand(terminal: Terminal, done: Done): Command {
  return new Command('resubscribe')
    .description('Send to somebody again who had unsubscribed: from now on the settings hold.')
    .argument('<address>', 'whose mails they were', tidyName)
    .action(async (address: string, _options, command: Command) => {
      const { resubscribe } = await import('./action/resubscribe.js')
      done(await resubscribe(terminal, address, command.optsWithGlobals()))
    })
}
