import { Command, Option } from 'commander'
import { resendStates } from '../report/delivery.js'
import type { Done, Terminal } from './terminal.js'

/** `mmr resend` */
export function resendCommand(terminal: Terminal, done: Done): Command {
  return new Command('resend')
    .description('Submit messages again that are uncertain or failed, with the same Message-ID.')
    .argument('[id...]', 'deliveries, as mmr deliveries numbers them')
    .option('--week <week>', 'instead: every uncertain delivery of this week')
    .addOption(
      new Option(
        '--state <state>',
        'with --week: those in this state; filed is what went into files before SMTP_URL was set',
      ).choices(resendStates),
    )
    .option('--again', 'also those that are submitted: their readers get a second copy')
    .option('--reason <text>', 'why; the ledger keeps it')
    .action(async (ids: string[], _options, command: Command) => {
      const { resend } = await import('./action/resend.js')
      done(await resend(terminal, ids, command.optsWithGlobals()))
    })
}
