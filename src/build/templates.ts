import { fileURLToPath } from 'node:url'
import { formatOf } from '../format.js'
import { buildTemplates } from './build-templates.js'
import { problemText, TemplateFault } from './composition.js'

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url))

try {
  await buildTemplates({ from: folder('../../templates'), to: folder('../../dist/templates') })
} catch (error) {
  if (!(error instanceof TemplateFault)) throw error
  const { problems } = error
  for (const problem of problems) process.stderr.write(`templates/${problemText(problem)}\n`)
  const { counted } = formatOf({ locale: 'en-US', currency: 'USD' })
  const count = counted(problems.length, 'fault')
  process.stderr.write(
    `${count} in templates/. Mails and pages stay as the last build left them.\n`,
  )
  process.exitCode = 1
}
