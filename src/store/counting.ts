import { type RawBuilder, sql } from 'kysely'
import type { ReadingPoint } from '../report/history.js'

/**
 * Whether a snapshot is the one that counts for its account and week: of those recorded before the
 * cut-off, the last (README, "Append-only").
 */
export function counts(alias: string, { cutOff }: ReadingPoint): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`
    ${column('recorded_at')} < ${cutOff}
    and not exists (
      select 1 from snapshots as newer
      where newer.week = ${column('week')}
        and newer.account_id = ${column('account_id')}
        and newer.version > ${column('version')}
        and newer.recorded_at < ${cutOff})`
}
