import { Argument, Command, Option } from 'commander'
import { tidyName } from '../characters.js'
import { deliveryStates, resendStates } from '../report/delivery.js'
import { roles } from '../report/recipient.js'
import type { ImportCall } from './action/import.js'
import { tellFailure } from './failure.js'
import { importCommandOptions } from './import-options.js'
import type { Done, ExitCode, Terminal } from './terminal.js'
import { guardedTerminal, printable, UsageFault, version } from './terminal.js'

/** Runs `mmr` with the words after its name. Never throws: what went wrong is said on stderr. */
export async function run(words: readonly string[], unguarded: Terminal): Promise<ExitCode> {
  const terminal = guardedTerminal(unguarded)
  let code: ExitCode = 0
  const done = (result: ExitCode) => {
    code = result
  }
  try {
    await program(terminal, done).parseAsync([...words], { from: 'user' })
    return code
  } catch (error) {
    return tellFailure(error, terminal)
  }
}

/** In the order in which mmr --help lists them. */
const commands = [
  setupCommand,
  importCommand,
  importsCommand,
  previewCommand,
  sendCommand,
  startCommand,
  serveCommand,
  planCommand,
  checkCommand,
  statusCommand,
  explainCommand,
  deliveriesCommand,
  bouncesCommand,
  resendCommand,
  linksCommand,
  revokeCommand,
  resubscribeCommand,
  holdCommand,
  releaseCommand,
  pruneCommand,
  personCommand,
  backupCommand,
  restoreCommand,
  demoCommand,
]

function program(terminal: Terminal, done: Done): Command {
  const root = new Command('mmr')
    .description('The Monday Morning Report: a weekly account-health mail, to each person once.')
    .version(version())
    .option('--env-file <file>', 'settings, instead of .env')
    .option('--database <file>', 'the SQLite file, instead of DATABASE_URL')
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      // What was mistyped is quoted in it.
      outputError: (text, write) => write(`${printable(text.trim())}\n`),
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(mmr --help lists the commands)')
  for (const make of commands) {
    const command = make(terminal, done).copyInheritedSettings(root)
    root.addCommand(command.showHelpAfterError(`(mmr ${command.name()} --help says what it takes)`))
  }
  return root
}

/** `mmr backup` */
function backupCommand(terminal: Terminal, done: Done): Command {
  return new Command('backup')
    .description('Copy the database, consistently, while a worker runs.')
    .argument('<file>', 'a file that is not there yet; it holds names and addresses')
    .action(async (file: string, _options, command: Command) => {
      const { backup } = await import('./action/backup.js')
      done(await backup(terminal, file, command.optsWithGlobals()))
    })
}

/** `mmr bounces` */
function bouncesCommand(terminal: Terminal, done: Done): Command {
  return new Command('bounces')
    .description('Read what came back, and mark the deliveries that it is about.')
    .argument('[file...]', 'messages as .eml or mbox, instead of the mailbox of BOUNCE_IMAP_URL')
    .option('--json', 'print what was read as JSON')
    .action(async (files: string[], _options, command: Command) => {
      const { bounces } = await import('./action/bounces.js')
      done(await bounces(terminal, files, command.optsWithGlobals()))
    })
}

/** `mmr check` */
function checkCommand(terminal: Terminal, done: Done): Command {
  return new Command('check')
    .description('Read settings, database and data, and tell every problem with its cure.')
    .option('--smtp', 'also log in to the mail server and to the mailbox of bounces')
    .action(async (_options, command: Command) => {
      const { check } = await import('./action/check.js')
      done(await check(terminal, command.optsWithGlobals()))
    })
}

