import { DateTime } from 'luxon'
import type { Config } from '../../config/config.js'
import { type Format, formatOf } from '../../format.js'
import { wrapped } from '../../mail/text.js'
import { type Undoing, undoImport } from '../../run/undo-import.js'
import {
  countImports,
  type ImportChanges,
  type ImportedKind,
  type LedgerEntry,
  readImports,
} from '../../store/imports.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { table } from '../table.js'
import { type ExitCode, printable, type Terminal, UsageFault } from '../terminal.js'

export interface ImportsOptions extends CommonOptions {
  readonly limit: string
  readonly json?: true
}

/** Lists the ledger of imports, the latest first. */
export async function imports(terminal: Terminal, options: ImportsOptions): Promise<ExitCode> {
  const limit = wholeNumber('--limit', options.limit)
  const config = configOrFail(terminal, options)
  return await inExistingWorkspace(terminal, config, async ({ db }) => {
    const entries = await readImports(db, limit)
    if (options.json) {
      terminal.out(`${JSON.stringify(entries.map(importJson), null, 2)}\n`)
      return 0
    }
    if (entries.length === 0) {
      terminal.out('Nothing was imported yet: mmr import accounts FILE begins.\n')
      return 0
    }
    terminal.out(importText(entries, config))
    const more = (await countImports(db)) - entries.length
    if (more > 0) {
      const { count } = formatOf(config)
      terminal.out(`${count(more)} earlier; --limit ${limit + more} lists them all.\n`)
    }
    return 0
  })
}

function wholeNumber(what: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text)
  throw new UsageFault(`${what} wants a whole number from 1, and was given "${text}".`)
}

/**
 * The ledger for the terminal. What was left out of a file, or why it was refused, follows on lines of
 * its own.
 */
export function importText(entries: readonly LedgerEntry[], config: Config): string {
  const format = formatOf(config)
  const rows = entries.map((entry) => row(entry, config.timeZone, format))
  const [head = '', ...lines] = table([header, ...rows], widest).split('\n')
  const shown = entries.flatMap((entry, at) => [lines[at] ?? '', ...why(entry)])
  return [head, ...shown, ''].join('\n')
}

const header = ['ID', 'WHEN', 'KIND', 'FILE', 'BY', 'WHAT']
const widest = [8, 16, 9, 30, 7, 90]

function row(entry: LedgerEntry, zone: string, format: Format): string[] {
  const { importId, at, kind, file, origin } = entry
  return [String(importId), local(at, zone), kind, file, origin ?? '', what(entry, zone, format)]
}

function local(at: string, zone: string): string {
  return DateTime.fromISO(at, { zone }).toFormat('yyyy-MM-dd HH:mm')
}

function what(entry: LedgerEntry, zone: string, format: Format): string {
  if (entry.outcome === 'refused') {
    return `refused: ${format.counted(entry.faults, 'fault')}`
  }
  const { kind, changes, undoneAt } = entry
  const told =
    changes === null
      ? 'taken by an earlier version, which noted no more'
      : changesText(kind, changes, format)
  return undoneAt === null ? told : `undone ${local(undoneAt, zone)}; was ${told}`
}

function changesText(kind: ImportedKind, changes: ImportChanges, { count }: Format): string {
  const { added, changed, superseded, unchanged, skipped } = changes
  const told = [
    `${count(added)} added`,
    kind === 'accounts' ? `${count(changed)} changed` : `${count(superseded)} superseded`,
    `${count(unchanged)} unchanged`,
    ...(skipped === 0 ? [] : [`${count(skipped)} left out`]),
  ]
  return told.join(', ')
}

function why(entry: LedgerEntry): string[] {
  const said =
    entry.outcome === 'refused' ? entry.firstFault : (entry.changes?.firstSkipped ?? null)
  return said === null ? [] : [wrapped(printable(said), 10)]
}

/**
 * An import as `--json` prints it: a public contract, to which fields may be added. Instants are UTC,
 * ISO 8601 with milliseconds.
 */
export interface ImportJson extends ImportChangesJson {
  /** What `mmr import --undo` takes. */
  readonly id: number
  readonly at: string
  readonly kind: ImportedKind
  /** Without its folder. */
  readonly file: string
  /** `command` or `pull`; null of one from before that was noted. */
  readonly origin: LedgerEntry['origin']
  readonly outcome: LedgerEntry['outcome']
  /** 0 of one that was taken. */
  readonly faults: number
  readonly firstFault: string | null
  /** Since when its rows count for nothing; null where they count, or were refused. */
  readonly undoneAt: string | null
}

/** All null of one that was refused, or from before they were noted. */
type ImportChangesJson = { readonly [Name in keyof ImportChanges]: ImportChanges[Name] | null }

export function importJson(entry: LedgerEntry): ImportJson {
  const { importId: id, at, kind, file, origin, outcome } = entry
  const head = { id, at, kind, file, origin, outcome }
  if (entry.outcome === 'refused') {
    const { faults, firstFault } = entry
    return { ...head, ...unknownChanges, faults, firstFault, undoneAt: null }
  }
  const { changes, undoneAt } = entry
  return { ...head, ...(changes ?? unknownChanges), faults: 0, firstFault: null, undoneAt }
}

const unknownChanges: ImportChangesJson = {
  ...{ added: null, changed: null, superseded: null, unchanged: null },
  ...{ skipped: null, firstSkipped: null },
}

/** Takes an import back and says what became of its rows; 1 where there is nothing to take back. */
export async function undo(
  terminal: Terminal,
  id: string,
  options: CommonOptions,
): Promise<ExitCode> {
  const importId = wholeNumber('--undo', id)
  const config = configOrFail(terminal, options)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const undoing = await undoImport(work, importId)
    const text = printable(undoingText(importId, undoing, config))
    if (undoing.kind !== 'undone') {
      terminal.err(`${text}\n`)
      return 1
    }
    terminal.out(`${text}\n`)
    return 0
  })
}

function undoingText(importId: number, undoing: Undoing, config: Config): string {
  if (undoing.kind === 'no-import') {
    return `There is no import ${importId}. mmr imports lists them. Nothing was changed.`
  }
  const { entry } = undoing
  const named = `Import ${importId} (${entry.file}, ${local(entry.at, config.timeZone)})`
  switch (undoing.kind) {
    case 'refused':
      return `${named} was refused, so there is nothing to take back. Nothing was changed.`
    case 'undone-before':
      return `${named} was undone already, ${local(undoing.at, config.timeZone)}. Nothing was changed.`
    case 'unlinked':
      return (
        `${named} was made by a version of this program that did not note which rows came by which ` +
        'import, so it can’t be undone. Import a file that says what is right. Nothing was changed.'
      )
    case 'undone':
      return undoneText(named, undoing, formatOf(config))
  }
}

function undoneText(
  named: string,
  { entry, gone, kept }: Extract<Undoing, { readonly kind: 'undone' }>,
  { count, counted }: Format,
): string {
  const noun = entry.kind === 'accounts' ? 'version' : 'snapshot'
  const of = entry.kind === 'accounts' ? ' of accounts' : ''
  const told = gone === 1 ? 'counts for nothing any more' : 'count for nothing any more'
  const stay =
    kept === 0
      ? ''
      : ` ${count(kept)} of its rows ${kept === 1 ? 'stays, because a later import says' : 'stay, because later imports say'} the same.`
  return (
    `${named} is undone: ${counted(gone, noun)}${of} ${told}, and what was known before ` +
    `counts again.${stay} Reports that were made stay as they are.`
  )
}
