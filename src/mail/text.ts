import { createRequire } from 'node:module'

/** As wide as a mail program shows text without wrapping it a second time. */
const width = 78

/** What a name gets at the very least, beside the longest figure. */
const leastLeft = 20

/**
 * `left` and `right` at the two edges of the column; a long `left` goes on below, clear of `right`.
 * A `right` that leaves no room beside it stands below, in lines of its own.
 */
export function row(left: string, right: string): string {
  const space = width - textColumns(right) - 2
  if (space < leastLeft) {
    const below = lines(right, width).map((line) => atRightEdge(line, width))
    return [...lines(left, width), ...below].join('\n')
  }
  const [first = '', ...more] = lines(left, space)
  const beside = right === '' ? '' : atRightEdge(right, width - textColumns(first))
  return [`${first}${beside}`, ...more].join('\n')
}

function atRightEdge(text: string, space: number): string {
  return `${' '.repeat(Math.max(0, space - textColumns(text)))}${text}`
}

/**
 * Cells beside each other: a text and its width, again and again; a negative width sets it to the
 * right. Where the first, which names the others, is longer than its width, it goes on below.
 */
export function cells(textsAndWidths: readonly unknown[]): string {
  const [name = '', nameWidth = 0, ...others] = textsAndWidths
  const space = Number(nameWidth) - 1
  const [first = '', ...more] = space > 0 ? lines(String(name), space) : [String(name)]
  const line = pairs([first, nameWidth, ...others]).map(([text, width]) => cell(text, width))
  return [line.join('').trimEnd(), ...more].join('\n')
}

function pairs(textsAndWidths: readonly unknown[]): [text: string, width: number][] {
  return Array.from({ length: Math.floor(textsAndWidths.length / 2) }, (_, index) => [
    String(textsAndWidths[2 * index]),
    Number(textsAndWidths[2 * index + 1]),
  ])
}

function cell(text: string, width: number): string {
  const blank = ' '.repeat(Math.max(1, Math.abs(width) - textColumns(text)))
  return width < 0 ? `${blank}${text}` : `${text}${blank}`
}

/** Keeps figures together; a plain text has no other use for it. */
const noBreak = /\u00a0/g

/** `text` broken into lines of the column, each indented by `indent` blanks. */
export function wrapped(text: string, indent: number): string {
  const blank = ' '.repeat(indent)
  return lines(text, width - indent)
    .map((line) => `${blank}${line}`)
    .join('\n')
}

function lines(text: string, space: number): string[] {
  const set = broken(text, space).map((line) => line.replace(noBreak, ' '))
  return text.includes(isolate) ? isolatedAnew(set) : set
}

/** What is between them has a direction of its own: a name that runs from right to left. */
const [isolate, release] = ['\u2068', '\u2069']

/** An isolate ends with its line: what it holds of the next one is isolated anew. */
function isolatedAnew(broken: readonly string[]): string[] {
  let open = 0
  return broken.map((line) => {
    const before = isolate.repeat(open)
    for (const character of line) {
      if (character === isolate) open += 1
      if (character === release) open = Math.max(0, open - 1)
    }
    return `${before}${line}${release.repeat(open)}`
  })
}

function broken(text: string, space: number): string[] {
  if (textColumns(text) <= space) return text === '' ? [] : [text]
  const done: string[] = []
  const widthOf = narrow.test(text) ? lengthOf : textColumns
  let [line, width] = ['', 0]
  for (const word of text.split(' ').flatMap((word) => pieces(word, space))) {
    const added = widthOf(word)
    if (line !== '' && width + 1 + added > space) {
      done.push(line)
      line = ''
    }
    width = line === '' ? added : width + 1 + added
    line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? done : [...done, line]
}

/**
 * A word that is longer than a line, cut into lines as full as can be, so that no two of them get
 * onto one with a blank between; links stay whole, because a cut one leads nowhere.
 */
function pieces(word: string, space: number): string[] {
  const fits = word.length <= space / 2 || textColumns(word) <= space
  if (fits || /^https?:/.test(word)) return [word]
  const done: string[] = []
  let [piece, width] = ['', 0]
  for (const { segment } of characters(word)) {
    const added = textColumns(segment)
    if (piece !== '' && width + added > space) {
      done.push(piece)
      ;[piece, width] = ['', 0]
    }
    piece += segment
    width += added
  }
  return [...done, piece]
}

let segmenter: Intl.Segmenter | undefined

/** Characters as people see them: one with its accents, a flag, a family. */
function characters(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** The start of a text that fits into `width` columns; a character and its accents stay together. */
export function startOf(text: string, width: number): string {
  let shown = ''
  for (const { segment } of characters(text)) {
    if (textColumns(shown + segment) > width) return shown
    shown += segment
  }
  return shown
}

/** Latin letters, dashes and quotes, currencies, arrows and shapes: one column each, told quickly. */
const narrow =
  /^[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u20a0-\u20cf\u2100-\u22ff\u2500-\u25fc]*$/

function lengthOf({ length }: string): number {
  return length
}

/** How many columns a text takes in a fixed-width font. */
export function textColumns(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text)
}

let library: typeof import('string-width') | undefined

/** Its tables take 25 ms to load, and most reports never need them. */
function stringWidth(text: string): number {
  library ??= createRequire(import.meta.url)('string-width') as typeof import('string-width')
  return library.default(text)
}

/**
 * What text templates call, where HTML has tables. Handlebars adds an argument of its own, the
 * last.
 */
export const textHelpers = {
  /** `{{row left right}}`: at the two edges of the column. */
  row: (left: string, right: string) => row(left, right),
  /** `{{cells text width text width}}`: beside each other. */
  cells: (...given: readonly unknown[]) => cells(given.slice(0, -1)),
  /** `{{wrapped text indent}}`: a paragraph. */
  wrapped: (text: string, indent: number) => wrapped(text, indent),
  /** `{{start text columns}}`: as much of it as fits. */
  start: (text: string, width: number) =>
    textColumns(text) <= width ? text : `${startOf(text, width - 1)}…`,
  /** `{{capitals text}}`: a title. */
  capitals: (text: string) => text.toUpperCase(),
  /** `{{words a b}}`: what there is of them, with blanks between. */
  words: (...given: readonly unknown[]) =>
    given
      .slice(0, -1)
      .filter((one) => typeof one === 'string' && one !== '')
      .join(' '),
} as const