/** `mmr deliveries` */
function deliveriesCommand(terminal: Terminal, done: Done): Command {
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

/** `mmr demo` */
function demoCommand(terminal: Terminal, done: Done): Command {
  return new Command('demo')
    .description('The whole way on the sample portfolio, in a database and an outbox of its own.')
    .option('--serve', 'then serve its pages on this machine, so that the links in its mails work')
    .action(async (_options, command: Command) => {
      const { demo } = await import('./action/demo.js')
      done(await demo(terminal, command.optsWithGlobals()))
    })
}

/** `mmr explain` */
function explainCommand(terminal: Terminal, done: Done): Command {
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

/** `mmr hold` */
function holdCommand(terminal: Terminal, done: Done): Command {
  return new Command('hold')
    .description('Submit nothing more, until mmr release; what is under way is finished.')
    .option('--reason <text>', 'why, for whoever finds it on hold')
    .action(async (_options, command: Command) => {
      const { hold } = await import('./action/hold.js')
      done(await hold(terminal, command.optsWithGlobals()))
    })
}

/** `mmr import accounts|snapshots FILE`, `mmr import`, `mmr import --undo ID` */
function importCommand(terminal: Terminal, done: Done): Command {
  const command = new Command('import')
    .description('Validate an export and take all of it, or nothing.')
    .addArgument(new Argument('[kind]', 'what its rows are').choices(['accounts', 'snapshots']))
    .argument(
      '[file]',
      'a CSV or XLSX file with a header; without it, what IMPORT_… names is pulled',
    )
    .option('--save', 'keep nothing: print the lines of .env by which the worker pulls this file')
    .option('--dry-run', 'show how the file was understood and what would change; keep nothing')
  for (const option of importCommandOptions()) command.addOption(option)
  return command.action(async (kind: ImportCall['kind'] | undefined, file: string | undefined) => {
    const { undo: id, ...options } = command.optsWithGlobals()
    // What pulls is half of the program: a file needs none of it.
    if (id === undefined && kind !== undefined && file !== undefined && options.save !== true) {
      const { importFrom } = await import('./action/import.js')
      return done(await importFrom(terminal, { kind, file, options }))
    }
    if (id === undefined) {
      const { importOrPull } = await import('./action/pull.js')
      return done(await importOrPull(terminal, { kind, file, options }))
    }
    if (kind !== undefined) throw new UsageFault('mmr import --undo wants an id and nothing else.')
    const { undo } = await import('./action/imports.js')
    done(await undo(terminal, String(id), options))
  })
}

/** `mmr imports` */
function importsCommand(terminal: Terminal, done: Done): Command {
  return new Command('imports')
    .description(
      'The ledger of imports, the latest first: what each changed, or why it was refused.',
    )
    .option('--limit <count>', 'how many of them', '20')
    .option('--json', 'print them as JSON')
    .action(async (_options, command: Command) => {
      const { imports } = await import('./action/imports.js')
      done(await imports(terminal, command.optsWithGlobals()))
    })
}

/** `mmr links` */
function linksCommand(terminal: Terminal, done: Done): Command {
  return new Command('links')
    .description('List the links that were mailed and still hold, and who has unsubscribed.')
    .action(async (_options, command: Command) => {
      const { links } = await import('./action/links.js')
      done(await links(terminal, command.optsWithGlobals()))
    })
}

/** `mmr plan` */
function planCommand(terminal: Terminal, done: Done): Command {
  return new Command('plan')
    .description('List when the coming reports are due, in local time and in UTC.')
    .option('--next <count>', 'how many of them', '4')
    .option('--json', 'print them as JSON')
    .action(async (_options, command: Command) => {
      const { plan } = await import('./action/plan.js')
      done(plan(terminal, command.optsWithGlobals()))
    })
}

/** `mmr preview` */
function previewCommand(terminal: Terminal, done: Done): Command {
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
    .option('--full', 'the full report of executives and account managers, as a web page')
    .option('--open', "look at one digest in the browser (default: the executives')")
    .option('--json', 'print the facts alone')
    .action(async (_options, command: Command) => {
      const { preview } = await import('./action/preview.js')
      done(await preview(terminal, command.optsWithGlobals()))
    })
}

/** `mmr release` */
function releaseCommand(terminal: Terminal, done: Done): Command {
  return new Command('release')
    .description(
      'Let sending go on; what a lost state of the ledger may have submitted is uncertain.',
    )
    .option('--again', 'submit that again instead: readers may get a second copy')
    .action(async (_options, command: Command) => {
      const { release } = await import('./action/hold.js')
      done(await release(terminal, command.optsWithGlobals()))
    })
}

/** `mmr resend` */
function resendCommand(terminal: Terminal, done: Done): Command {
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

/** `mmr restore` */
function restoreCommand(terminal: Terminal, done: Done): Command {
  return new Command('restore')
    .description(
      'Put a backup in the place of the database, which is kept aside; it starts on hold.',
    )
    .argument('<file>', 'what mmr backup has made')
    .action(async (file: string, _options, command: Command) => {
      const { restore } = await import('./action/backup.js')
      done(await restore(terminal, file, command.optsWithGlobals()))
    })
}

/** `mmr resubscribe` */
function resubscribeCommand(terminal: Terminal, done: Done): Command {
  return new Command('resubscribe')
    .description('Send to somebody again who had unsubscribed: from now on the settings hold.')
    .argument('<address>', 'whose mails they were', tidyName)
    .action(async (address: string, _options, command: Command) => {
      const { resubscribe } = await import('./action/links.js')
      done(await resubscribe(terminal, address, command.optsWithGlobals()))
    })
}

/** `mmr revoke` */
function revokeCommand(terminal: Terminal, done: Done): Command {
  return new Command('revoke')
    .description('End a link that has gone astray, or all links of a person, at once.')
    .argument('<link>', 'its id in mmr links, or the address that it was mailed to', tidyName)
    .action(async (named: string, _options, command: Command) => {
      const { revoke } = await import('./action/links.js')
      done(await revoke(terminal, named, command.optsWithGlobals()))
    })
}

/** `mmr send` */
function sendCommand(terminal: Terminal, done: Done): Command {
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

/** `mmr serve` */
function serveCommand(terminal: Terminal, done: Done): Command {
  return new Command('serve')
    .description('The web server alone, where account managers answer, until it is asked to stop.')
    .action(async (_options, command: Command) => {
      const { serve } = await import('./action/start.js')
      done(await serve(terminal, command.optsWithGlobals()))
    })
}

/** `mmr setup` */
function setupCommand(terminal: Terminal, done: Done): Command {
  return new Command('setup')
    .description('Ask for what a first report needs, and write it into .env and nowhere else.')
    .action(async (_options, command: Command) => {
      const { setup } = await import('./action/setup.js')
      done(await setup(terminal, command.optsWithGlobals()))
    })
}

/** `mmr start` */
function startCommand(terminal: Terminal, done: Done): Command {
  return new Command('start')
    .description('The worker: sends every report when it is due, until it is asked to stop.')
    .option('--verbose', 'log every step')
    .action(async (_options, command: Command) => {
      const { start } = await import('./action/start.js')
      done(await start(terminal, command.optsWithGlobals()))
    })
}

/** `mmr status` */
function statusCommand(terminal: Terminal, done: Done): Command {
  return new Command('status')
    .description('Say whether all is well, as /healthz does, and what is not: exit 0 or 1.')
    .option('--json', 'print it as JSON')
    .action(async (_options, command: Command) => {
      const { status } = await import('./action/status.js')
      done(await status(terminal, command.optsWithGlobals()))
    })
}

/** `mmr person` */
function personCommand(terminal: Terminal, done: Done): Command {
  return new Command('person')
    .description('Export all that is kept about somebody, or make them a pseudonym everywhere.')
    .argument('<address>', 'whose')
    .option('--export', 'print it as JSON')
    .option('--erase', 'take their name and address out, for good; no figure changes')
    .action(async (address: string, _options, command: Command) => {
      const { person } = await import('./action/person.js')
      done(await person(terminal, address, command.optsWithGlobals()))
    })
}

/** `mmr prune` */
function pruneCommand(terminal: Terminal, done: Done): Command {
  return new Command('prune')
    .description('Remove now what KEEP_MESSAGES_WEEKS lets go of, as the worker does hourly.')
    .option('--dry-run', 'only say what would be removed')
    .action(async (_options, command: Command) => {
      const { prune } = await import('./action/prune.js')
      done(await prune(terminal, command.optsWithGlobals()))
    })
}
