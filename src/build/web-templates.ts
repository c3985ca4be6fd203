import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composed } from './composition.js'
import { assertParses, precompiled } from './handlebars-source.js'
import type { Folders } from './message-templates.js'

/** Every page has templates/web/PAGE.hbs. */
export const webPages = ['list', 'form', 'unchanged', 'saved', 'decision', 'message'] as const

/**
 * Compiles the pages into `to`/web.js, with the hash of their style: the one that browsers may use.
 * Throws a TemplateFault for the first mistake.
 */
export function buildWebTemplates({ from, to }: Folders): void {
  const sources = webPages.map((page) => ({ page, source: pageSource(join(from, 'web'), page) }))
  const hashes = new Set(sources.map(({ source }) => styleHash(source)))
  const pages = sources.map(({ page, source }) => `  ${page}: ${precompiled(source, 'html')},\n`)
  mkdirSync(to, { recursive: true })
  const file = join(to, 'web.js')
  const unfinished = `${file}.${process.pid}`
  writeFileSync(
    unfinished,
    `// Made by \`npm run build\` from templates/web/. Edit those.
export const styleHashes = ${JSON.stringify([...hashes])}
export const pages = {
${pages.join('')}}
`,
  )
  renameSync(unfinished, file)
}

function pageSource(folder: string, page: string): string {
  const composition = composed(folder, `${page}.hbs`)
  assertParses(composition)
  return composition.source
}

/** As a content security policy names it. */
function styleHash(source: string): string {
  const style = /<style>([\s\S]*?)<\/style>/.exec(source)?.[1] ?? ''
  return `sha256-${createHash('sha256').update(style).digest('base64')}`
}
