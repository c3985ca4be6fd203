import { fileURLToPath } from 'node:url'
import { buildTemplates } from '../../src/build/build-templates.js'

// Beside the code that was compiled for this, which looks for its templates there.
const built = fileURLToPath(new URL('../../dist/templates', import.meta.url))
await buildTemplates({ from: 'templates', to: built })

const { isPart, parts, runParts } = await import('./benchmark.js')
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !isPart(name))
if (unknown.length === 0) await runParts(asked.length === 0 ? parts : asked.filter(isPart))
else {
  console.error(`There is no ${unknown.join(', ')}. The parts are ${parts.join(', ')}.`)
  process.exitCode = 2
}
