import { resolve } from 'node:path'
import { setTimeout as timer } from 'node:timers/promises'
import type { Config } from '../config/config.js'
import { KeyFileFault } from '../link/key-file.js'
import type { DkimKey } from '../mail/dkim.js'
import type { Transport } from '../mail/transport.js'
import type { Clock, Pace } from '../run/deliver.js'
import { createPace, unpaced } from '../run/deliver.js'
import { openLinkIssuer } from '../run/links.js'
import { openTransport, readSigningKey } from '../run/transport.js'
import type { LinkIssuer } from '../run/workspace.js'
import type { Terminal } from './terminal.js'
import { Failure, printable, UsageFault } from './terminal.js'

/** Opens the way out of the settings for `use`, and closes it again. */
export async function withTransport<Result>(
  terminal: Terminal,
  config: Config,
  use: (transport: Transport) => Promise<Result>,
): Promise<Result> {
  const transport = openWayOut(terminal, config)
  try {
    return await use(transport)
  } finally {
    await transport.close()
  }
}

/** The way out of the settings, for the caller to close; an address that can't be used is a usage fault. */
export function openWayOut(terminal: Terminal, config: Config): Transport {
  const opened = openTransport(config, terminal)
  if (opened.kind === 'fault') throw new UsageFault(opened.fault)
  return opened.transport
}

/** Lest files be taken for mail: what submitting means without a server; empty where there is one. */
export function outboxNotice({ directory }: Terminal, { mail }: Config): string {
  if (mail.kind === 'smtp') return ''
  return (
    'SMTP_URL is not set: no mail leaves this computer. ' +
    `Messages are files in ${printable(resolve(directory, mail.directory))}.\n`
  )
}

/** The key that mail is signed with, null for none; one that doesn't sign is a usage fault. */
export async function requireSigningKey(
  { directory }: Terminal,
  config: Config,
): Promise<DkimKey | null> {
  const signing = await readSigningKey(config, directory)
  if (signing.kind === 'unsound') throw new UsageFault(`${signing.fault} Nothing was sent.`)
  return signing.kind === 'sound' ? signing.key : null
}

/** What the links of mails are made with, null for none; keys that can't be used are a failure. */
export async function requireLinkIssuer(
  { directory }: Terminal,
  config: Config,
): Promise<LinkIssuer | null> {
  try {
    return await openLinkIssuer(config, resolve(directory, config.databaseFile))
  } catch (error) {
    if (error instanceof KeyFileFault) throw new Failure(error.message, { cause: error })
    throw error
  }
}

/** How fast the settings let messages follow each other; a folder takes them as they come. */
export function paceOf({ mail, sending }: Config): Pace {
  return mail.kind === 'smtp' ? createPace(sending.perSecond, monotonic) : unpaced
}

/** Not the time of day, which may be set back. */
const monotonic: Clock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) =>
    timer(Math.ceil(milliseconds), undefined, { signal }).catch(() => {}),
}
