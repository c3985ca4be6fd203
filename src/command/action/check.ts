import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config } from '../../config/config.js'
import { describeFault } from '../../config/config.js'
import type { Format } from '../../format.js'
import { formatOf } from '../../format.js'
import { keyFileOf } from '../../link/key-file.js'
import { closeToOthers } from '../../mail/outbox.js'
import type { Transport } from '../../mail/transport.js'
import type { Role } from '../../report/recipient.js'
import { findings, webFindings } from '../../run/check.js'
import { bounceLogin, smtpLogin } from '../../run/check-logins.js'
import type { ComingMail } from '../../run/coming-mail.js'
import { comingMail } from '../../run/coming-mail.js'
import type { Finding } from '../../run/finding.js'
import { readLogo } from '../../run/logo.js'
import { holdSecrets, openSecretFiles } from '../../run/secret-files.js'
import { openTransport, readSigningKey } from '../../run/transport.js'
import { DatabaseFault } from '../../store/database-fault.js'
import { readEnvFile, settingsIn } from '../env-file.js'
import type { CommonOptions } from '../session.js'
import { inWorkspace, readSettings, withoutDatabase } from '../session.js'
import { table } from '../table.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { printable } from '../terminal.js'
import { outboxNotice } from '../transport.js'

export interface CheckOptions extends CommonOptions {
  readonly smtp?: true
}

/**
 * Tells everything that needs care, and who gets what next. 2 when settings need it, 1 when
 * something else is a fault.
 */
export async function check(terminal: Terminal, options: CheckOptions): Promise<ExitCode> {
  const reading = readSettings(terminal, options)
  if (!reading.ok) {
    // LOCALE itself may be what is wrong.
    const unset = formatOf({ locale: 'en-US', currency: 'USD' })
    for (const fault of reading.faults) terminal.err(`fault: ${describeFault(fault)}\n`)
    terminal.err(
      `${unset.counted(reading.faults.length, 'setting')} to put right; the rest was not checked.\n`,
    )
    return 2
  }
  for (const warning of reading.warnings) terminal.out(`warning: ${describeFault(warning)}\n`)
  const logo = await inLogo(terminal, reading.config)
  const hasLogo = !logo.some(({ kind }) => kind === 'fault')
  const config = hasLogo ? reading.config : { ...reading.config, logoFile: null }
  const data = await inDatabase(terminal, config)
  const found = [
    ...logo,
    ...data.found,
    ...(await inMail(terminal, reading.config, options)),
    ...(await inSigning(terminal, reading.config)),
    ...(await inWeb(terminal, reading.config)),
    ...(await inSecretFiles(terminal, reading.config, options)),
  ]
  const inTurn = found.toSorted(
    (one, other) => gravity.indexOf(one.kind) - gravity.indexOf(other.kind),
  )
  for (const { kind, what, cure } of inTurn) {
    terminal.out(`${printable(`${kind}: ${what} ${cure}`.trim())}\n`)
  }
  const faults = found.filter(({ kind }) => kind === 'fault').length
  if (faults === 0) terminal.out('Settings, database and data are in order.\n')
  else terminal.err(`${formatOf(reading.config).counted(faults, 'fault')} to put right.\n`)
  if (data.coming !== null)
    terminal.out(`\n${comingMailText(data.coming, formatOf(reading.config))}`)
  return faults === 0 ? 0 : 1
}

/** What stops the report comes first. */
const gravity: readonly Finding['kind'][] = ['fault', 'warning', 'remark']

async function inLogo({ directory }: Terminal, config: Config): Promise<Finding[]> {
  const reading = await readLogo(config, directory)
  if (reading.kind === 'unsound') return [{ kind: 'fault', what: reading.fault, cure: '' }]
  return reading.kind === 'none' || reading.bare === null
    ? []
    : [{ kind: 'warning', ...reading.bare }]
}

interface InDatabase {
  readonly found: readonly Finding[]
  /** Null where the database can't be read. */
  readonly coming: readonly ComingMail[] | null
}

async function inDatabase(terminal: Terminal, config: Config): Promise<InDatabase> {
  const file = resolve(terminal.directory, config.databaseFile)
  if (!existsSync(file)) return unread(withoutDatabase(file))
  let read: InDatabase = { found: [], coming: null }
  try {
    const wholeFile = { check: true }
    await inWorkspace(
      terminal,
      config,
      async (work) => {
        read = { found: await findings(work), coming: await comingMail(work) }
        return 0
      },
      wholeFile,
    )
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error
    return unread(error.message)
  }
  return read
}

function unread(what: string): InDatabase {
  return { found: [{ kind: 'fault', what, cure: '' }], coming: null }
}

function inWeb({ directory }: Terminal, config: Config): Promise<Finding[]> {
  return webFindings(config, resolve(directory, config.databaseFile))
}

/** The settings where a secret is in them, and files that hold nothing else. */
async function inSecretFiles(
  terminal: Terminal,
  { dkim, databaseFile }: Config,
  options: CheckOptions,
): Promise<Finding[]> {
  const at = (file: string) => resolve(terminal.directory, file)
  const settings = settingsIn(readEnvFile(terminal, options))
  return await openSecretFiles([
    ...(holdSecrets(settings) ? [at(options.envFile ?? '.env')] : []),
    ...(dkim === null ? [] : [at(dkim.keyFile)]),
    keyFileOf(at(databaseFile)),
  ])
}

