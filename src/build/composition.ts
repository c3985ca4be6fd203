import { existsSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { didYouMean } from '../config/misspelling.js'
import { palette } from '../palette.js'

/** A template with its layout and partials in place; `origins` holds one entry for each line. */
export interface Composition {
  readonly source: string
  readonly origins: readonly Origin[]
}

interface Line {
  readonly text: string
  readonly origin: Origin
}

const inclusion = /^\s*\{\{>\s*([\w@/-]+)\s*\}\}\s*$/
const strayInclusion = /\{\{~?#?>/

/**
 * Puts `layout` around the template `file` and its partials into it. A line that reads
 * `{{> name}}` gives way to `partials/name` (with the template's own extension), in the layout
 * `{{> @partial-block}}` to the template, and `{{light.muted}}` to that colour of the palette. It is
 * done before MJML sees anything, so that a partial may hold MJML, HTML or part of an attribute: what
 * stands bare between two sections isn't lost.
 * `within` is where the folder stands under templates/. Throws a TemplateFault.
 */
export function composedTemplate(folder: string, file: string, within = ''): Composition {
  const problems: Problem[] = []
  const layout = `layout${extname(file)}`
  const place = { folder, template: file, within: [], problems }
  const lines = included(layout, { file: layout, line: 1 }, place)
  if (problems.length > 0) throw new TemplateFault(problems.map((one) => moved(one, within)))
  return {
    source: lines.map(({ text }) => text).join('\n'),
    origins: lines.map(({ origin }) => ({ ...origin, file: `${within}${origin.file}` })),
  }
}

function moved(problem: Problem, within: string): Problem {
  return { ...problem, origin: { ...problem.origin, file: `${within}${problem.origin.file}` } }
}

/** Where an index into the source, or a line of it, was written. */
export function originAt({ source, origins }: Composition, index: number): Origin {
  return originOfLine(origins, source.slice(0, index).split('\n').length)
}

/**
 * Where line `line` (from 1) of a composition was written; the nearest one where there is no such
 * line.
 */
export function originOfLine(origins: readonly Origin[], line: number): Origin {
  const nearest = Math.min(Math.max(line, 1), origins.length)
  return origins[nearest - 1] ?? { file: 'layout', line: 1 }
}

interface Place {
  readonly folder: string
  readonly template: string
  readonly within: readonly string[]
  /** What was found so far, all of it. */
  readonly problems: Problem[]
}

/** The lines of `file`, which `from` asks for. */
function included(file: string, from: Origin, place: Place): Line[] {
  const { problems, folder } = place
  if (!existsSync(join(folder, file))) {
    problems.push(absent(file, from, place))
    return []
  }
  const inner = { ...place, within: [...place.within, file] }
  return linesOf(file, place).flatMap((line) => {
    const name = inclusion.exec(line.text)?.[1]
    if (name === undefined) return [coloured(wholeLine(line, problems), problems)]
    const next = fileOf(name, place.template)
    if (!inner.within.includes(next)) return included(next, line.origin, inner)
    problems.push(problemAt(line.origin, `${next} would include itself.`, 'Take one of them out.'))
    return []
  })
}

function absent(file: string, from: Origin, { template }: Place): Problem {
  if (file !== template && file !== from.file) {
    const cure = 'Correct the name, or add the file.'
    return problemAt(from, `there is no file ${file} to include.`, cure)
  }
  return problemAt({ file, line: 1 }, 'there is no such file.', 'Put it back: it is one of ours.')
}

function fileOf(name: string, template: string): string {
  return name === '@partial-block' ? template : `partials/${name}${extname(template)}`
}

function linesOf(file: string, { folder, problems }: Place): Line[] {
  const bytes = readFileSync(join(folder, file))
  const { text, unreadable } = decoded(bytes)
  if (unreadable !== null) problems.push(problemAt({ file, line: unreadable }, notUtf8, saveAsUtf8))
  const lines = text.replace(/(?:\r\n?|\n)$/, '').split(/\r\n?|\n/)
  return lines.map((line, index) => ({ text: line, origin: { file, line: index + 1 } }))
}

const notUtf8 = 'this is not UTF-8; in a mail, letters would be broken.'
const saveAsUtf8 = 'Save the file as UTF-8.'

/** Without the mark that some editors begin a file with; the first line that is not UTF-8. */
function decoded(bytes: Buffer): { readonly text: string; readonly unreadable: number | null } {
  const text = new TextDecoder().decode(bytes)
  const at = text.search(/[\ufffd\0]/)
  return { text, unreadable: at < 0 ? null : text.slice(0, at).split(/\r\n?|\n/).length }
}

function wholeLine(line: Line, problems: Problem[]): Line {
  if (strayInclusion.test(line.text)) {
    const what =
      'an inclusion stands on a line of its own, as {{> name}}, and takes no values; here it does not.'
    problems.push(problemAt(line.origin, what, 'Give it a line of its own.'))
  }
  return line
}

const colours = new Map(
  Object.entries(palette).flatMap(([table, names]) =>
    Object.entries(names).map(([name, colour]): [string, string] => [`${table}.${name}`, colour]),
  ),
)

const colourName = new RegExp(`\\{\\{((?:${Object.keys(palette).join('|')})\\.\\w+)\\}\\}`, 'g')

/** A line with its colours in place. */
function coloured({ text, origin }: Line, problems: Problem[]): Line {
  const painted = text.replace(colourName, (written, name: string) => {
    const colour = colours.get(name)
    if (colour !== undefined) return colour
    const cure = `${didYouMean(name, [...colours.keys()])}The colours are in src/palette.ts.`
    problems.push(problemAt(origin, `there is no colour ${name}.`, cure))
    return written
  })
  return { text: painted, origin }
}

/** Where a line of a composed template comes from: a file under templates/, and its line from 1. */
export interface Origin {
  readonly file: string
  readonly line: number
}

/** One mistake in a template, and where the person who edits it has to look. */
export interface Problem {
  readonly origin: Origin
  /** What is wrong. */
  readonly what: string
  /** What to do about it; empty where that follows from what is wrong. */
  readonly cure: string
}

/** A problem of one place, with what to do about it. */
export function problemAt(origin: Origin, what: string, cure = ''): Problem {
  return { origin, what, cure }
}

/** `executive.mjml:45: there is no nearExitTitle here. Did you mean nearExit?` */
export function problemText({ origin, what, cure }: Problem): string {
  return `${origin.file}:${origin.line}: ${`${what} ${cure}`.trim()}`
}

/**
 * Mistakes in templates, told by file and line, all that were found: the person who edits them made
 * them, not the build.
 */
export class TemplateFault extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(problemText).join('\n'), options)
    this.name = 'TemplateFault'
    this.problems = problems
  }
}
