import Handlebars from 'handlebars'
import { compileOptions, helpersOf, type Medium } from './handlebars-source.js'
import { isBlock, isContent, isMustache, partsOf } from './syntax.js'
import { type Origin, type Problem, problemAt } from './template-fault.js'

/** A template that remembers how far it came, for where it fails, and where each line is from. */
export interface TracedTemplate {
  /** Throws what the template throws. */
  readonly render: (view: unknown) => string
  /** The line of the source (from 1) whose block or value was begun last. */
  readonly lastLine: () => number
}

/** Private-use letters, which no template and no view holds. */
export const lineMark = /\ue000(\d+)\ue001/g

/**
 * A template that says before everything that Handlebars fills in which line of its source that is,
 * and where that is asked for before every line of its own: `lineMark` finds it in what it renders.
 * Changes `program`.
 */
export function traced(
  program: hbs.AST.Program,
  { medium, everyLine }: { readonly medium: Medium; readonly everyLine: boolean },
): TracedTemplate {
  const engine = Handlebars.create()
  engine.registerHelper(helpersOf(medium))
  let last = 1
  engine.registerHelper(traceName, (line: number) => {
    last = line
    return `\ue000${line}\ue001`
  })
  const { knownHelpers, ...options } = compileOptions(medium)
  const known = { ...knownHelpers, [traceName]: true }
  // Lines of blocks alone are gone already: compiling would look for them again.
  const template = engine.compile(withTraces(program, everyLine), {
    ...options,
    knownHelpers: known,
    ignoreStandalone: true,
  })
  return { render: (view) => template(view), lastLine: () => last }
}

/** What fails when a template is filled in with each of `views`, each place once. */
export function renderProblems(
  { render, lastLine }: TracedTemplate,
  views: Iterable<unknown>,
  origin: (line: number) => Origin,
): Problem[] {
  const found = new Map<string, Problem>()
  for (const view of views) {
    try {
      render(view)
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error)
      const what = `this can't be rendered in every case: ${readable(said)}.`
      const problem = problemAt(origin(lastLine()), what, 'Put it inside {{#if}} or {{#with}}.')
      found.set(`${problem.origin.file}:${problem.origin.line}`, problem)
    }
  }
  return [...found.values()]
}

/** In the words of whoever edits a template. */
export function readable(said: string): string {
  const absent = /Cannot read properties of (?:null|undefined) \(reading '(.*)'\)/.exec(said)
  if (absent !== null) return `what should have “${absent[1]}” may be absent`
  const missing = /^"(.*)" not defined in /.exec(said)
  return missing === null ? said : `there is no “${missing[1]}” here`
}

const traceName = 'line-of-the-source'

function withTraces(program: hbs.AST.Program, everyLine: boolean): hbs.AST.Program {
  program.body = program.body.flatMap((node) => {
    if (isContent(node)) return everyLine ? inLines(node) : [node]
    if (isBlock(node)) for (const part of partsOf(node)) withTraces(part, everyLine)
    return isBlock(node) || isMustache(node) ? [trace(node.loc, node.loc.start.line), node] : [node]
  })
  // An `else if` holds its block alone, which isn't so any more.
  return Object.assign(program, { chained: false })
}

/** The text between what is filled in, line by line, each with its trace. */
function inLines(node: hbs.AST.ContentStatement): hbs.AST.Statement[] {
  const original = String(node.original)
  const skipped = original.slice(0, Math.max(0, original.lastIndexOf(node.value)))
  const first = node.loc.start.line + skipped.split('\n').length - 1
  return node.value.split(/(?<=\n)/).flatMap((value, index) => {
    const line: hbs.AST.ContentStatement = { ...node, value }
    return value === '' ? [] : [trace(node.loc, first + index), line]
  })
}

function trace(loc: hbs.AST.SourceLocation, line: number): hbs.AST.MustacheStatement {
  const path: hbs.AST.PathExpression = {
    type: 'PathExpression',
    loc,
    data: false,
    depth: 0,
    parts: [traceName],
    original: traceName,
  }
  const number: hbs.AST.NumberLiteral = { type: 'NumberLiteral', loc, value: line, original: line }
  const hash: hbs.AST.Hash = { type: 'Hash', loc, pairs: [] }
  const strip = { open: false, close: false }
  return { type: 'MustacheStatement', loc, path, params: [number], hash, escaped: true, strip }
}
