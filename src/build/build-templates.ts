import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compiled, parsed, placesOf, precompiled } from './compile.js'
import { composedTemplate, type Problem, TemplateFault } from './composition.js'
import { sampleFullReport } from './sample-full-report.js'
import { type SampleMail, sampleMails } from './sample-mails.js'
import { samplePages } from './sample-pages.js'
import {
  attempt,
  blankSections,
  marked,
  type ShippedTemplate,
  templateProblems,
  titleProblems,
  writtenTemplate,
} from './template-check.js'

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

/** A module of compiled templates, or what is wrong with what it would be made of. */
type BuiltModule =
  | {
      readonly kind: 'built'
      readonly name: string
      readonly source: string
      readonly places: MessagePlaces
    }
  | { readonly kind: 'faulty'; readonly name: string; readonly problems: readonly Problem[] }

/** By line (from 1) of a compiled template, the `file:line` of what it fills in there. */
type Places = Readonly<Record<number, string>>

/** Where a message's templates were written, for whoever has to tell what fails in them. */
export type MessagePlaces = Readonly<Record<'html' | 'text', Places>>

/** Every kind of mail: each has templates/NAME.mjml and templates/NAME.txt in `folder`. */
async function messageModules(folder: string): Promise<BuiltModule[]> {
  return await Promise.all(
    Object.entries(sampleMails).map(([name, sample]) => moduleOf(folder, name, sample)),
  )
}

/** One of them. */
export async function messageModule(
  folder: string,
  name: keyof typeof sampleMails,
): Promise<BuiltModule> {
  return await moduleOf(folder, name, sampleMails[name])
}

/** A message's MJML as HTML that still has its Handlebars in it. Throws a TemplateFault. */
export async function htmlTemplate(folder: string, name: string): Promise<ShippedTemplate> {
  const composition = composedTemplate(folder, `${name}.mjml`)
  parsed(composition)
  const source = await compiled(composition)
  const places = placesOf(composition, source)
  const first = composition.origins[0] ?? { file: `${name}.mjml`, line: 1 }
  const origin = (line: number) => {
    let at = line
    while (at > 1 && !places.has(at)) at--
    return places.get(at) ?? first
  }
  return { composition, medium: 'html', source, origin }
}

async function moduleOf(folder: string, name: string, sample: SampleMail): Promise<BuiltModule> {
  const html = await attempt(() => htmlTemplate(folder, name))
  const text = await attempt(async () =>
    writtenTemplate(composedTemplate(folder, `${name}.txt`), 'text'),
  )
  const problems = [html, text].flatMap((half) =>
    half.kind === 'faulty' ? half.problems : templateProblems(half.template, sample),
  )
  if (problems.length > 0 || html.kind === 'faulty' || text.kind === 'faulty') {
    return { kind: 'faulty', name, problems }
  }
  const differences = [
    ...[html, text].flatMap(({ template }) => blankSections(template, sample)),
    ...titleProblems(marked(html.template, sample), marked(text.template, sample)),
  ]
  if (differences.length > 0) return { kind: 'faulty', name, problems: differences }
  return {
    kind: 'built',
    name,
    source: moduleText(html.template, text.template),
    places: { html: placesIn(html.template), text: placesIn(text.template) },
  }
}

function moduleText(html: ShippedTemplate, text: ShippedTemplate): string {
  const half = (template: ShippedTemplate) => precompiled(template.source, template.medium)
  return `// Made by \`npm run build\` from templates/. Edit those.
export const html = ${half(html)}
export const text = ${half(text)}
`
}

function placesIn({ source, origin }: ShippedTemplate): Places {
  const lines = source.split('\n').flatMap((text, index): [number, string][] => {
    const { file, line } = origin(index + 1)
    return text.includes('{{') ? [[index + 1, `${file}:${line}`]] : []
  })
  return Object.fromEntries(lines)
}

/** All pages of the web server in one module, or what is wrong with what they are made of. */
export type BuiltPages =
  | { readonly kind: 'built'; readonly source: string }
  | { readonly kind: 'faulty'; readonly problems: readonly Problem[] }

/**
 * Every page has web/PAGE.hbs in `folder`. With them comes the hash of their style: the one that
 * browsers may use.
 */
async function webModule(folder: string): Promise<BuiltPages> {
  const pages = await Promise.all(
    Object.entries({ ...samplePages, report: sampleFullReport }).map(async ([page, sample]) => ({
      page,
      sample,
      made: await attempt(async () => pageTemplate(folder, page)),
    })),
  )
  const problems = pages.flatMap(({ made, sample }) =>
    made.kind === 'faulty' ? made.problems : templateProblems(made.template, sample),
  )
  if (problems.length > 0) return { kind: 'faulty', problems }
  const templates = pages.flatMap(({ page, made }) =>
    made.kind === 'made' ? [{ page, ...made.template }] : [],
  )
  const hashes = new Set(templates.map(({ source }) => styleHash(source)))
  const entries = templates.map(
    ({ page, source }) => `  ${page}: ${precompiled(source, 'page')},\n`,
  )
  return {
    kind: 'built',
    source: `// Made by \`npm run build\` from templates/web/. Edit those.
export const styleHashes = ${JSON.stringify([...hashes])}
export const pages = {
${entries.join('')}}
`,
  }
}

function pageTemplate(folder: string, page: string): ShippedTemplate {
  return writtenTemplate(composedTemplate(join(folder, 'web'), `${page}.hbs`, 'web/'), 'page')
}

/** As a content security policy names it. */
function styleHash(source: string): string {
  const style = /<style>([\s\S]*?)<\/style>/.exec(source)?.[1] ?? ''
  return `sha256-${createHash('sha256').update(style).digest('base64')}`
}
