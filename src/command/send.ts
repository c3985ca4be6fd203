import { Command, Option } from 'commander'
import { tidyName } from '../characters.js'
import { roles } from '../report/recipient.js'
import type { Done, Terminal } from './terminal.js'

/** `mmr send` */
export function sendCommand(terminal: Terminal, done: Done): Command {
  return new Command('send')
    .description('Make the edition of a week and submit it; running it again sends nothing twice.')
    .option(
      '--week <week>',
      'the reported week, such as 2026-W47 (default: the one that just ended)',
    )
    .option('--prompt', 'ask account managers about a week instead (default: the one that runs)')
    .option('--only <address>', 'limit it to one recipient', tidyName)
    .option('--yes', 'with --only: also before the report is due, which makes it for everybody')
    .option('--dry-run', 'list what it would do, and do nothing')
    .addOption(
      new Option(
        '--test <address>',
        'instead: a mail as somebody gets it to any address, marked as a test, in no ledger',
      )
        .argParser(tidyName)
        .conflicts(['only', 'dryRun', 'yes']),
    )
    .addOption(
      new Option('--role <role>', 'with --test: whose mail (default: executive)').choices([
        ...roles,
        'prompt',
      ]),
    )
    .option(
      '--as <recipient>',
      'with --test: the mail of the recipient with this address',
      tidyName,
    )
    .action(async (_options, command: Command) => {
      const { send } = await import('./action/send.js')
      done(await send(terminal, command.optsWithGlobals()))
    })
}
