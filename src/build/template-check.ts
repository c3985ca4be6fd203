import Handlebars from 'handlebars'
import {
  compileOptions,
  helpersOf,
  isBlock,
  isContent,
  isMustache,
  type Medium,
  parsed,
  partsOf,
} from './compile.js'
import {
  type Composition,
  type Origin,
  originOfLine,
  type Problem,
  problemAt,
  TemplateFault,
} from './composition.js'
import { everything, least, variants } from './sample.js'
import type { SampleMail } from './sample-mails.js'
import { nameProblems } from './view-names.js'

/** A template as it is shipped: Handlebars alone, whatever it was before. */
export interface ShippedTemplate {
  readonly composition: Composition
  readonly medium: Medium
  readonly source: string
  /** Where what stands on a line of the source (from 1) was written. */
  readonly origin: (line: number) => Origin
}

/** Text and pages: nothing stands between what is written and Handlebars. Throws a TemplateFault. */
export function writtenTemplate(composition: Composition, medium: Medium): ShippedTemplate {
  parsed(composition)
  const origin = (line: number) => originOfLine(composition.origins, line)
  const source = medium === 'text' ? `${composition.source}\n` : composition.source
  return { composition, medium, source, origin }
}

/**
 * What is wrong with a template that is filled in as `sample` says: names that are not known in any
 * branch, and what fails with one part or another absent.
 */
export function templateProblems(template: ShippedTemplate, sample: unknown): Problem[] {
  const { composition, medium, source, origin } = template
  const program = parsed(composition)
  const names = nameProblems(composition, program, { medium, views: [everything(sample)] })
  // What fails because of these would only be told again, in other words.
  if (names.length > 0) return names
  const shipped = parsed({ source, origins: composition.origins })
  return renderProblems(traced(shipped, { medium, everyLine: false }), variants(sample), origin)
}

/** A template filled in with everything, its lines marked. Throws what the template throws. */
export function marked({ composition, medium }: ShippedTemplate, sample: unknown): MarkedText {
  const { render } = traced(parsed(composition), { medium, everyLine: true })
  return { composition, rendered: render(everything(sample)) }
}

/** Kinds of sections of which a template shows nothing: their title would stand there alone. */
export function blankSections(
  { composition, medium }: ShippedTemplate,
  mail: SampleMail,
): Problem[] {
  const { body } = mail
  if (!('sections' in body)) return []
  const { render } = traced(parsed(composition), { medium, everyLine: false })
  const shown = (section: object) =>
    render(everything({ ...mail, body: { ...body, sections: [section] } }))
  const { origins } = composition
  const first = origins.findIndex(({ file }) => file.startsWith('partials/section.'))
  return body.sections.flatMap(({ title, ...parts }) => {
    const blank = Object.entries(parts).map(([kind, part]) => [kind, least(part)])
    if (shown({ title, ...parts }) !== shown({ title, ...Object.fromEntries(blank) })) return []
    const kind = Object.keys(parts).join()
    const what = `nothing is shown of a section of the kind ${kind}.`
    return [problemAt(originOfLine(origins, first + 1), what, `Give it a part: {{#with ${kind}}}.`)]
  })
}

/** A template, or what is wrong with what it should be made of. */
export type TemplateAttempt =
  | { readonly kind: 'made'; readonly template: ShippedTemplate }
  | { readonly kind: 'faulty'; readonly problems: readonly Problem[] }

export async function attempt(make: () => Promise<ShippedTemplate>): Promise<TemplateAttempt> {
  try {
    return { kind: 'made', template: await make() }
  } catch (error) {
    if (!(error instanceof TemplateFault)) throw error
    return { kind: 'faulty', problems: error.problems }
  }
}

/** A template that remembers how far it came, for where it fails, and where each line is from. */
export interface TracedTemplate {
  /** Throws what the template throws. */
  readonly render: (view: unknown) => string
  /** The line of the source (from 1) whose block or value was begun last. */
  readonly lastLine: () => number
}

