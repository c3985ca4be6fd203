import { resolve } from 'node:path'
import { type Format, formatOf } from '../../format.js'
import { unshrinkableText } from '../../run/keeping.js'
import {
  type ErasedPerson,
  erasePerson,
  identityOf,
  type PersonRecord,
  readPerson,
} from '../../run/person.js'
import { type CommonOptions, configOrFail, inExistingWorkspace, userOf } from '../session.js'
import { type ExitCode, Failure, printable, type Terminal, UsageFault } from '../terminal.js'

export interface PersonCommandOptions extends CommonOptions {
  readonly export?: true
  readonly erase?: true
}

/** Prints what is kept about somebody, or erases it. */
export async function person(
  terminal: Terminal,
  address: string,
  options: PersonCommandOptions,
): Promise<ExitCode> {
  if ((options.export === true) === (options.erase === true)) {
    throw new UsageFault('mmr person wants either --export or --erase, one of the two.')
  }
  const config = configOrFail(terminal, options)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const record = await readPerson(work, address)
    if (record === null) {
      throw new UsageFault(
        `Nothing is kept about ${address}. Addresses are told apart as they are written in the ` +
          'settings and in accounts.csv: mmr deliveries lists those that mail went to.',
      )
    }
    if (options.export) {
      terminal.out(`${JSON.stringify(record, null, 2)}\n`)
      return 0
    }
    const outbox = resolve(terminal.directory, config.keeping.outboxDirectory)
    const identity = await identityOf(work, address)
    const erased = await erasePerson(work, { identity, by: userOf(terminal), outbox })
    terminal.out(erasedText(address, erased, formatOf(config)))
    terminal.err(`${remnantsText(erased)}${warnings(record)}`)
    return 0
  })
}

function erasedText(
  address: string,
  { erasure, files }: ErasedPerson,
  { counted }: Format,
): string {
  if (erasure.kind === 'sending') {
    throw new Failure(
      `A mail to ${printable(address)} is on its way just now. Nothing was changed; try again after ${erasure.until}.`,
    )
  }
  const { pseudonym, rows, editions, redacted, letGo, skipped } = erasure
  const changed = [...rows].map(([table, count]) => `${table} ${count}`).join(', ')
  return [
    `${printable(address)} is now ${pseudonym.name} <${pseudonym.address}>, and nothing tells who that was.`,
    `  Rows changed: ${changed === '' ? 'none' : changed}.`,
    `  ${counted(editions, 'edition', 'editions')} whose facts named them.`,
    `  ${counted(letGo, 'message')} removed, ${counted(redacted, 'message')} to others changed.`,
    ...(skipped === 0 ? [] : [`  ${counted(skipped, 'mail')} to them that was due, called off.`]),
    ...(files === 0 ? [] : [`  ${counted(files, 'file')} of the outbox removed or changed.`]),
    'Backups, copies of the database beside it, logs, and mail that has left still name them.',
    '',
  ].join('\n')
}

/** A fault in it is no reason to call what was done undone. */
function remnantsText({ remnants }: ErasedPerson): string {
  if (remnants === null) return ''
  const why = printable(unshrinkableText(remnants))
  return (
    'warning: What the database held before can still be found in unused parts of its file, because it ' +
    `could not be written anew: ${why}. Erase once more when it can.\n`
  )
}

/** What would bring them back. */
function warnings({ address, settings, owned }: PersonRecord): string {
  const lines = [
    ...(settings.length === 0
      ? []
      : [
          `${settings.join(' and ')} still ${settings.length === 1 ? 'names' : 'name'} ${address}: ` +
            'the next report brings them back. Take them out there, and erase once more.',
        ]),
    ...(owned.length === 0
      ? []
      : [
          `${owned.join(', ')} belonged to ${address}: importing ` +
            'accounts.csv as it is brings them back. Give each a new owner there first.',
        ]),
  ]
  return lines.map((line) => `warning: ${printable(line)}\n`).join('')
}
