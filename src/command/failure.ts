import { CommanderError } from 'commander'
import { KeyFileFault } from '../link/key-file.js'
import { DatabaseFault } from '../store/database-fault.js'
import { type ExitCode, Failure, printable, type Terminal, UsageFault } from './terminal.js'

/** Says on stderr why a command ended, and gives back its exit code. */
export function tellFailure(error: unknown, terminal: Terminal): ExitCode {
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
