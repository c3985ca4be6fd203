import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composed } from './composition.js'
import { assertParses, precompiled } from './handlebars-source.js'
import { compiled } from './markup.js'

/** Each kind of message has templates/NAME.mjml and templates/NAME.txt. */
const messageTemplates = [
  'executive',
  'account-manager',
  'admin',
  'notice',
  'prompt',
  'letter',
] as const

export interface Folders {
  /** Where the templates are. */
  readonly from: string
  /** Where the modules go, one for each kind of message. */
  readonly to: string
}

/**
 * Compiles every message's templates into `to`/NAME.js. Throws a TemplateFault for the first
 * mistake.
 */
export async function buildTemplates({ from, to }: Folders): Promise<void> {
  const modules = await Promise.all(
    messageTemplates.map(async (name) => ({ name, source: await moduleOf(from, name) })),
  )
  mkdirSync(to, { recursive: true })
  for (const { name, source } of modules) write(join(to, `${name}.js`), source)
}

/** A message's MJML as HTML that still has its Handlebars in it. */
export async function htmlSource(folder: string, name: string): Promise<string> {
  const composition = composed(folder, `${name}.mjml`)
  assertParses(composition)
  return compiled(composition)
}

function textSource(folder: string, name: string): string {
  const composition = composed(folder, `${name}.txt`)
  assertParses(composition)
  return `${composition.source}\n`
}

async function moduleOf(folder: string, name: string): Promise<string> {
  const html = precompiled(await htmlSource(folder, name), 'html')
  const text = precompiled(textSource(folder, name), 'text')
  return `// Made by \`npm run build\` from templates/. Edit those.
export const html = ${html}
export const text = ${text}
`
}

/** Put in place in one step and only where something changed, for those who read it meanwhile. */
function write(file: string, source: string): void {
  if (existing(file) === source) return
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, source)
  renameSync(unfinished, file)
}

function existing(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
