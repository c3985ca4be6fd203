import { Command, Option } from 'commander'
import { deliveryStates } from '../report/delivery.js'
import type { Done, Terminal } from './terminal.js'

/** `mmr deliveries` */
export function deliveriesCommand(terminal: Terminal, done: Done): Command {
  return new Command('deliveries')
    .description('What became of each message: of the last edition, or of all in one state.')
    .option('--week <week>', 'the edition about this week, such as 2026-W47')
    .addOption(
      new Option('--state <state>', 'of all weeks, those in this state').choices(deliveryStates),
    )
    .addOption(
      new Option('--uncertain', 'those that wait for a person: --state uncertain').conflicts(
        'state',
      ),
    )
    .option('--json', 'print them as JSON')
    .action(async (_options, command: Command) => {
      const { deliveries } = await import('./action/deliveries.js')
      done(await deliveries(terminal, command.optsWithGlobals()))
    })
}
