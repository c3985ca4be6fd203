import { Command } from 'commander'
import type { Done, Terminal } from './terminal.js'

/** `mmr bounces` */
export function bouncesCommand(terminal: Terminal, done: Done): Command {
  return new Command('bounces')
    .description('Read what came back, and mark the deliveries that it is about.')
    .argument('[file...]', 'messages as .eml or mbox, instead of the mailbox of BOUNCE_IMAP_URL')
    .option('--json', 'print what was read as JSON')
    .action(async (files: string[], _options, command: Command) => {
      const { bounces } = await import('./action/bounces.js')
      done(await bounces(terminal, files, command.optsWithGlobals()))
    })
}
