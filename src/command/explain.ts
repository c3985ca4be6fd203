import { Command } from 'commander'
import { tidyName } from '../characters.js'
import { type Done, type Terminal, UsageFault } from './terminal.js'

/** `mmr explain` */
export function explainCommand(terminal: Terminal, done: Done): Command {
  return new Command('explain')
    .description(
      'Why an account stands where it does, or why somebody did or did not get a report.',
    )
    .argument('[account]', 'its account_id, or its name')
    .option('--recipient <address>', 'instead: what became of the report to this address', tidyName)
    .option(
      '--week <week>',
      'the reported week, such as 2026-W47 (default: the one that just ended)',
    )
    .option('--json', 'print the facts alone')
    .action(async (account: string | undefined, { recipient }: Named, command: Command) => {
      if (account !== undefined && recipient === undefined) {
        const { explain } = await import('./action/explain.js')
        done(await explain(terminal, account, command.optsWithGlobals()))
      } else if (account === undefined && recipient !== undefined) {
        const { explainTo } = await import('./action/explain-recipient.js')
        done(await explainTo(terminal, recipient, command.optsWithGlobals()))
      } else {
        throw new UsageFault('mmr explain wants either an account or --recipient, one of the two.')
      }
    })
}

interface Named {
  readonly recipient?: string
}
