import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, release, type as system, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { comparing } from './comparing.js'
import { type Finding, inMemory, table } from './finding.js'
import { importing } from './importing.js'
import { rendering } from './rendering.js'
import { sending } from './sending.js'
import { starting } from './starting.js'
import { submitting } from './submitting.js'

/** Every part of the benchmark, in a directory of its own. */
const parts: Readonly<Record<string, (directory: string) => Promise<Finding[]>>> = {
  rendering,
  comparing,
  importing,
  starting,
  sending,
  submitting,
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`)
  process.exitCode = 2
} else {
  console.log(`${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${machine()}\n`)
  console.log('Medians; both sides take turns. A ratio says how many times as fast ours is.\n')
  for (const [name, part] of Object.entries(parts)) {
    if (asked.length > 0 && !asked.includes(name)) continue
    const directory = await mkdtemp(join(tmpdir(), 'mmr-bench-'))
    try {
      console.log(`${name}\n${table(await part(directory))}\n`)
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  }
}

function machine(): string {
  const [first] = cpus()
  return `${cpus().length} × ${first?.model ?? 'unknown'}, ${inMemory(totalmem())}, ${system()} ${release()}`
}
