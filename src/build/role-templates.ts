import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composed } from './composition.js'
import { assertParses, precompiled } from './handlebars-source.js'
import { compiled } from './markup.js'

/** Every role has templates/ROLE.mjml and templates/ROLE.txt. */
export const templateRoles = ['executive', 'account-manager', 'admin'] as const

export interface Folders {
  /** Where the templates are. */
  readonly from: string
  /** Where the modules go, one for each role. */
  readonly to: string
}

/** Compiles every role's templates into `to`/ROLE.js. Throws a TemplateFault for the first mistake. */
export async function buildTemplates({ from, to }: Folders): Promise<void> {
  const modules = await Promise.all(
    templateRoles.map(async (role) => ({ role, source: await moduleOf(from, role) })),
  )
  mkdirSync(to, { recursive: true })
  for (const { role, source } of modules) write(join(to, `${role}.js`), source)
}

/** The role's MJML as HTML that still has its Handlebars in it. */
export async function htmlSource(folder: string, role: string): Promise<string> {
  const composition = composed(folder, `${role}.mjml`)
  assertParses(composition)
  return compiled(composition)
}

function textSource(folder: string, role: string): string {
  const composition = composed(folder, `${role}.txt`)
  assertParses(composition)
  return `${composition.source}\n`
}

async function moduleOf(folder: string, role: string): Promise<string> {
  const html = precompiled(await htmlSource(folder, role), 'html')
  const text = precompiled(textSource(folder, role), 'text')
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
