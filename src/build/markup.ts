import mjml2html from 'mjml'
import { tagProblems, withoutComments } from './balance.js'
import { type Composition, originAt, originOfLine } from './composition.js'
import { type Origin, type Problem, problemAt, TemplateFault } from './template-fault.js'

/**
 * MJML → HTML. Web fonts are never asked for, and no file is read but those of the composition.
 * Throws a TemplateFault.
 */
export async function compiled(composition: Composition): Promise<string> {
  refuse([...tagProblems(composition), ...fileProblems(composition)])
  const html = standalone(trimmed(await translated(composition)))
  refuse(dropped(composition, html))
  return html
}

/** Half of what MJML writes is indentation. */
export function trimmed(html: string): string {
  const lines = html.split('\n').map((line) => line.trim())
  return `${lines.filter((line) => line !== '').join('\n')}\n`
}

/**
 * Where what stands on each line of the HTML was written, by its line (from 1). MJML keeps what
 * is between braces, so that the same words are found again in the same order; what it writes more
 * than once is shared out.
 */
export function placesOf(composition: Composition, html: string): ReadonlyMap<number, Origin> {
  const written = mustachesOf(composition)
  const copies = new Map<string, number>()
  for (const [text] of html.matchAll(mustache)) copies.set(text, (copies.get(text) ?? 0) + 1)
  const seen = new Map<string, number>()
  const places = new Map<number, Origin>()
  for (const [index, line] of html.split('\n').entries()) {
    for (const [text] of line.matchAll(mustache)) {
      const count = seen.get(text) ?? 0
      seen.set(text, count + 1)
      const origins = written.get(text) ?? []
      const origin = origins[Math.floor((count * origins.length) / (copies.get(text) ?? 1))]
      if (origin !== undefined && !places.has(index + 1)) places.set(index + 1, origin)
    }
  }
  return places
}

function mustachesOf(composition: Composition): ReadonlyMap<string, readonly Origin[]> {
  const written = new Map<string, Origin[]>()
  for (const match of withoutComments(composition.source).matchAll(mustache)) {
    const [text] = match
    written.set(text, [...(written.get(text) ?? []), originAt(composition, match.index)])
  }
  return written
}

/**
 * MJML writes `<mj-raw>` after `<mj-raw>` on one line, and Handlebars leaves an empty line for
 * every line of blocks that holds more than one of them.
 */
function standalone(html: string): string {
  return html.replace(/^(?:\{\{[#/][^}]*\}\})+$/gm, (blocks) => blocks.replaceAll('}}{{', '}}\n{{'))
}

async function translated({ source, origins }: Composition): Promise<string> {
  try {
    const { html } = await mjml2html(source, { validationLevel: 'strict', fonts: {} })
    return html
  } catch (cause) {
    const found = mjmlProblems(cause).map(({ line, message }) =>
      problemAt(originOfLine(origins, line), `${message}.`, 'Correct it as MJML has it.'),
    )
    throw new TemplateFault(found, { cause })
  }
}

interface MjmlProblem {
  readonly line: number
  readonly message: string
}

function mjmlProblems(cause: unknown): MjmlProblem[] {
  const errors: unknown = cause instanceof Error && 'errors' in cause ? cause.errors : null
  const found = (Array.isArray(errors) ? errors : []).flatMap((one: unknown) =>
    one !== null && typeof one === 'object' && 'line' in one && 'message' in one
      ? [{ line: Number(one.line), message: String(one.message) }]
      : [],
  )
  if (found.length > 0) return found
  return [{ line: 1, message: cause instanceof Error ? cause.message : String(cause) }]
}

const mustache = /\{\{[^}]*\}\}/g

/** MJML leaves out what it should read from another file, without a word. */
function fileProblems(composition: Composition): Problem[] {
  return [...composition.source.matchAll(/<mj-include\b/g)].map(({ index }) =>
    problemAt(
      originAt(composition, index),
      '<mj-include> would be left out of the mail.',
      'Put its file into partials/ and write {{> name}} on a line of its own.',
    ),
  )
}

/** MJML drops text between its elements without a word; a block dropped so would hide a section. */
function dropped(composition: Composition, html: string): Problem[] {
  const left = new Map<string, number>()
  for (const [text] of html.matchAll(mustache)) left.set(text, (left.get(text) ?? 0) + 1)
  return [...withoutComments(composition.source).matchAll(mustache)].flatMap((match) => {
    const [text] = match
    const count = left.get(text) ?? 0
    left.set(text, count - 1)
    if (count > 0) return []
    const what = `MJML drops ${text} where it stands.`
    return [problemAt(originAt(composition, match.index), what, 'Wrap it in <mj-raw>.')]
  })
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new TemplateFault(problems)
}
