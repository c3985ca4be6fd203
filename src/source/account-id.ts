import { plainForm } from '../characters.js'
import { type ReadCell, readLine } from './cell.js'

/**
 * Reads the id of an account. Ids that look the same are the same, whatever bytes a file has for
 * them. `known` are the ids in the database: of an account that was stored before this rule in other
 * bytes, rows still find it, first by its very bytes.
 */
export function accountIdReader(known: readonly string[]): ReadCell {
  const others = known.filter((id) => plainForm(id) !== id)
  const own = new Set(others)
  const usual = new Set(others.length === 0 ? [] : known)
  const stored = new Map(
    others
      .filter((id) => !usual.has(plainForm(id)))
      .toReversed()
      .map((id) => [plainForm(id), id]),
  )
  return (text) => {
    if (own.has(text)) return text
    const line = readLine(text)
    if (typeof line !== 'string') return line
    const id = plainForm(line)
    return stored.get(id) ?? id
  }
}
