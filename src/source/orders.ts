import { matchKey } from '../characters.js'
import { type FaultList, noteFault, type SourceFault } from './fault.js'
import type { Column, Layout } from './layout.js'
import type { ReadingOptions } from './options.js'
import { readScale, type Scale } from './scale.js'

/** What a person said of the columns of a file, column by column. */
export interface Orders {
  /** The column that a header stands for, by the header as headers are compared. */
  readonly mapping: ReadonlyMap<string, { readonly header: string; readonly column: string }>
  /** What a column says in each row, by its name. */
  readonly set: ReadonlyMap<string, string>
  /** What an empty cell of a column says, by its name. */
  readonly whenEmpty: ReadonlyMap<string, string>
  /** What texts of a column say, by its name and the text as texts are compared. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly scales: ReadonlyMap<string, Scale>
  /** The column that stands under headers which are weeks. */
  readonly underWeeks: Column | null
}

/** Reads them; what makes no sense is noted, and left out. */
export function readOrders(options: ReadingOptions, layout: Layout, faults: FaultList): Orders {
  const orders = { layout, faults }
  return {
    mapping: readMapping(options.map, orders),
    set: readPairs('--set', options.set, orders),
    whenEmpty: readPairs('--set-empty', options.setEmpty, orders),
    values: readValues(options.value, orders),
    scales: readScales(options.scale, orders),
    underWeeks: readUnderWeeks(options.weeksInColumns, orders),
  }
}

interface Reading {
  readonly layout: Layout
  readonly faults: FaultList
}

/** Headers are compared without case, blanks, underscores and what can't be seen. */
export function headerKey(text: string): string {
  return matchKey(text).replace(/[\s_]+/g, '')
}

function columnNamed(name: string, { layout }: Reading): Column | undefined {
  const wanted = headerKey(name)
  return layout.columns.find((column) => headerKey(column.name) === wanted)
}

/** Pairs such as `Account Name=name`. */
function readMapping(pairs: readonly string[], reading: Reading): Orders['mapping'] {
  const mapping = new Map<string, { header: string; column: string }>()
  for (const pair of pairs) {
    const at = pair.lastIndexOf('=')
    const header = pair.slice(0, Math.max(0, at)).trim()
    const column = columnNamed(pair.slice(at + 1), reading)
    if (header === '' || column === undefined || mapping.has(headerKey(header))) {
      misplaced(reading, '--map', pair, {
        expected: 'a header of the file, "=" and a column, each header once',
        example: '--map "Account Name=name"',
      })
    } else {
      mapping.set(headerKey(header), { header, column: column.name })
    }
  }
  return mapping
}

/** Pairs such as `week=2026-W47`. */
function readPairs(
  option: '--set' | '--set-empty',
  pairs: readonly string[],
  reading: Reading,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const pair of pairs) {
    const at = pair.indexOf('=')
    const column = at < 0 ? undefined : columnNamed(pair.slice(0, at), reading)
    if (column === undefined || texts.has(column.name)) {
      misplaced(reading, option, pair, {
        expected: 'a column, "=" and what it says, each column once',
        example: `${option} currency=USD`,
      })
    } else {
      const text = pair.slice(at + 1).trim()
      texts.set(column.name, column.named?.get(matchKey(text)) ?? text)
    }
  }
  return texts
}

/** Such as `pulse:Amber=yellow`. */
function readValues(pairs: readonly string[], reading: Reading): Orders['values'] {
  const values = new Map<string, Map<string, string>>()
  for (const pair of pairs) {
    const [colon, equals] = [pair.indexOf(':'), pair.lastIndexOf('=')]
    const column = colon < 0 ? undefined : columnNamed(pair.slice(0, colon), reading)
    const text = matchKey(pair.slice(colon + 1, equals))
    if (column === undefined || equals < colon || values.get(column.name)?.has(text) === true) {
      misplaced(reading, '--value', pair, {
        expected: 'a column, ":", a text that is in it, "=" and what it says, each text once',
        example: '--value "pulse:Amber=yellow"',
      })
    } else {
      const texts = values.get(column.name) ?? new Map<string, string>()
      values.set(column.name, texts.set(text, pair.slice(equals + 1).trim()))
    }
  }
  return values
}

/** Such as `relationship,service=1-5`. */
function readScales(pairs: readonly string[], reading: Reading): ReadonlyMap<string, Scale> {
  const scales = new Map<string, Scale>()
  for (const pair of pairs) {
    const [names = '', written = '', ...more] = pair.split('=')
    const columns = names.split(',').map((name) => columnNamed(name, reading))
    const scale = more.length > 0 ? null : readScale(written)
    const taken = columns.flatMap((column) => (column?.kind === 'score' ? [column.name] : []))
    if (scale === null || taken.length < columns.length || taken.some((name) => scales.has(name))) {
      misplaced(reading, '--scale', pair, {
        expected: 'scores, "=", the lowest and the highest they can be, each column once',
        example: '--scale health=0-10 or --scale relationship,service=1-5',
        columns: reading.layout.columns.filter(({ kind }) => kind === 'score'),
      })
    } else {
      for (const name of taken) scales.set(name, scale)
    }
  }
  return scales
}

function readUnderWeeks(name: string | null, reading: Reading): Column | null {
  if (name === null) return null
  const column = columnNamed(name, reading)
  const columns = reading.layout.columns.filter((one) => !one.isRequired)
  const hasWeeks = reading.layout.columns.some((one) => one.name === 'week')
  if (column !== undefined && columns.includes(column) && hasWeeks) return column
  misplaced(reading, '--weeks-in-columns', name, {
    expected: hasWeeks
      ? 'a column that stands below headers which are weeks'
      : 'a file of snapshots',
    example: '--weeks-in-columns health',
    columns,
  })
  return null
}

interface Form {
  readonly expected: string
  readonly example: string
  readonly columns?: readonly Column[]
}

function misplaced(
  { layout, faults }: Reading,
  option: string,
  given: string,
  { expected, example, columns = layout.columns }: Form,
): void {
  const names = columns.map(({ name }) => name).join(', ')
  const cure = `Write it like ${example}. Columns are ${names}.`
  const fault: SourceFault = { file: option, line: null, column: null, expected, given, cure }
  noteFault(faults, fault)
}
