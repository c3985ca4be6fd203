import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, release, type as system, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { comparing } from './comparing.js'
import { type Finding, inMemory, table } from './finding.js'
import { importing } from './importing.js'
import { rendering } from './rendering.js'
import { sending } from './sending.js'
import { serving } from './serving.js'
import { starting } from './starting.js'
import { submitting } from './submitting.js'
import { years } from './years.js'

export const parts = [
  'rendering',
  'comparing',
  'importing',
  'starting',
  'sending',
  'submitting',
  'serving',
  'years',
] as const
export type Part = (typeof parts)[number]

export function isPart(name: string): name is Part {
  return parts.some((part) => part === name)
}

/** What there is to measure; each gets a directory that is thrown away afterwards. */
const measurements: Readonly<Record<Part, (directory: string) => Promise<Finding[]>>> = {
  rendering,
  comparing,
  importing,
  starting,
  sending,
  submitting,
  serving,
  years,
}

/** Measures, and prints what was found as it comes. */
export async function runParts(asked: readonly Part[]): Promise<void> {
  console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${machine()}.`)
  console.log('Medians of rounds in which both sides take turns; a ratio above 1: here is faster.')
  for (const part of asked) {
    const directory = await mkdtemp(join(tmpdir(), 'mmr-bench-'))
    try {
      const findings = await measurements[part](directory)
      console.log(`\n${part}\n${table(findings)}`)
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }
}

function machine(): string {
  const processors = cpus()
  const model = processors[0]?.model.trim() ?? 'unknown processor'
  return `${processors.length} × ${model}, ${inMemory(totalmem())}, ${system()} ${release()}`
}