/** Logs in to the servers where that was asked for; an outbox is only looked at. */
async function inMail(
  terminal: Terminal,
  config: Config,
  { smtp }: CheckOptions,
): Promise<Finding[]> {
  const { directory, now, out } = terminal
  const opened = openTransport(config, terminal)
  if (opened.kind === 'fault') return [{ kind: 'fault', what: opened.fault, cure: '' }]
  const keeping = { databaseFile: resolve(directory, config.databaseFile), now }
  const logins = smtp
    ? [...(await smtpLogin(config, keeping, out)), ...(await bounceLogin(config, keeping, out))]
    : []
  if (config.mail.kind === 'smtp') return logins
  return [...logins, ...(await inOutbox(terminal, config, opened.transport))]
}

async function inOutbox(terminal: Terminal, config: Config, outbox: Transport): Promise<Finding[]> {
  const readiness = await outbox.verify()
  if (readiness.kind === 'ready') {
    const notice: Finding = { ...noServer, what: outboxNotice(terminal, config).trimEnd() }
    return [notice, ...(await openOutbox(terminal, config))]
  }
  const cure = 'Make the folder of OUTBOX_DIR writable.'
  return [{ kind: 'fault', what: `Mail cannot be submitted: ${readiness.reason}.`, cure }]
}

/** Mails that other users of the computer can read, and that can't be taken from them by us. */
async function openOutbox({ directory }: Terminal, config: Config): Promise<Finding[]> {
  const { mail } = config
  const open = mail.kind === 'outbox' ? await closeToOthers(resolve(directory, mail.directory)) : []
  const [first] = open
  if (first === undefined) return []
  const more =
    open.length === 1 ? '' : ` and ${formatOf(config).counted(open.length - 1, 'more path')}`
  return [
    {
      kind: 'warning',
      what: `Other users of this computer can read mails of the outbox, with links that work: ${first}${more}.`,
      cure: 'Its rights cannot be changed by this user. Let its owner run chmod -R go= on it, or set OUTBOX_DIR to another folder.',
    },
  ]
}

const noServer = { kind: 'remark', cure: 'Set SMTP_URL to submit them.' } as const

/** A key that signs is worth its DNS record: without it, the signature says nothing. */
async function inSigning({ directory, out }: Terminal, config: Config): Promise<Finding[]> {
  const signing = await readSigningKey(config, directory)
  if (signing.kind === 'unsound') return [{ kind: 'fault', what: signing.fault, cure: '' }]
  if (signing.kind === 'sound') {
    const { name, value } = signing.record
    out(`DKIM: mail is signed. Its DNS record, of type TXT, is\n  ${name}\n  ${value}\n`)
  }
  return []
}

/**
 * Who gets what next, and when, one line for each person. Of a role with more people than a screen
 * has room for, it tells how many get it at which time.
 */
function comingMailText(coming: readonly ComingMail[], format: Format): string {
  if (coming.length === 0) return 'Nobody gets anything: no people are set.\n'
  const byRole = new Map<Role, ComingMail[]>()
  for (const one of coming) {
    byRole.set(one.recipient.role, [...(byRole.get(one.recipient.role) ?? []), one])
  }
  const rows = [...byRole].flatMap(([role, those]) =>
    (those.length > mostNamed ? inNumbers(those, format) : those.map(person)).map((row) => [
      `  ${role}`,
      ...row,
    ]),
  )
  return `Who gets what next, on their own clocks:\n${table(rows, [17, 60, 100])}`
}

const mostNamed = 12

function person(one: ComingMail): [string, string] {
  const { name, address, region } = one.recipient
  const who = name === '' || name === address ? address : `${name} <${address}>`
  return [region === null ? who : `${who} (region ${region})`, what(one)]
}

/** How many get the same at the same time, most first. */
function inNumbers(those: readonly ComingMail[], { counted }: Format): [string, string][] {
  const counts = new Map<string, number>()
  for (const one of those) {
    const same = one.unsubscribedSince === null ? what(one) : 'nothing: unsubscribed'
    counts.set(same, (counts.get(same) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([same, count]) => [counted(count, 'person', 'people'), same])
}

function what({ zone, report, prompt, unsubscribedSince }: ComingMail): string {
  if (unsubscribedSince !== null) return `nothing: unsubscribed since ${unsubscribedSince}`
  const times = [
    { at: report, mail: `report ${clock(report)}` },
    ...(prompt === null ? [] : [{ at: prompt, mail: `prompt ${clock(prompt)}` }]),
  ]
  const inTurn = times.toSorted((one, other) => (one.at < other.at ? -1 : 1))
  return `${inTurn.map(({ mail }) => mail).join(', ')} ${zone}`
}

/** `Mon 2026-11-23 07:00` of `2026-11-23T07:00:00+01:00`. */
function clock(local: string): string {
  const [day = '', time = ''] = local.split('T')
  return `${weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]} ${day} ${time.slice(0, 5)}`
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
