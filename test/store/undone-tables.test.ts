import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Database } from '../../src/store/database.js'
import { addImport, markUndone, noChanges } from '../../src/store/imports.js'
import { addAccount, addSnapshot, week } from '../fixture/answering.js'
import { scratchDatabase } from './scratch.js'

const at = '2026-11-20T10:00:00.000Z'

/** An account and a snapshot of it by one import; gives its id. */
async function imported(): Promise<{ db: Database; importId: number }> {
  const db = await scratchDatabase()
  const importId = await addImport(db, {
    ...{ kind: 'snapshots', file: 'a.csv', at, origin: 'command', outcome: 'taken' },
    ...{ scope: { columns: ['week'], asOf: null, isComplete: false }, ...noChanges },
  })
  await addAccount(db, 'A-1', { import_id: importId })
  await addSnapshot(db, 'A-1', { week, import_id: importId })
  return { db, importId }
}

const tables = [
  ['snapshots', ['service']],
  ['account_versions', ['name', 'annual_revenue']],
] as const

describe.each(tables)('rows of %s', (table, columns) => {
  const gone = (db: Database) => sql`delete from ${sql.table(table)}`.execute(db)
  const aside = async (db: Database, importId: number) => {
    const { rows } = await sql<{ name: string }>`
      select name from pragma_table_info(${table})
    `.execute(db)
    const all = sql.join(rows.map(({ name }) => sql.ref(name)))
    await sql`
      insert into ${sql.table(`undone_${table}`)} (${all}, undone_by)
      select ${all}, ${importId} from ${sql.table(table)}
    `.execute(db)
  }

  it('leave only once they stand aside, and only while their import is being undone', async () => {
    const { db, importId } = await imported()
    await expect(gone(db)).rejects.toThrow('never deleted')
    await aside(db, importId)
    await markUndone(db, importId, at)
    await expect(gone(db)).rejects.toThrow('never deleted')
    await sql`update imports set undone_at = null`.execute(db)
    await gone(db)
  })

  it('stay aside as they are', async () => {
    const { db, importId } = await imported()
    await aside(db, importId)
    const undone = sql.table(`undone_${table}`)
    await expect(sql`delete from ${undone}`.execute(db)).rejects.toThrow('never deleted')
    for (const column of [...columns, 'import_id', 'undone_by']) {
      const changed = sql`update ${undone} set ${sql.ref(column)} = 1`
      await expect(changed.execute(db)).rejects.toThrow('never changed')
    }
  })
})
