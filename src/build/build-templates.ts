import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuiltModule, messageModules } from './message-templates.js'
import { type Problem, TemplateFault } from './template-fault.js'
import { webModule } from './web-templates.js'

export interface Folders {
  /** Where the templates are. */
  readonly from: string
  /** Where the modules go, one for each kind of message, and one for all pages. */
  readonly to: string
}

/**
 * Compiles all templates into `to`, once each of them has been tried with everything that it may be
 * filled in with. Throws a TemplateFault with all that is wrong in any of them; then `to` is as it
 * was before.
 */
export async function buildTemplates({ from, to }: Folders): Promise<void> {
  const mails = await messageModules(from)
  const pages = await webModule(from)
  const problems = [...shared(mails), ...(pages.kind === 'faulty' ? pages.problems : [])]
  if (problems.length > 0 || pages.kind === 'faulty') throw new TemplateFault(distinct(problems))
  const built = mails.filter((one) => one.kind === 'built')
  const places = Object.fromEntries(built.map((one) => [one.name, one.places]))
  write(to, [
    ...built.map(({ name, source }) => ({ file: `${name}.js`, content: source })),
    { file: 'web.js', content: pages.source },
    { file: 'places.json', content: JSON.stringify(places) },
  ])
}

/** A partial serves several mails: where it is wrong for some of them, these are named. */
function shared(mails: readonly BuiltModule[]): Problem[] {
  const found = mails.flatMap((mail) =>
    mail.kind === 'faulty' ? mail.problems.map((problem) => ({ mail: mail.name, problem })) : [],
  )
  return found.map(({ problem }) => {
    if (!/^(partials\/|layout\.)/.test(problem.origin.file)) return problem
    const affected = found.filter((other) => isSame(other.problem, problem)).map(({ mail }) => mail)
    const those = [...new Set(affected)].join(', ')
    return { ...problem, what: `${problem.what.replace(/\.$/, '')} (in the mail: ${those}).` }
  })
}

/** Each once, file by file. */
function distinct(problems: readonly Problem[]): Problem[] {
  const first = problems.filter(
    (one, index) => problems.findIndex((other) => isSame(one, other)) === index,
  )
  return first.toSorted(
    ({ origin: one }, { origin: other }) =>
      one.file.localeCompare(other.file) || one.line - other.line,
  )
}

function isSame(one: Problem, other: Problem): boolean {
  const { file, line } = one.origin
  return file === other.origin.file && line === other.origin.line && one.what === other.what
}

interface BuiltFile {
  readonly file: string
  readonly content: string
}

/**
 * Each is put in place in one step and only where something changed, for those who read it
 * meanwhile; none before all of them are on the disk.
 */
function write(to: string, files: readonly BuiltFile[]): void {
  mkdirSync(to, { recursive: true })
  const changed = files
    .map(({ file, content }) => ({ path: join(to, file), content }))
    .filter(({ path, content }) => existing(path) !== content)
  for (const { path, content } of changed) writeFileSync(unfinished(path), content)
  for (const { path } of changed) renameSync(unfinished(path), path)
}

function unfinished(path: string): string {
  return `${path}.${process.pid}`
}

function existing(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
