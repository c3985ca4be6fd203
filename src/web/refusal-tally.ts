import type { RefusalKind } from '../report/digest/admin.js'
import type { Database } from '../store/database.js'
import { addRefusals, type RefusalCount } from '../store/links.js'
import { isoUtcOf } from './web.js'

/** Counts in memory, so that a refusal costs the same whatever its reason, and no write. */
export interface RefusalTally {
  readonly count: (kind: RefusalKind, whose?: string) => void
  /** Tells the log whose links were used since the last time though the settings don't name them. */
  readonly tell: (log: (text: string, level: 'info') => void) => void
  /**
   * Writes down what was counted since the last time; what can't be written is kept for the next.
   */
  readonly save: (db: Database) => Promise<void>
}

export function refusalTally(now: () => number): RefusalTally {
  let counts: RefusalCount[] = []
  let removed = new Map<string, number>()
  const add = (day: string, kind: RefusalKind, more: number) => {
    const isOther = (one: RefusalCount) => one.day !== day || one.kind !== kind
    const count = more + (counts.find((one) => !isOther(one))?.count ?? 0)
    counts = [...counts.filter(isOther), { day, kind, count }]
  }
  return {
    count: (kind, whose) => {
      add(isoUtcOf(now()).slice(0, 10), kind, 1)
      if (whose !== undefined) removed.set(whose, (removed.get(whose) ?? 0) + 1)
    },
    tell: (log) => {
      const were = [...removed].map(([whose, times]) => `${whose} (${times})`)
      removed = new Map()
      if (were.length === 0) return
      log(
        `links were used of people whom the settings don't name for them: ${were.join(', ')}`,
        'info',
      )
    },
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
