import { matchKey } from '../characters.js'
import { type FaultList, noteFault } from './fault.js'
import type { Layout } from './layout.js'

/** Headers are compared without case, blanks, underscores and what can't be seen. */
export function headerKey(text: string): string {
  return matchKey(text).replace(/[\s_]+/g, '')
}

/** Columns by the header that stands for them in a file, compared as headers are. */
export type Mapping = ReadonlyMap<string, { readonly header: string; readonly column: string }>

/** Reads pairs such as `Account Name=name`; faults are noted, and their pairs left out. */
export function readMapping(pairs: readonly string[], layout: Layout, faults: FaultList): Mapping {
  const mapping = new Map<string, { header: string; column: string }>()
  for (const pair of pairs) {
    const at = pair.lastIndexOf('=')
    const header = pair.slice(0, Math.max(0, at)).trim()
    const wanted = headerKey(pair.slice(at + 1))
    const column = layout.columns.find(({ name }) => headerKey(name) === wanted)
    if (header === '' || column === undefined || mapping.has(headerKey(header))) {
      noteFault(faults, misplaced(pair, layout))
    } else {
      mapping.set(headerKey(header), { header, column: column.name })
    }
  }
  return mapping
}

function misplaced(pair: string, layout: Layout) {
  const names = layout.columns.map(({ name }) => name).join(', ')
  return {
    file: '--map',
    line: null,
    column: null,
    expected: 'a header of the file, "=" and a column, each header once',
    given: pair,
    cure: `Write it like --map "Account Name=name". Columns are ${names}.`,
  }
}
