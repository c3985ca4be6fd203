import { Argument, Command, Option } from 'commander'
import type { ImportCall } from './action/import.js'
import type { Done, Terminal } from './terminal.js'

/** `mmr import accounts|snapshots FILE` */
export function importCommand(terminal: Terminal, done: Done): Command {
  return new Command('import')
    .description('Validate a CSV file and take all of it, or nothing.')
    .addArgument(new Argument('<kind>', 'what its rows are').choices(['accounts', 'snapshots']))
    .argument('<file>', 'a UTF-8 CSV file with a header')
    .addOption(
      new Option(
        '--map <pair>',
        'a header of the file and the column it is, "Account Name=name"; repeatable',
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .action(async (kind: ImportCall['kind'], file: string, _options, command: Command) => {
      const { importCsv } = await import('./action/import.js')
      done(await importCsv(terminal, { kind, file, options: command.optsWithGlobals() }))
    })
}

function collect(pair: string, pairs: string[]): string[] {
  return [...pairs, pair]
}
