import type { SourceFault } from '../../source/fault.js'
import { type ImportWords, readImportWords, type WordsReading } from '../../source/options.js'
import { headerKey } from '../../source/orders.js'

/** What a person can do about a file that was refused. */
export type WayOut =
  /** An option that the cure of a fault names, ready to be taken. */
  | { readonly kind: 'option'; readonly option: string }
  /** To say what the empty cells of a column say. */
  | { readonly kind: 'empty-cells'; readonly column: string; readonly example: string }
  /** To say what each of some texts in a column says. */
  | {
      readonly kind: 'texts'
      readonly column: string
      readonly texts: readonly string[]
      readonly choices: readonly string[]
    }
  | { readonly kind: 'rate'; readonly currency: string }
  | { readonly kind: 'owners' }
  | { readonly kind: 'columns' }
  | { readonly kind: 'words' }
  | { readonly kind: 'again' }
  | { readonly kind: 'other-file' }
  | { readonly kind: 'later' }

/** What can always be done, in the order in which it is offered. */
const always: readonly WayOut[] = [
  { kind: 'columns' },
  { kind: 'words' },
  { kind: 'again' },
  { kind: 'other-file' },
  { kind: 'later' },
]

/** Options whose values in a cure are meant as they stand there, and are no examples. */
const ready = ['scale', 'dates', 'decimal', 'skip-unknown', 'sheet', 'yes']

/** What can be done about these faults: first what their cures name, then what always helps. */
export function waysOut(faults: readonly SourceFault[]): WayOut[] {
  const found = [
    ...faults.flatMap(({ cure }) => readyOptions(cure)).map(asOption),
    ...texts(faults),
    ...rates(faults),
    ...(faults.some(({ cure }) => cure.includes('--owners FILE'))
      ? [{ kind: 'owners' } as const]
      : []),
    ...emptyCells(faults),
  ]
  const known = new Map(found.map((way) => [JSON.stringify(way), way]))
  return [...known.values(), ...always]
}

function asOption(option: string): WayOut {
  return { kind: 'option', option }
}

/** Each option in a sentence that can be taken as it stands there. */
function readyOptions(cure: string): string[] {
  const found = cure.matchAll(/--([a-z][a-z-]*)(?: ("[^"]*"|[^\s;,()"]*[^\s;,.()":]))?/g)
  return Array.from(found, ([, name = '', value = '']) => ({ name, value })).flatMap(
    ({ name, value }) => {
      if (!ready.includes(name) || (name === 'sheet' && !value.startsWith('"'))) return []
      const isAlone = name === 'skip-unknown' || name === 'yes'
      const option = isAlone || value === '' ? `--${name}` : `--${name} ${value}`
      const isPair = name !== 'scale' || value.includes('=')
      return isPair && readImportWords(option).kind === 'words' ? [option] : []
    },
  )
}

/** Texts of a column that are none of those that it can say. */
function texts(faults: readonly SourceFault[]): WayOut[] {
  const columns = new Map<string, { choices: readonly string[]; texts: Set<string> }>()
  for (const { column, expected, given } of faults) {
    const choices = choicesIn(expected)
    if (column === null || given === '' || choices.length === 0) continue
    const known = columns.get(column) ?? { choices, texts: new Set<string>() }
    columns.set(column, known)
    known.texts.add(given)
  }
  return [...columns].map(([column, { choices, texts }]) => {
    return { kind: 'texts', column, texts: [...texts], choices }
  })
}

function choicesIn(expected: string): string[] {
  if (expected === 'yes or no') return ['yes', 'no']
  const [, list] = /^one of (.+)$/.exec(expected) ?? []
  return list === undefined ? [] : list.split(', ')
}

function rates(faults: readonly SourceFault[]): WayOut[] {
  return faults
    .filter(({ cure }) => cure.startsWith('Add to EXCHANGE_RATES'))
    .map(({ given }) => ({ kind: 'rate', currency: given.toUpperCase() }))
}

function emptyCells(faults: readonly SourceFault[]): WayOut[] {
  return faults.flatMap(({ column, expected, given, cure }): WayOut[] => {
    if (given !== '' || column === null) return []
    const example = /--set-empty "?[\w]+=([^"]+)"?\.?$/.exec(cure)?.[1] ?? ''
    if (expected !== 'a value' && example === '') return []
    return [{ kind: 'empty-cells', column, example }]
  })
}

/** What it is called in a list of choices. */
export function wayOutText(way: WayOut): string {
  switch (way.kind) {
    case 'option':
      return way.option
    case 'texts':
      return `say what ${way.texts.map((text) => `"${text}"`).join(', ')} in ${way.column} mean`
    case 'rate':
      return `say what one ${way.currency} is worth (EXCHANGE_RATES)`
    case 'owners':
      return 'name a file of the account managers: name, address (OWNERS_FILE)'
    case 'empty-cells':
      return `say what the empty cells of ${way.column} say`
    case 'columns':
      return 'read its columns otherwise'
    case 'words':
      return 'type options, as for mmr import'
    case 'again':
      return 'read it again, as it is now'
    case 'other-file':
      return 'take another file'
    case 'later':
      return 'leave it for later'
  }
}

/**
 * The words with more options behind them, which are read as on a command line: what is said again
 * of a header, a column or a text counts in its later form.
 */
export function withOptions(words: ImportWords, options: string): WordsReading {
  const more = readImportWords(options)
  if (more.kind === 'fault') return more
  const [before, after] = [words.reading, more.words.reading]
  const reading = {
    ...after,
    map: later(before.map, after.map, (pair) => pair.slice(0, pair.lastIndexOf('='))),
    set: later(before.set, after.set, beforeSign),
    setEmpty: later(before.setEmpty, after.setEmpty, beforeSign),
    value: later(before.value, after.value, (pair) => pair.slice(0, pair.lastIndexOf('='))),
    scale: later(before.scale, after.scale, beforeSign),
    weeksInColumns: after.weeksInColumns ?? before.weeksInColumns,
    decimal: after.decimal ?? before.decimal,
    dates: after.dates ?? before.dates,
    skipUnknown: before.skipUnknown || after.skipUnknown,
  }
  const { sheet, owners, asOf, complete, yes } = more.words
  return {
    kind: 'words',
    words: {
      reading,
      sheet: sheet ?? words.sheet,
      owners: owners ?? words.owners,
      asOf: asOf ?? words.asOf,
      complete: words.complete || complete,
      yes: words.yes || yes,
    },
  }
}

function beforeSign(pair: string): string {
  return pair.split('=')[0] ?? ''
}

/** What was said before of what nothing is said of now, and what is said now. */
function later(
  before: readonly string[],
  after: readonly string[],
  about: (pair: string) => string,
): string[] {
  const said = new Set(after.map((pair) => headerKey(about(pair))))
  return [...before.filter((pair) => !said.has(headerKey(about(pair)))), ...after]
}
