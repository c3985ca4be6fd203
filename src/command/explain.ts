import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr explain` */
export function explainCommand(terminal: Terminal, done: Done): Command {
  return new Command('explain')
    .description('Why an account stands where it stands.')
    .argument('<account>', 'its account_id, or its name')
    .option(
      '--week <week>',
      'the reported week, such as 2026-W47 (default: the one that just ended)',
    )
    .option('--json', 'print the facts alone')
    .action(async (account: string, _options, command: Command) => {
      const { explain } = await import('./action/explain.js')
      done(await explain(terminal, account, command.optsWithGlobals()))
    })
}
