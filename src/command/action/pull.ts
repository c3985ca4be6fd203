import { type Config, describeFault, readConfig } from '../../config/config.js'
import { formatOf } from '../../format.js'
import type { ImportedKind } from '../../run/import.js'
import { type PulledOf, pullSources } from '../../run/pull.js'
import { pulledKinds, pullRules, pullSettings } from '../../run/pull-orders.js'
import { describeRowFault } from '../../source/fault.js'
import {
  type GivenOptions,
  importOptions,
  importWords,
  writtenWords,
} from '../../source/options.js'
import { envLine } from '../env-file.js'
import { type CommonOptions, configOrFail, inWorkspace, untilStopped } from '../session.js'
import { type ExitCode, printable, type Terminal, UsageFault } from '../terminal.js'
import { type ImportCall, tellRefused, tellTaken } from './import.js'

/** `mmr import`, with or without what to import. */
export interface ImportOrPull {
  /** Undefined for both. */
  readonly kind: ImportedKind | undefined
  readonly file: string | undefined
  readonly options: CommonOptions & GivenOptions
}

/** Prints how a file would be pulled, or, where none is named, pulls. */
export async function importOrPull(terminal: Terminal, call: ImportOrPull): Promise<ExitCode> {
  const { kind, file, options } = call
  if (kind === undefined || file === undefined) return await pull(terminal, call)
  return saveLines(terminal, { kind, file, options })
}

/**
 * Pulls what the settings name, also where it is as it was; 1 where any of it could not be had, or was
 * refused.
 */
async function pull(terminal: Terminal, { kind, options }: ImportOrPull): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  requireNoOptions(options)
  const wanted = kind === undefined ? pulledKinds : [kind]
  const kinds = wanted.filter((one) => config.imports[one] !== null)
  if (kinds.length === 0) throw new UsageFault(nowhere(kind))
  return await inWorkspace(terminal, config, (workspace) =>
    untilStopped(async (stop) => {
      const work = { ...workspace, stop }
      const found = await pullSources(work, { kinds, isDue: () => true, isForced: true })
      const codes = found.map((one) => tell(terminal, one, config))
      return codes.some((code) => code !== 0) ? 1 : 0
    }),
  )
}

/** How a file that is pulled is to be read stands in the settings. */
function requireNoOptions(options: GivenOptions): void {
  const given = importOptions.find(({ name, isRepeatable }) => {
    const value = options[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]
    return isRepeatable ? Array.isArray(value) && value.length > 0 : value !== undefined
  })
  const stray = given?.name ?? ['dryRun', 'save'].find((name) => options[name] === true)
  if (stray === undefined) return
  const option = stray === 'dryRun' ? 'dry-run' : stray
  throw new UsageFault(
    `--${option} is for a file: mmr import accounts FILE --${option}. What is said of a file that is ` +
      'pulled stands in IMPORT_ACCOUNTS_OPTIONS and IMPORT_SNAPSHOTS_OPTIONS. Nothing was imported.',
  )
}

function nowhere(kind: ImportedKind | undefined): string {
  const settings =
    kind === undefined ? 'IMPORT_ACCOUNTS and IMPORT_SNAPSHOTS say' : `${pullSettings[kind]} says`
  return (
    `Nothing is named to be imported: ${settings} nothing. Name a file, as in mmr import ` +
    `${kind ?? 'accounts'} FILE, or set where it is pulled from; .env.example has examples.`
  )
}

function tell(terminal: Terminal, { of, pulled }: PulledOf, config: Config): ExitCode {
  switch (pulled.kind) {
    case 'imported':
    case 'refused': {
      const call: ImportCall = { kind: of, file: pulled.name, options: {} }
      return pulled.kind === 'imported'
        ? tellTaken(terminal, call, pulled.outcome, config)
        : tellRefused(terminal, call, pulled.outcome, formatOf(config))
    }
    case 'unchanged':
      terminal.out(`${pullSettings[of]}: it is as it was; nothing was imported.\n`)
      return 0
    case 'failed':
      terminal.err(`nothing was imported: ${printable(describeRowFault(pulled.fault))}\n`)
      return 1
  }
}

/**
 * Prints the lines of `.env` by which the worker pulls a file with these options, and writes nothing.
 */
function saveLines(terminal: Terminal, { kind, file, options }: ImportCall): ExitCode {
  const setting = pullSettings[kind]
  const words = importWords(options)
  if (words.asOf !== null) {
    throw new UsageFault(
      '--as-of names one day, and what is pulled is pulled every week. Leave it out.',
    )
  }
  const settings = [
    [setting, file],
    [`${setting}_OPTIONS`, writtenWords(words)],
  ].filter(([, value]) => value !== '')
  const reading = readConfig({ file: Object.fromEntries(settings), process: {} }, pullRules)
  if (!reading.ok) throw new UsageFault(reading.faults.map(describeFault))
  for (const [name = '', value = ''] of settings) terminal.out(`${lineOf(name, value)}\n`)
  return 0
}

function lineOf(name: string, value: string): string {
  const line = envLine(name, value)
  if (line !== null) return line
  throw new UsageFault(
    `${name} can’t be written in an env file: it holds ", ' and \` and a #. Rename what has them.`,
  )
}
