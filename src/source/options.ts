import { parseArgs } from 'node:util'

/** How a file is to be read where its header and its cells don't say it, as it was given. */
export interface ReadingOptions {
  /** Pairs such as `Account Name=name`: which header stands for which column. */
  readonly map: readonly string[]
  /** Pairs such as `week=2026-W47`: what a column says in each row. */
  readonly set: readonly string[]
  /** Pairs such as `notice_days=60`: what an empty cell of a column says. */
  readonly setEmpty: readonly string[]
  /** Such as `pulse:Amber=yellow`: what a text in a column says. */
  readonly value: readonly string[]
  /** Such as `health=0-10`, `relationship,service=1-5`: on which scale a column's scores lie. */
  readonly scale: readonly string[]
  /** The column that stands under headers which are weeks; null where each row has its week. */
  readonly weeksInColumns: string | null
  /** What stands before the decimals; null where the file says it. */
  readonly decimal: 'comma' | 'point' | null
  /** The order of days and months in figures; null where the file says it. */
  readonly dates: 'dmy' | 'mdy' | null
  /** Leave out, and list, rows of accounts that aren't known and rows without a score. */
  readonly skipUnknown: boolean
}

/** A file that needs nothing said of it. */
export const plainReading: ReadingOptions = {
  map: [],
  set: [],
  setEmpty: [],
  value: [],
  scale: [],
  weeksInColumns: null,
  decimal: null,
  dates: null,
  skipUnknown: false,
}

/** All that may be said of a file to be imported, on the command line or in the settings. */
export interface ImportWords {
  readonly reading: ReadingOptions
  /** The sheet of a workbook; null for its only one. */
  readonly sheet: string | null
  /** A file of the account managers' names and addresses, as it was given. */
  readonly owners: string | null
  /** The day from which accounts hold, as it was given. */
  readonly asOf: string | null
  readonly complete: boolean
  readonly yes: boolean
}

/** One option: how it is written, what it takes, and what it does. */
export interface ImportOption {
  readonly name: string
  /** What stands after it; null for one that takes nothing. */
  readonly takes: string | null
  readonly isRepeatable: boolean
  readonly choices: readonly string[]
  readonly says: string
}

/** All options of an import, in the order in which they are listed. */
export const importOptions: readonly ImportOption[] = [
  many('map', 'header=column', 'a header of the file and the column it is: "Account Name=name"'),
  many('set', 'column=value', 'what a column says in each row: week=2026-W47, or week=last'),
  many('set-empty', 'column=value', 'what the empty cells of a column say: notice_days=60'),
  many('value', 'column:text=value', 'what a text in a column says: pulse:Amber=yellow'),
  many('scale', 'columns=from-to', 'the scale that scores lie on: health=0-10'),
  one('weeks-in-columns', 'column', 'the headers are weeks, and below them stands this column'),
  one('decimal', 'sign', 'what stands before the decimals', ['comma', 'point']),
  one('dates', 'order', 'days and months in figures', ['dmy', 'mdy']),
  one('sheet', 'name', 'the sheet of a workbook'),
  one('owners', 'file', 'a file of the account managers: name, address'),
  flag('skip-unknown', 'leave out, and list, rows of unknown accounts and rows without a score'),
  one(
    'as-of',
    'day',
    'of accounts: the day from which they hold, such as 2026-09-30 (default: the Monday of this week)',
  ),
  flag('complete', 'of accounts: the file is the whole list; what it lacks has ended'),
  flag('yes', 'of accounts: also where more than a fifth of them come to an end'),
]

function many(name: string, takes: string, says: string): ImportOption {
  return { name, takes, isRepeatable: true, choices: [], says: `${says}; repeatable` }
}

function one(
  name: string,
  takes: string,
  says: string,
  choices: readonly string[] = [],
): ImportOption {
  return { name, takes, isRepeatable: false, choices, says }
}

function flag(name: string, says: string): ImportOption {
  return { name, takes: null, isRepeatable: false, choices: [], says }
}

