import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { composedTemplate } from './composition.js'
import { precompiled } from './handlebars-source.js'
import { samplePages } from './sample-pages.js'
import {
  attempt,
  type ShippedTemplate,
  templateProblems,
  writtenTemplate,
} from './template-check.js'
import type { Problem } from './template-fault.js'

/** All pages of the web server in one module, or what is wrong with what they are made of. */
export type BuiltPages =
  | { readonly kind: 'built'; readonly source: string }
  | { readonly kind: 'faulty'; readonly problems: readonly Problem[] }

/**
 * Every page has web/PAGE.hbs in `folder`. With them comes the hash of their style: the one that
 * browsers may use.
 */
export async function webModule(folder: string): Promise<BuiltPages> {
  const pages = await Promise.all(
    Object.entries(samplePages).map(async ([page, sample]) => ({
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