/** Private-use letters, which no template and no view holds. */
const lineMark = /\ue000(\d+)\ue001/g

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
function renderProblems(
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

/** A template filled in, with the marks of its lines still in it. */
export interface MarkedText {
  readonly composition: Composition
  readonly rendered: string
}

interface Title {
  readonly words: string
  readonly origin: Origin
}

/**
 * Where HTML and text, filled in with the same view, don't have the same titles in the same order.
 * A title is a heading in HTML; in text it is a line of its own, in capitals.
 */
export function titleProblems(html: MarkedText, text: MarkedText): Problem[] {
  const headings = headingsIn(html)
  const titled = new Set(headings.map(({ words }) => words.toUpperCase()))
  const shown = new Set(
    html.rendered.split(tagOrMark).map((part) => bare(wordsOf(part)).toUpperCase()),
  )
  const titles = linesIn(text).filter(
    ({ words }) => titled.has(words) || (isInCapitals(words) && !shown.has(words)),
  )
  const gaps = gapsBetween(headings, titles)
  const moved = gaps.flatMap((gap) =>
    gap.headings.flatMap((heading) => {
      const title = gaps.flatMap((other) => other.titles).find((one) => isSame(heading, one))
      return title === undefined ? [] : [{ heading, title }]
    }),
  )
  const [elsewhere, other] = [moved.map(({ heading }) => heading), moved.map(({ title }) => title)]
  const left = gaps.map((gap) => ({
    ...gap,
    headings: gap.headings.filter((one) => !elsewhere.includes(one)),
    titles: gap.titles.filter((one) => !other.includes(one)),
  }))
  return oneOfEachLine([...moved.map(displacement), ...left.flatMap(differences)])
}

/** Of a line that writes several titles, inside of a loop, the first is told: it stands for all. */
function oneOfEachLine(problems: readonly Problem[]): Problem[] {
  const lines = problems.map(({ origin }) => at(origin))
  return problems.filter((_, index) => lines.indexOf(lines[index] ?? '') === index)
}

function displacement({ heading, title }: Record<'heading' | 'title', Title>): Problem {
  const what = `the title “${heading.words}” has another place in the text, ${at(title.origin)}.`
  return problemAt(heading.origin, what, 'Give both the same titles, in the same order.')
}

function differences(gap: Gap): Problem[] {
  const count = Math.max(gap.headings.length, gap.titles.length)
  return Array.from({ length: count }, (_, index) => difference(gap, index))
}

function isSame(heading: Title | undefined, title: Title | undefined): boolean {
  return heading?.words.toUpperCase() === title?.words
}

/** What stands between two titles that both have: of each side what the other doesn't have there. */
interface Gap {
  readonly headings: readonly Title[]
  readonly titles: readonly Title[]
  /** Where the missing one would stand: the last that both have, or the first line. */
  readonly afterHeading: Origin
  readonly afterTitle: Origin
}

function difference({ headings, titles, afterHeading, afterTitle }: Gap, index: number): Problem {
  const [heading, title] = [headings[index], titles[index]]
  if (heading !== undefined && title !== undefined) {
    const what = `the title “${heading.words}” is “${title.words}” in the text, ${at(title.origin)}.`
    return problemAt(heading.origin, what, 'Give both the same titles, in the same order.')
  }
  if (heading !== undefined) {
    const what = `the title “${heading.words}” is missing in the text, after ${at(afterTitle)}.`
    const cure = `Write ${heading.words.toUpperCase()} there, on a line of its own.`
    return problemAt(heading.origin, what, cure)
  }
  const what = `the title “${title?.words}” is missing in the HTML, after ${at(afterHeading)}.`
  return problemAt(title?.origin ?? afterTitle, what, 'Write it there too, or take it out here.')
}

function at({ file, line }: Origin): string {
  return `${file}:${line}`
}

function gapsBetween(headings: readonly Title[], titles: readonly Title[]): Gap[] {
  const shared = sharedRun(headings, titles)
  const top = { heading: -1, title: -1 }
  const bounds = [...shared, { heading: headings.length, title: titles.length }]
  return bounds.map((bound, index) => {
    const last = shared[index - 1] ?? top
    return {
      headings: headings.slice(last.heading + 1, bound.heading),
      titles: titles.slice(last.title + 1, bound.title),
      afterHeading: originBefore(headings, last.heading),
      afterTitle: originBefore(titles, last.title),
    }
  })
}

function originBefore(all: readonly Title[], index: number): Origin {
  return all[Math.max(index, 0)]?.origin ?? { file: 'layout.txt', line: 1 }
}

interface Pair {
  readonly heading: number
  readonly title: number
}

/** The longest run of titles that both have in the same order. */
function sharedRun(headings: readonly Title[], titles: readonly Title[]): Pair[] {
  const width = titles.length + 1
  const lengths: number[] = new Array((headings.length + 1) * width).fill(0)
  const length = (heading: number, title: number) => lengths[heading * width + title] ?? 0
  const isPair = (heading: number, title: number) => isSame(headings[heading], titles[title])
  for (let heading = headings.length - 1; heading >= 0; heading--) {
    for (let title = titles.length - 1; title >= 0; title--) {
      lengths[heading * width + title] = isPair(heading, title)
        ? length(heading + 1, title + 1) + 1
        : Math.max(length(heading + 1, title), length(heading, title + 1))
    }
  }
  const run: Pair[] = []
  let [heading, title] = [0, 0]
  while (heading < headings.length && title < titles.length) {
    if (isPair(heading, title)) run.push({ heading: heading++, title: title++ })
    else if (length(heading + 1, title) >= length(heading, title + 1)) heading++
    else title++
  }
  return run
}

/** The first heading of a mail is the week in one sentence, and no title. */
function headingsIn({ composition, rendered }: MarkedText): Title[] {
  return [...rendered.matchAll(/<h([2-6])\b[^>]*>([\s\S]*?)<\/h\1>/g)].flatMap((match) => {
    const words = bare(wordsOf(match[2] ?? ''))
    const mark = lastMark(rendered.slice(0, match.index)) ?? 1
    const origin = originOfLine(composition.origins, mark)
    return words === '' ? [] : [{ words, origin }]
  })
}

/** Each line of the text, with the line of the template that began it. */
function linesIn({ composition: { origins }, rendered }: MarkedText): Title[] {
  let source = 1
  return rendered.split('\n').map((line) => {
    const [leading = ''] = /^(?:\s|\ue000\d+\ue001)*/.exec(line) ?? []
    const origin = originOfLine(origins, lastMark(leading) ?? source)
    source = lastMark(line) ?? source
    return { words: bare(line.replaceAll(lineMark, '')), origin }
  })
}

function lastMark(rendered: string): number | undefined {
  const mark = [...rendered.matchAll(lineMark)].at(-1)?.[1]
  return mark === undefined ? undefined : Number(mark)
}

/** Without what a title may be set off with. */
function bare(words: string): string {
  return words.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}

const tagOrMark = /<[^>]*>|\ue000\d+\ue001/

function wordsOf(html: string): string {
  const plain = html.replaceAll(/<[^>]*>|\ue000\d+\ue001/g, '').replaceAll(/&[#\w]+;/g, character)
  return plain.replaceAll(/\s+/g, ' ').trim()
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' }

function character(reference: string): string {
  const name = reference.slice(1, -1)
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  if (!name.startsWith('#')) return named[name] ?? reference
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : reference
}

/** No shorter than a word, and without any small letter. */
function isInCapitals(words: string): boolean {
  return /\p{Lu}.*\p{Lu}/u.test(words) && !/\p{Ll}/u.test(words)
}
