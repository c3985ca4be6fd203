import { fileURLToPath } from 'node:url'
import { buildTemplates } from './message-templates.js'
import { TemplateFault } from './template-fault.js'
import { buildWebTemplates } from './web-templates.js'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

try {
  const folders = { from: folder('../../templates'), to: folder('../../dist/templates') }
  await buildTemplates(folders)
  buildWebTemplates(folders)
} catch (error) {
  if (!(error instanceof TemplateFault)) throw error
  process.stderr.write(`templates/${error.message}\n`)
  process.exitCode = 1
}
