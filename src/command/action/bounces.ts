import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../../config/config.js'
import { formatOf } from '../../format.js'
import type { ImapServer } from '../../mail/server-url.js'
import {
  type Bouncing,
  type Collected,
  collectFromFile,
  collectFromMailbox,
  openBouncing,
} from '../../run/bounces.js'
import { bounceMailboxOf } from '../../run/server-logins.js'
import type { Workspace } from '../../run/workspace.js'
import { foundJson } from '../bounce-json.js'
import { foundText } from '../bounce-text.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { untilStopped } from '../stop-signal.js'
import { type ExitCode, Failure, type Terminal, UsageFault } from '../terminal.js'

export interface BouncesOptions extends CommonOptions {
  readonly json?: true
}

/** Reads what came back, from files or from the mailbox; 1 where the mailbox could not be read. */
export async function bounces(
  terminal: Terminal,
  files: readonly string[],
  options: BouncesOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  if (config.bounces.address === null) throw new UsageFault(withoutAddress)
  const server = files.length > 0 ? null : requireMailbox(terminal, config)
  return await inExistingWorkspace(terminal, config, async (workspace) => {
    const bouncing = await openBouncing(workspace)
    if (bouncing === null) throw new UsageFault(withoutAddress)
    const { found, visit } = await untilStopped((stop) => {
      const work = { ...workspace, stop }
      return server === null
        ? fromFiles(work, bouncing, pathsOf(terminal, files))
        : collectFromMailbox(work, bouncing, { server, patience })
    })
    if (options.json) terminal.out(`${JSON.stringify(found.map(foundJson), null, 2)}\n`)
    else terminal.out(foundText(found, visit, formatOf(config)))
    if (visit.kind === 'failed') {
      throw new Failure(`The mailbox of BOUNCE_IMAP_URL could not be read: ${visit.reason}`)
    }
    return 0
  })
}

/** For 500 messages over a slow line. */
const patience = 10 * 60_000

interface NamedFile {
  readonly name: string
  readonly path: string
}

function pathsOf({ directory }: Terminal, files: readonly string[]): NamedFile[] {
  return files.map((name) => ({ name, path: resolve(directory, name) }))
}

async function fromFiles(
  work: Workspace,
  bouncing: Bouncing,
  files: readonly NamedFile[],
): Promise<Collected> {
  // All are read before anything is recorded: a name that is mistyped does nothing by halves.
  const contents = await readAll(files)
  const found = []
  for (const file of contents) found.push(...(await collectFromFile(work, bouncing, file)))
  return { found, visit: { kind: 'visited', left: 0 } }
}

async function readAll(files: readonly NamedFile[]): Promise<{ name: string; content: Buffer }[]> {
  const contents: { name: string; content: Buffer }[] = []
  const faults: string[] = []
  for (const { name, path } of files) {
    try {
      contents.push({ name, content: await readFile(path) })
    } catch (error) {
      faults.push(`- ${path}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  if (faults.length === 0) return contents
  const which =
    'Nothing was recorded, because not every file could be read. Name .eml or mbox files.'
  throw new Failure([which, ...faults])
}

function requireMailbox({ directory, now }: Terminal, config: Config): ImapServer {
  const databaseFile = resolve(directory, config.databaseFile)
  const reading = bounceMailboxOf(config, { databaseFile, now })
  if (reading === null) throw new UsageFault(withoutMailbox)
  if (reading.kind === 'fault') throw new UsageFault(reading.fault)
  return reading.server
}

const withoutAddress =
  'BOUNCE_ADDRESS is not set, so no message has gone out with a return path that could be known ' +
  'again. Set it to an address such as bounces@example.com, whose server takes ' +
  'bounces+anything@example.com, too; it counts for what is submitted from then on.'

const withoutMailbox =
  'There is no mailbox to read: set BOUNCE_IMAP_URL, such as ' +
  'imaps://user:password@imap.example.com/INBOX, or name files: mmr bounces FILE.'
