import { Command, Option } from 'commander'
import { tidyName } from '../characters.js'
import { roles } from '../report/recipient.js'
import type { Done, Terminal } from './terminal.js'

/** `mmr preview` */
export function previewCommand(terminal: Terminal, done: Done): Command {
  return new Command('preview')
    .description('Render digests without sending anything; the text part goes to the terminal.')
    .addOption(new Option('--role <role>', 'digests of one role').choices(roles))
    .option('--prompt', 'what account managers are asked about the week that still runs')
    .option('--recipient <address>', 'digests of one recipient', tidyName)
    .option(
      '--week <week>',
      'the reported week, such as 2026-W47 (default: the one that just ended)',
    )
    .option('--out <dir>', 'write .html, .txt and .eml files into this folder')
    .option('--open', "look at one digest in the browser (default: the executives')")
    .option('--json', 'print the facts alone')
    .action(async (_options, command: Command) => {
      const { preview } = await import('./action/preview.js')
      done(await preview(terminal, command.optsWithGlobals()))
    })
}
