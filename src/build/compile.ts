import Handlebars from 'handlebars'
import mjml2html from 'mjml'
import { textHelpers } from '../mail/text.js'
import {
  type Composition,
  type Origin,
  originAt,
  originOfLine,
  type Problem,
  problemAt,
  TemplateFault,
} from './composition.js'

/** A Handlebars template as JavaScript, for `template` of `handlebars/runtime.js`. */
export type Precompiled = string

/** What a template is for: the HTML of a mail, its text, or a page of the web server. */
export type Medium = 'html' | 'text' | 'page'

/** What every template may call, beside the helpers of its medium. */
export const builtIn = ['if', 'unless', 'each', 'with', 'lookup'] as const

/** The helpers that whoever renders a medium knows. */
export function helpersOf(medium: Medium): Partial<typeof textHelpers> {
  return medium === 'page' ? {} : textHelpers
}

/** What Handlebars reads in a composition. Throws a TemplateFault where it can't. */
export function parsed(composition: Composition): hbs.AST.Program {
  try {
    return Handlebars.parse(composition.source)
  } catch (cause) {
    const problems = blockProblems(composition)
    throw new TemplateFault(problems.length > 0 ? problems : [unread(composition, cause)], {
      cause,
    })
  }
}

/** How a template is compiled: a value that the view doesn't have is a fault, not a hole. */
export function compileOptions(medium: Medium) {
  const names = [...builtIn, ...Object.keys(helpersOf(medium))]
  return {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(names.map((name) => [name, true])),
    noEscape: medium === 'text',
  }
}

export function precompiled(source: string, medium: Medium): Precompiled {
  const spec: unknown = Handlebars.precompile(source, compileOptions(medium))
  return String(spec)
}

/** The parser draws what it read over several lines, and says in the last what is wrong with it. */
function unread({ origins }: Composition, cause: unknown) {
  const said = cause instanceof Error ? cause.message : String(cause)
  const [, parsed, checked] = /on line (\d+)| - (\d+):\d+$/m.exec(said) ?? []
  const line = Number(parsed ?? checked ?? 1)
  const [read = said, ...others] = said.split('\n')
  const what = others.length > 1 ? `Handlebars can't read ${others[0]?.trim()}` : read
  const got = /got '(\w+)'/.exec(said)?.[1]
  const why = got === undefined ? '' : `; ${got} is not expected there`
  return problemAt(originOfLine(origins, line), `${what}${why}.`)
}

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

const tag = /<(\/?)(mjml|mj-[\w-]+)((?:"[^"]*"|'[^']*'|[^>"'])*?)(\/?)>/g

/** The first MJML tag that is left open or closed crosswise: MJML itself mends them silently. */
function tagProblems(composition: Composition): Problem[] {
  const marks = [...composition.source.matchAll(tag)].flatMap((match): Mark[] => {
    const [, closing, name = '', , selfClosing] = match
    if (selfClosing !== '') return []
    return [{ opens: closing === '', name, origin: originAt(composition, match.index) }]
  })
  return unbalanced(marks, { open: (name) => `<${name}>`, close: (name) => `</${name}>` })
}

const block = /\{\{~?([#^/])\s*([\w@./-]+)[^}]*\}\}/g

/** The first block that is left open or closed crosswise, by its name and not by its grammar. */
function blockProblems(composition: Composition): Problem[] {
  const marks = [...withoutComments(composition.source).matchAll(block)].map((match) => {
    const [, sign, name = ''] = match
    return { opens: sign !== '/', name, origin: originAt(composition, match.index) }
  })
  return unbalanced(marks, { open: (name) => `{{#${name}}}`, close: (name) => `{{/${name}}}` })
}

/** As long as before, so that every index stays what it was. */
function withoutComments(source: string): string {
  return source.replace(/\{\{~?!--[\s\S]*?--~?\}\}|\{\{~?![^}]*\}\}/g, (comment) =>
    comment.replace(/[^\n]/g, ' '),
  )
}

interface Mark {
  readonly opens: boolean
  readonly name: string
  readonly origin: Origin
}

interface Spelling {
  readonly open: (name: string) => string
  readonly close: (name: string) => string
}

/** At most one: what follows a mark that is missing is rarely meant as it stands. */
function unbalanced(marks: readonly Mark[], spelt: Spelling): Problem[] {
  const open: Mark[] = []
  for (const mark of marks) {
    const { name, origin } = mark
    if (mark.opens) {
      open.push(mark)
      continue
    }
    const last = open.pop()
    if (last === undefined) return [problemAt(origin, `${spelt.close(name)} closes nothing.`)]
    if (last.name !== name) {
      const { file, line } = last.origin
      const opened = `${spelt.open(last.name)} of ${file}:${line}`
      const what = `${spelt.close(name)} stands where ${opened} should be closed.`
      return [problemAt(origin, what, `Close that first, with ${spelt.close(last.name)}.`)]
    }
  }
  const left = open.at(-1)
  if (left === undefined) return []
  const what = `${spelt.open(left.name)} is never closed.`
  return [problemAt(left.origin, what, `Close it with ${spelt.close(left.name)}.`)]
}

/** What Handlebars reads, told apart: its own types don't say which node is which. */
type Node = hbs.AST.Node

export const isMustache = (node: Node): node is hbs.AST.MustacheStatement =>
  node.type === 'MustacheStatement'
export const isBlock = (node: Node): node is hbs.AST.BlockStatement =>
  node.type === 'BlockStatement'
export const isContent = (node: Node): node is hbs.AST.ContentStatement =>
  node.type === 'ContentStatement'
export const isPath = (node: Node): node is hbs.AST.PathExpression => node.type === 'PathExpression'
export const isCall = (node: Node): node is hbs.AST.SubExpression => node.type === 'SubExpression'

/** What a literal stands for; undefined for everything else. */
export function literal(node: Node): string | number | boolean | undefined {
  const value: unknown = 'value' in node ? node.value : undefined
  const isOne = /^(String|Number|Boolean)Literal$/.test(node.type)
  if (!isOne) return undefined
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : undefined
}

/** The whole of a block, with those of `else` and `else if`. */
export function partsOf(block: hbs.AST.BlockStatement): hbs.AST.Program[] {
  const parts: (hbs.AST.Program | undefined)[] = [block.program, block.inverse]
  return parts.filter((part) => part !== undefined)
}
