import { resolve } from 'node:path'
import type { Config } from '../config/config.js'
import { describeFault } from '../config/config.js'
import type { Transport } from '../mail/transport.js'
import type { Renewal, Ticks } from '../run/worker.js'
import type { EnvFile } from './env-file.js'
import { readEnvFile, settingsIn } from './env-file.js'
import type { CommonOptions } from './session.js'
import { readSettings, settingsLogo } from './session.js'
import type { Terminal } from './terminal.js'
import { openWayOut, paceOf, requireLinkIssuer, requireSigningKey } from './transport.js'

/** What a program that runs for long was started with, and what it does with other settings. */
export interface SettingsUse {
  /** That `config` was read from. */
  readonly file: EnvFile
  readonly config: Config
  /** Goes over to other settings; throws, and changes nothing, where they can't be used. */
  readonly take: (config: Config) => Promise<void>
  readonly log: (level: 'info' | 'warn' | 'error', text: string) => void
}

const lookMs = 1000

/** As long as a file has to stay as it is before it counts: nobody takes that long to write one. */
const settledMs = 900

/**
 * Reads the env file again while `run` takes, when it says something else than before. It looks into
 * the file itself once a second, which sees every way of saving one. What it says counts once it has
 * said so for a second, so that half a file isn't taken for a whole one. All faults of a faulty one
 * are told, and nothing changes; so it is with one that is gone or empty, which would mean that nobody
 * gets anything any more.
 */
export async function whileWatching<Result>(
  terminal: Terminal,
  options: CommonOptions,
  use: SettingsUse,
  run: () => Promise<Result>,
): Promise<Result> {
  let holds = use.file
  let seen = textIn(holds)
  let since = 0
  let judged = seen
  let busy: Promise<void> | null = null
  const look = async () => {
    const found = foundBy(terminal, options)
    if (found.text !== seen) since = performance.now()
    seen = found.text
    if (seen === judged || performance.now() - since < settledMs) return
    judged = seen
    if (found.file === null) return use.log('error', `${refusal}\n${found.text}`)
    if (await isTaken(terminal, options, { ...use, found: found.file, holds })) holds = found.file
  }
  const timer = setInterval(() => {
    busy ??= look().finally(() => {
      busy = null
    })
  }, lookMs)
  try {
    return await run()
  } finally {
    clearInterval(timer)
    await busy
  }
}

/** What a look finds, by a text by which it is known again; without a file, the text says why. */
function foundBy(
  terminal: Terminal,
  options: CommonOptions,
): { readonly text: string; readonly file: EnvFile | null } {
  try {
    const file = readEnvFile(terminal, options)
    return { text: textIn(file), file }
  } catch (error) {
    return { text: wordsOf(error), file: null }
  }
}

const refusal =
  'The settings file was changed and cannot be used. All goes on as it was set before:'

/** Whether the settings of a changed file hold from now on; what became of it is told. */
async function isTaken(
  terminal: Terminal,
  options: CommonOptions,
  { config, take, log, found, holds }: SettingsUse & { found: EnvFile; holds: EnvFile },
): Promise<boolean> {
  try {
    if (isBlank(found) && !isBlank(holds)) {
      throw new Error(
        `${found.path} ${found.bytes === null ? 'is gone' : 'is empty'}. Put it back; a file of comments alone means that every setting has its default.`,
      )
    }
    const reading = readSettings(terminal, options, found)
    if (!reading.ok) {
      log(
        'error',
        [refusal, ...reading.faults.map((fault) => `- ${describeFault(fault)}`)].join('\n'),
      )
      return false
    }
    for (const warning of reading.warnings) log('warn', describeFault(warning))
    const waiting = lasting.filter(({ of }) => of(reading.config) !== of(config))
    await take(withLasting(reading.config, config))
    tellOf(
      log,
      changed(terminal, { found, holds }),
      waiting.map(({ name }) => name),
    )
    return true
  } catch (error) {
    log('error', `${refusal}\n${wordsOf(error)}`)
    return false
  }
}

function tellOf(
  log: SettingsUse['log'],
  names: readonly string[],
  waiting: readonly string[],
): void {
  const now = names.filter((name) => !waiting.includes(name))
  const which = now.length === 0 ? 'none is another one' : now.join(', ')
  log('info', `the settings file was read again, and holds from now on: ${which}`)
  if (waiting.length === 0) return
  const verb = waiting.length === 1 ? 'takes' : 'take'
  log('warn', `${waiting.join(', ')} ${verb} effect when the program is started again`)
}

/** What the program is built on: it can't change under it. */
const lasting: readonly { readonly name: string; readonly of: (config: Config) => unknown }[] = [
  { name: 'DATABASE_URL', of: ({ databaseFile }) => databaseFile },
  // Whether there is one at all; another one can be taken.
  { name: 'WEB_URL', of: ({ web }) => web.url === null },
  { name: 'WEB_HOST', of: ({ web }) => web.host },
  { name: 'WEB_PORT', of: ({ web }) => web.port },
]

function withLasting(config: Config, started: Config): Config {
  const isServed = started.web.url !== null
  const url = isServed === (config.web.url !== null) ? config.web.url : started.web.url
  const { host, port } = started.web
  return { ...config, databaseFile: started.databaseFile, web: { ...config.web, url, host, port } }
}

/** The names of settings that the file sets otherwise; those of the environment win over it. */
function changed(
  { env }: Terminal,
  { found, holds }: { readonly found: EnvFile; readonly holds: EnvFile },
): string[] {
  const [now, before] = [settingsIn(found), settingsIn(holds)]
  const names = new Set([...Object.keys(before), ...Object.keys(now)])
  return [...names].filter((name) => now[name] !== before[name] && env[name] === undefined).sort()
}

/** By what a file is known again; one that isn't there is like no other. */
function textIn({ bytes }: EnvFile): string {
  return bytes === null ? 'none' : `file ${bytes.toString('latin1')}`
}

function isBlank({ bytes }: EnvFile): boolean {
  return bytes === null || bytes.toString('latin1').trim() === ''
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * All that a worker makes of its settings, made of other ones; a UsageFault or a Failure where any of
 * it can't be had.
 */
export async function renewalOf(terminal: Terminal, config: Config): Promise<Renewal> {
  const logo = await settingsLogo(terminal, config)
  const dkim = await requireSigningKey(terminal, config)
  const links = await requireLinkIssuer(terminal, config)
  const transport = openWayOut(terminal, config)
  const outbox = resolve(terminal.directory, config.keeping.outboxDirectory)
  return { settings: { config, logo, dkim, links }, transport, pace: paceOf(config), outbox }
}

/** Settings on their way to the worker, which takes the latest ones between two beats. */
export interface Renewals {
  readonly offer: (renewal: Renewal) => void
  /** The same ticks, and one at once for each offer. */
  readonly ticking: (ticks: Ticks) => Ticks
  readonly next: () => Renewal | null
  /** Closes what was opened for them. */
  readonly close: () => Promise<void>
}

export function openRenewals(): Renewals {
  let waiting: Renewal | null = null
  const opened: Transport[] = []
  let tickAtOnce = () => {}
  return {
    offer: (renewal) => {
      opened.push(renewal.transport)
      waiting = renewal
      tickAtOnce()
    },
    ticking: (ticks) => (tick) => {
      tickAtOnce = tick
      const stop = ticks(tick)
      return () => {
        tickAtOnce = () => {}
        stop()
      }
    },
    next: () => {
      const renewal = waiting
      waiting = null
      return renewal
    },
    close: async () => {
      for (const transport of opened) await transport.close()
    },
  }
}
