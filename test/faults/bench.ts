import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, inject, vi } from 'vitest'
import { filledDatabase } from './filled-database.js'
import { buildPrograms, type Programs } from './program.js'

/** What the tests of a file work with. */
export interface Bench {
  readonly directory: string
  readonly programs: Programs
  /** A copy of a database with the contracts, by its name. */
  readonly copy: (name: string) => Promise<string>
}

/** Sets a bench up before the tests of a file, and clears it away after them. */
export function useBench(): () => Bench {
  const { patience } = inject('faults')
  vi.setConfig({ testTimeout: patience, hookTimeout: patience })
  let bench: Bench | null = null
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'mmr-faults-'))
    const programs = await buildPrograms()
    bench = { directory, programs, copy: await filledDatabase(directory) }
  })
  afterAll(async () => {
    await bench?.programs.remove()
    if (bench !== null) await rm(bench.directory, { recursive: true, force: true })
  })
  return () => {
    if (bench === null) throw new Error('no bench yet')
    return bench
  }
}
