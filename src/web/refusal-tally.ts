import type { RefusalKind } from '../report/link-refusal.js'
import type { Database } from '../store/database.js'
import { addRefusals, type RefusalCount } from '../store/link-refusals.js'
import { stored } from './web.js'

/** Counts in memory, so that a refusal costs the same whatever its reason, and no write. */
export interface RefusalTally {
  readonly count: (kind: RefusalKind) => void
  /**
   * Writes down what was counted since the last time; what can't be written is kept for the next.
   */
  readonly save: (db: Database) => Promise<void>
}

export function refusalTally(now: () => number): RefusalTally {
  let counts: RefusalCount[] = []
  const add = (day: string, kind: RefusalKind, more: number) => {
    const isOther = (one: RefusalCount) => one.day !== day || one.kind !== kind
    const count = more + (counts.find((one) => !isOther(one))?.count ?? 0)
    counts = [...counts.filter(isOther), { day, kind, count }]
  }
  return {
    count: (kind) => add(stored(now()).slice(0, 10), kind, 1),
    save: async (db) => {
      if (counts.length === 0) return
      const counted = counts
      counts = []
      try {
        await addRefusals(db, counted)
      } catch (error) {
        for (const { day, kind, count } of counted) add(day, kind, count)
        throw error
      }
    },
  }
}
