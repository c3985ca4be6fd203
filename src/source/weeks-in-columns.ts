import type { Header } from './header.js'
import type { Column, Layout } from './layout.js'
import type { TableRow } from './record.js'

/** A table in which each row has one week, of one in which the weeks stand side by side. */
export interface Unfolded {
  readonly header: Header
  readonly unfold: (rows: readonly TableRow[]) => TableRow[]
}

/**
 * Makes of each row as many as it has weeks with something in them; the week and what stands below
 * it are the last two cells of each. `isEmpty` says which texts are nothing.
 */
export function unfoldWeeks(
  header: Header,
  layout: Layout,
  underWeeks: Column,
  isEmpty: (text: string) => boolean,
): Unfolded {
  const { texts, columns, weeks } = header
  const kept = [...texts.keys()].filter((at) => weeks[at] === null)
  const folded = [...weeks.entries()].flatMap(([at, week]) => (week === null ? [] : { at, week }))
  const weekColumn = layout.columns.find(({ name }) => name === 'week') ?? null
  const pick = <T>(list: readonly T[]): T[] => list.filter((_, at) => weeks[at] === null)
  return {
    header: {
      line: header.line,
      overruled: header.overruled,
      texts: [...pick(texts), 'week', underWeeks.name],
      columns: [...pick(columns), weekColumn, underWeeks],
      weeks: [...pick(weeks), null, null],
      unknown: header.unknown.map((at) => kept.indexOf(at)),
    },
    unfold: (rows) =>
      rows.flatMap(({ line, cells }) => {
        const base = kept.map((at) => cells[at] ?? '')
        return folded.flatMap(({ at, week }) => {
          const text = cells[at] ?? ''
          return isEmpty(text.trim()) ? [] : { line, cells: [...base, week, text] }
        })
      }),
  }
}
