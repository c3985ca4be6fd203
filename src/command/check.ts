import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr check` */
export function checkCommand(terminal: Terminal, done: Done): Command {
  return new Command('check')
    .description('Read settings, database and data, and tell every problem with its cure.')
    .option('--smtp', 'also log in to the mail server and to the mailbox of bounces')
    .action(async (_options, command: Command) => {
      const { check } = await import('./action/check.js')
      done(await check(terminal, command.optsWithGlobals()))
    })
}
