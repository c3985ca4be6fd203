import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Config, describeFault, readConfig } from '../../config/config.js'
import { type ImportedKind, importRecorded, type RecordedImport } from '../../run/import.js'
import type { ImportOutcome } from '../../run/import-file.js'
import type { Workspace } from '../../run/workspace.js'
import type { ImportWords } from '../../source/options.js'
import { fileSource } from '../../source/table.js'
import { inWorkspace } from '../session.js'
import { type Terminal, UsageFault } from '../terminal.js'
import type { EnvValues } from './questions.js'

/** A file, and how it is to be read. */
export interface TriedFile {
  readonly kind: ImportedKind
  /** Resolved. */
  readonly path: string
  readonly words: ImportWords
}

/**
 * Imports files into a database of their own, which is gone when `use` has ended; it hears what came
 * of the last one.
 */
export async function inTrial<Result>(
  terminal: Terminal,
  values: EnvValues,
  files: readonly TriedFile[],
  use: (work: Workspace, outcome: ImportOutcome | null) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'mmr-setup-'))
  try {
    const config = { ...usableConfig(terminal, values), databaseFile: join(folder, 'trial.sqlite') }
    return await inWorkspace(terminal, config, async (work) => {
      let outcome: ImportOutcome | null = null
      for (const file of files) outcome = await importRecorded(work, orderOf(terminal, work, file))
      return await use(work, outcome)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The settings with their defaults in the place of those that can't be read: a trial needs few. */
function usableConfig({ env }: Terminal, values: EnvValues): Config {
  const reading = readConfig({ file: values, process: env })
  if (reading.ok) return reading.config
  const faulty = new Set(reading.faults.map(({ variable }) => variable))
  const sound = Object.entries(values).filter(([name]) => !faulty.has(name))
  const second = readConfig({ file: Object.fromEntries(sound), process: env })
  if (second.ok) return second.config
  throw new UsageFault(second.faults.map(describeFault))
}

function orderOf(
  { directory }: Terminal,
  { config }: Workspace,
  { kind, path, words }: TriedFile,
): RecordedImport {
  const order = { source: fileSource({ file: path, sheet: words.sheet }), options: words.reading }
  if (kind === 'snapshots') return { ...order, kind }
  const owners = words.owners ?? config.ownersFile
  return {
    ...order,
    kind,
    isComplete: words.complete,
    isConfirmed: words.yes,
    ...(owners !== null && {
      owners: fileSource({ file: resolve(directory, owners), sheet: null }),
    }),
  }
}
