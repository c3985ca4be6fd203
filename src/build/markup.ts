import mjml2html from 'mjml'
import { assertBalanced, originAt, originOfLine } from './balance.js'
import type { Composition } from './composition.js'
import { TemplateFault } from './template-fault.js'

/** MJML → HTML. Web fonts are never asked for, and no file is read but those of the composition. */
export async function compiled(composition: Composition): Promise<string> {
  assertBalanced(composition)
  const html = standalone(trimmed(await translated(composition)))
  assertNothingDropped(composition, html)
  return html
}

/** Half of what MJML writes is indentation. */
export function trimmed(html: string): string {
  const lines = html.split('\n').map((line) => line.trim())
  return `${lines.filter((line) => line !== '').join('\n')}\n`
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
    const { line, problem } = firstProblem(cause)
    throw new TemplateFault(problem, originOfLine(origins, line), { cause })
  }
}

function firstProblem(cause: unknown): { line: number; problem: string } {
  const errors: unknown = cause instanceof Error && 'errors' in cause ? cause.errors : null
  const [first]: unknown[] = Array.isArray(errors) ? errors : []
  if (first !== null && typeof first === 'object' && 'line' in first && 'message' in first) {
    return { line: Number(first.line), problem: String(first.message) }
  }
  return { line: 1, problem: cause instanceof Error ? cause.message : String(cause) }
}

const mustache = /\{\{[^}]*\}\}/g

/** MJML drops text between its elements without a word; a block dropped so would hide a section. */
function assertNothingDropped(composition: Composition, html: string): void {
  const left = new Map<string, number>()
  for (const [text] of html.matchAll(mustache)) left.set(text, (left.get(text) ?? 0) + 1)
  for (const match of withoutComments(composition.source).matchAll(mustache)) {
    const [text] = match
    const count = left.get(text) ?? 0
    if (count === 0) {
      throw new TemplateFault(
        `MJML drops ${text} where it stands: wrap it in <mj-raw>`,
        originAt(composition, match.index),
      )
    }
    left.set(text, count - 1)
  }
}

/** As long as before, so that every index stays what it was. */
function withoutComments(source: string): string {
  return source.replace(/\{\{!--[\s\S]*?--\}\}|\{\{![^}]*\}\}/g, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  )
}
