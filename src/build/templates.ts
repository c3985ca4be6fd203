import { fileURLToPath } from 'node:url'
import { buildTemplates } from './message-templates.js'
import { TemplateFault } from './template-fault.js'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

try {
  await buildTemplates({ from: folder('../../templates'), to: folder('../../dist/templates') })
} catch (error) {
  if (!(error instanceof TemplateFault)) throw error
  process.stderr.write(`templates/${error.message}\n`)
  process.exitCode = 1
}
