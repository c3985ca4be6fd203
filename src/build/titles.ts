import { type Composition, originOfLine } from './composition.js'
import { type Origin, type Problem, problemAt } from './template-fault.js'
import { lineMark } from './trial.js'

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