/** What a command line gave, by the names of the options in camel case. */
export type GivenOptions = Readonly<Record<string, unknown>>

/** The same as import words. */
export function importWords(given: GivenOptions): ImportWords {
  const texts = (name: string) => {
    const value = given[name]
    return Array.isArray(value) ? value.map(String) : []
  }
  const text = (name: string) => (typeof given[name] === 'string' ? given[name] : null)
  const decimal = text('decimal')
  const dates = text('dates')
  return {
    reading: {
      map: texts('map'),
      set: texts('set'),
      setEmpty: texts('setEmpty'),
      value: texts('value'),
      scale: texts('scale'),
      weeksInColumns: text('weeksInColumns'),
      decimal: decimal === 'comma' || decimal === 'point' ? decimal : null,
      dates: dates === 'dmy' || dates === 'mdy' ? dates : null,
      skipUnknown: given.skipUnknown === true,
    },
    sheet: text('sheet'),
    owners: text('owners'),
    asOf: text('asOf'),
    complete: given.complete === true,
    yes: given.yes === true,
  }
}

export type WordsReading =
  | { readonly kind: 'words'; readonly words: ImportWords }
  /** What is wrong with them, in words. */
  | { readonly kind: 'fault'; readonly fault: string }

/**
 * Reads options as they stand on a command line, from a setting: `--map "Account Name=name"
 * --dates mdy`. A text with blanks in it stands in double or single quotation marks.
 */
export function readImportWords(text: string): WordsReading {
  const words = splitWords(text)
  if (words === null) return fault('quotation marks are not in pairs')
  try {
    const { values } = parseArgs({ args: words, options: argumentForms(), strict: true })
    const wrong = importOptions.find(({ name, choices }) => {
      const value = values[name]
      return choices.length > 0 && value !== undefined && !choices.includes(String(value))
    })
    if (wrong !== undefined) {
      return fault(
        `--${wrong.name} takes ${wrong.choices.join(' or ')}, not "${values[wrong.name]}"`,
      )
    }
    const given = Object.entries(values).map(([name, value]) => [camelCase(name), value])
    return { kind: 'words', words: importWords(Object.fromEntries(given)) }
  } catch (error) {
    return fault(error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error))
  }
}

function fault(text: string): WordsReading {
  return { kind: 'fault', fault: text }
}

function argumentForms() {
  return Object.fromEntries(
    importOptions.map(({ name, takes, isRepeatable }) => [
      name,
      { type: takes === null ? ('boolean' as const) : ('string' as const), multiple: isRepeatable },
    ]),
  )
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** The words of a text as a shell splits them; null where quotation marks aren't closed. */
function splitWords(text: string): string[] | null {
  const words: string[] = []
  let rest = text.trim()
  while (rest !== '') {
    const [word] = /^(?:[^\s"']|"(?:\\.|[^"\\])*"|'[^']*')+/.exec(rest) ?? []
    if (word === undefined) return null
    words.push(unquoted(word))
    rest = rest.slice(word.length).trimStart()
  }
  return words
}

function unquoted(word: string): string {
  return word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_, double?: string, single?: string) =>
    double === undefined ? (single ?? '') : double.replace(/\\(["\\])/g, '$1'),
  )
}

/** The options as they would stand on a command line, for a setting to hold: read back the same. */
export function writtenWords({ reading, ...words }: ImportWords): string {
  const given: Readonly<Record<string, unknown>> = { ...reading, ...words }
  return importOptions
    .flatMap(({ name, takes }) => {
      const value = given[camelCase(name)]
      if (takes === null) return value === true ? [`--${name}`] : []
      const texts = Array.isArray(value) ? value : value == null ? [] : [value]
      return texts.map(String).map((text) => {
        // What begins with a hyphen would be taken for an option of its own.
        return `--${name}${text.startsWith('-') ? '=' : ' '}${quoted(text)}`
      })
    })
    .join(' ')
}

function quoted(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
