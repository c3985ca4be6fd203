import type { Unsubscribe } from '../store/unsubscribes.js'
import { table } from './table.js'

/** Who gets no delivery because they asked for that, and what undoes it; empty where nobody did. */
export function unsubscribedTable(gone: readonly Unsubscribe[]): string {
  if (gone.length === 0) return ''
  const rows = gone.map(({ recipient, role, askedAt }) => [recipient, role, askedAt])
  return `\nUnsubscribed, and left out since then. ${resubscribing()}\n${table(rows, [42, 15, 24])}`
}

/** What lifts it. */
export function resubscribing(address = 'ADDRESS'): string {
  return `mmr resubscribe ${address} lets it go to them again.`
}
