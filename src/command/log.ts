import { type Logger, pino, stdTimeFunctions } from 'pino'
import { prettyFactory } from 'pino-pretty'
import type { Config } from '../config/config.js'
import type { Observer } from '../run/workspace.js'
import { entryOf } from './log-entry.js'
import { spelledOut } from './printable.js'
import type { Terminal } from './terminal.js'

/**
 * The worker's log on stdout: JSON, a line for each entry; where a person reads along, readable.
 * Passwords and addresses with a token are masked, whoever said them.
 */
export function createLog(
  { out, paint = out, screen }: Terminal,
  config: Config,
  { verbose }: { readonly verbose: boolean },
): Log {
  const secrets = secretsOf(config)
  const pretty = screen?.out ? prettyFactory({ colorize: true, ignore: 'pid,hostname' }) : null
  const write = (line: string) => (pretty === null ? out(line) : paint(pretty(readable(line))))
  const options = {
    level: verbose ? 'debug' : 'info',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  const log = pino(options, { write: (line) => write(masked(line, secrets)) })
  return Object.assign(log, { mask: (next: Config) => void secrets.push(...secretsOf(next)) })
}

export type Log = Logger & {
  /** From now on, masks what is secret in these settings, too. */
  readonly mask: (config: Config) => void
}

/**
 * What a line of JSON holds, fit to be shown between colours: some texts of an error are shown as
 * they are.
 */
function readable(line: string): object {
  return JSON.parse(line, (_name, value) => (typeof value === 'string' ? spelledOut(value) : value))
}

/** Logs what a run tells of; what stays wrong from beat to beat, once until it changes. */
export function logging(log: Logger): Observer {
  let standing = ''
  return (event) => {
    const { level, message, fields } = entryOf(event)
    const isStanding = event.kind === 'no-rate'
    const text = JSON.stringify(fields)
    if (isStanding && text === standing) return
    if (isStanding) standing = text
    log[level](fields, message)
  }
}

function secretsOf({ mail, bounces, heartbeatUrl }: Config): string[] {
  const passwords = [mail.kind === 'smtp' ? mail.url : '', bounces.imapUrl ?? '']
    .flatMap((text) => (URL.canParse(text) ? [new URL(text)] : []))
    .flatMap(({ href, password }) => [href, password, decoded(password)])
  const apps = [mail.kind === 'smtp' ? mail.oauth : null, bounces.oauth]
  const tokens = apps.flatMap((app) => [app?.clientSecret, app?.refreshToken])
  const secrets = [...passwords, ...tokens, heartbeatUrl].filter((it) => typeof it === 'string')
  // JSON writes some characters otherwise.
  return [...secrets, ...secrets.map((secret) => JSON.stringify(secret).slice(1, -1))]
}

/** Shorter ones would mask the log's own words; in what a server says, they are masked already. */
const shortest = 6

function masked(line: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= shortest)
    .reduce((rest, secret) => rest.replaceAll(secret, '•••'), line)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
