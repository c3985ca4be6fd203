import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr release` */
export function releaseCommand(terminal: Terminal, done: Done): Command {
  return new Command('release')
    .description(
      'Let sending go on; what a lost state of the ledger may have submitted is uncertain.',
    )
    .option('--again', 'submit that again instead: readers may get a second copy')
    .action(async (_options, command: Command) => {
      const { release } = await import('./action/release.js')
      done(await release(terminal, command.optsWithGlobals()))
    })
}
