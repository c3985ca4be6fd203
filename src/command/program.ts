import { Command, CommanderError } from 'commander'
import { KeyFileFault } from '../link/key-file.js'
import { DatabaseFault } from '../store/database-fault.js'
import { backupCommand } from './backup.js'
import { bouncesCommand } from './bounces.js'
import { checkCommand } from './check.js'
import { deliveriesCommand } from './deliveries.js'
import { demoCommand } from './demo.js'
import { explainCommand } from './explain.js'
import { holdCommand } from './hold.js'
import { importCommand } from './import.js'
import { linksCommand } from './links.js'
import { personCommand } from './person.js'
import { planCommand } from './plan.js'
import { previewCommand } from './preview.js'
import { printable } from './printable.js'
import { pruneCommand } from './prune.js'
import { releaseCommand } from './release.js'
import { resendCommand } from './resend.js'
import { restoreCommand } from './restore.js'
import { resubscribeCommand } from './resubscribe.js'
import { revokeCommand } from './revoke.js'
import { sendCommand } from './send.js'
import { serveCommand } from './serve.js'
import { startCommand } from './start.js'
import { statusCommand } from './status.js'
import {
  type Done,
  type ExitCode,
  Failure,
  guardedTerminal,
  type Terminal,
  UsageFault,
} from './terminal.js'
import { version } from './version.js'

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
    return told(error, terminal)
  }
}

/** In the order in which mmr --help lists them. */
const commands = [
  importCommand,
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

function told(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof UsageFault) return said(error.message, terminal, 2)
  if (error instanceof Failure) return said(error.message, terminal, 1)
  if (error instanceof DatabaseFault || error instanceof KeyFileFault) {
    return said(printable(error.message), terminal, 1)
  }
  if (isRefusedBySystem(error)) {
    const what = printable(error.message)
    return said(`${what}. Check that path, and who may read and write there.`, terminal, 1)
  }
  const heading = 'mmr failed in a way it does not expect; please report this:'
  return said([heading, ...detailOf(error)].join('\n'), terminal, 1)
}

/** What happened, on one line whatever it quotes, and where in the program. */
function detailOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [printable(String(error))]
  const places = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line))
  return [printable(`${error.name}: ${error.message}`), ...places]
}

/** A file or folder could not be used; the message names it. */
function isRefusedBySystem(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'path' in error
}

function said(text: string, terminal: Terminal, code: ExitCode): ExitCode {
  terminal.err(`${text}\n`)
  return code
}
