import { createRequire } from 'node:module'

/** As wide as a mail program shows text without wrapping it a second time. */
const width = 78

/**
 * `left` and `right` at the two edges of the column; a long `left` goes on below, clear of `right`.
 */
export function row(left: string, right: string): string {
  const space = Math.max(20, width - textColumns(right) - 2)
  const [first = '', ...more] = lines(left, space)
  const gap = ' '.repeat(Math.max(2, width - textColumns(first) - textColumns(right)))
  return [right === '' ? first : `${first}${gap}${right}`, ...more].join('\n')
}

/**
 * Cells beside each other: a text and its width, again and again; a negative width sets it to the
 * right.
 */
export function cells(textsAndWidths: readonly unknown[]): string {
  const line = Array.from({ length: Math.floor(textsAndWidths.length / 2) }, (_, index) =>
    cell(String(textsAndWidths[2 * index]), Number(textsAndWidths[2 * index + 1])),
  )
  return line.join('').trimEnd()
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
  return broken(text, space).map((line) => line.replace(noBreak, ' '))
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
  /** `{{capitals text}}`: a title. */
  capitals: (text: string) => text.toUpperCase(),
  /** `{{words a b}}`: what there is of them, with blanks between. */
  words: (...given: readonly unknown[]) =>
    given
      .slice(0, -1)
      .filter((one) => typeof one === 'string' && one !== '')
      .join(' '),
} as const
