import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Database, openDatabase, reading, writing } from '../../src/store/database.js'
import { scratchDatabase, scratchDirectory, scratchFile } from './scratch.js'

describe('a database', () => {
  it('is made where there is none, safe against loss of power and shared with others', async () => {
    const db = await scratchDatabase()
    expect(await pragma(db, 'journal_mode')).toBe('wal')
    expect(await pragma(db, 'synchronous')).toBe(2)
    expect(await pragma(db, 'foreign_keys')).toBe(1)
    expect(await pragma(db, 'busy_timeout')).toBe(10_000)
  })

  it('is as it was when it is opened again', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const first = await openDatabase(file)
    await addAccount(first, 'A')
    await first.destroy()
    const again = await scratchDatabase(file)
    expect(await accountIds(again)).toEqual(['A'])
  })

  it('opens while another program is writing', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const one = await scratchDatabase(file)
    await writing(one, async (transaction) => {
      await addAccount(transaction, 'A')
      const other = await scratchDatabase(file, { patience: 0 })
      expect(await accountIds(other)).toEqual([])
    })
  })

  it('is migrated once, however many programs open a new file at the same moment', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    expect(await openElsewhere(file, 6)).toEqual(Array(6).fill('0'))
    const db = await scratchDatabase(file)
    expect(await accountIds(db)).toEqual([])
  })
})

describe('a transaction that writes', () => {
  it('keeps all of it or nothing', async () => {
    const db = await scratchDatabase()
    const failing = writing(db, async (transaction) => {
      await addAccount(transaction, 'A')
      throw new Error('halfway')
    })
    await expect(failing).rejects.toThrow('halfway')
    expect(await accountIds(db)).toEqual([])
    await writing(db, (transaction) => addAccount(transaction, 'B'))
    expect(await accountIds(db)).toEqual(['B'])
  })

  it('has its turn before it reads, and becomes a part of one around it', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const one = await scratchDatabase(file)
    const other = await scratchDatabase(file, { patience: 0 })
    await writing(one, async (transaction) => {
      await expect(writing(other, async () => 'mine')).rejects.toMatchObject({ kind: 'locked' })
      await writing(transaction, (nested) => addAccount(nested, 'A'))
      expect(await accountIds(other)).toEqual([])
    })
    expect(await writing(other, accountIds)).toEqual(['A'])
  })
})

describe('a transaction that reads', () => {
  it('sees one state, whatever others write', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const one = await scratchDatabase(file)
    const other = await scratchDatabase(file, { patience: 0 })
    await reading(one, async (state) => {
      expect(await accountIds(state)).toEqual([])
      await writing(other, (transaction) => addAccount(transaction, 'A'))
      expect(await accountIds(state)).toEqual([])
    })
    expect(await accountIds(one)).toEqual(['A'])
  })
})

describe('a database that cannot be used', () => {
  it('says that its directory is missing', async () => {
    const file = join(scratchDirectory(), 'no', 'mmr.sqlite')
    await expect(openDatabase(file)).rejects.toMatchObject({
      name: 'DatabaseFault',
      kind: 'missing-directory',
      message: expect.stringContaining('Make the directory'),
    })
  })

  it('says that it is a directory', async () => {
    await expect(openDatabase(scratchDirectory())).rejects.toMatchObject({ kind: 'cannot-open' })
  })

  it('says that it is another kind of file, and leaves it as it is', async () => {
    const csv = 'account_id,name\n'.repeat(1000)
    const file = scratchFile('accounts.csv', csv)
    await expect(openDatabase(file)).rejects.toMatchObject({
      kind: 'not-a-database',
      cause: expect.objectContaining({ code: 'SQLITE_NOTADB' }),
    })
    expect(readFileSync(file, 'utf8')).toBe(csv)
  })

  it.each([
    [
      'is overwritten in places',
      (file: string) => {
        const bytes = readFileSync(file)
        for (let at = 4096; at < bytes.length; at += 4096) bytes.fill(0xff, at, at + 64)
        writeFileSync(file, bytes)
      },
    ],
    ['is cut off', (file: string) => truncateSync(file, statSync(file).size / 2)],
  ])('says that it %s', async (_how, damage) => {
    const file = await filledFile()
    damage(file)
    await expect(openDatabase(file)).rejects.toMatchObject({
      kind: 'corrupt',
      message: expect.stringContaining('restore the latest backup'),
    })
  })

  it('says that somebody else has it for themselves', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const holder = new Sqlite(file)
    onTestFinished(() => void holder.close())
    holder.exec('create table theirs (a); begin exclusive')
    await expect(openDatabase(file, { patience: 50 })).rejects.toMatchObject({ kind: 'locked' })
    holder.exec('rollback')
    await expect(scratchDatabase(file)).resolves.toBeDefined()
  })

  it('says that it may not be written to', async () => {
    const file = await filledFile()
    chmodSync(file, 0o444)
    const attempt = asSomebodyElse(async () => {
      const db = await scratchDatabase(file)
      await writing(db, (transaction) => addAccount(transaction, 'A'))
    })
    await expect(attempt).rejects.toMatchObject({
      kind: 'read-only',
      message: expect.stringContaining('write permission'),
    })
  })

  it('says that there is no room left, and keeps nothing of what was begun', async () => {
    const db = await scratchDatabase()
    const pages = Number(await pragma(db, 'page_count'))
    await pragma(db, `max_page_count = ${pages + 5}`)
    const attempt = writing(db, async (transaction) => {
      for (let id = 0; id < 1000; id++) await addAccount(transaction, `${id} ${'x'.repeat(200)}`)
    })
    await expect(attempt).rejects.toMatchObject({ kind: 'full' })
    expect(await accountIds(db)).toEqual([])
    await writing(db, (transaction) => addAccount(transaction, 'A'))
    expect(await accountIds(db)).toEqual(['A'])
  })

  it('says that a newer version made it', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const db = await openDatabase(file)
    await sql`insert into kysely_migration values ('999-future', '2030')`.execute(db)
    await db.destroy()
    await expect(openDatabase(file)).rejects.toMatchObject({ kind: 'newer' })
  })

  it('says that it belongs to another program, and leaves it as it is', async () => {
    const file = join(scratchDirectory(), 'theirs.sqlite')
    const theirs = new Sqlite(file)
    theirs.exec('create table snapshots (theirs text)')
    await expect(openDatabase(file)).rejects.toMatchObject({
      kind: 'migration',
      message: expect.stringContaining('already exists'),
    })
    const tables = theirs.prepare("select name from sqlite_schema where name = 'accounts'").all()
    expect(tables).toEqual([])
    theirs.close()
  })
})

describe('a snapshot', () => {
  it('is never changed and never deleted', async () => {
    const db = await scratchDatabase()
    await addAccount(db, 'A')
    await sql`
      insert into snapshots (week, account_id, version, recorded_at, recorded_by, service)
      values ('2026-W47', 'A', 1, '2026-11-23', 'test', 50)`.execute(db)
    await expect(sql`update snapshots set service = 60`.execute(db)).rejects.toThrow(
      'never changed',
    )
    await expect(sql`delete from snapshots`.execute(db)).rejects.toThrow('never deleted')
  })

  it('has a known account and a score', async () => {
    const db = await scratchDatabase()
    await addAccount(db, 'A')
    const add = (account: string, score: number | null) =>
      sql`
        insert into snapshots (week, account_id, version, recorded_at, recorded_by, service)
        values ('2026-W47', ${account}, 1, '2026-11-23', 'test', ${score})`.execute(db)
    await expect(add('B', 50)).rejects.toThrow('FOREIGN KEY')
    await expect(add('A', null)).rejects.toThrow('CHECK')
    await expect(add('A', 101)).rejects.toThrow('CHECK')
  })
})

async function pragma(db: Database, words: string): Promise<unknown> {
  const { rows } = await sql<Record<string, unknown>>`pragma ${sql.raw(words)}`.execute(db)
  return Object.values(rows[0] ?? {})[0]
}

async function addAccount(db: Database, id: string): Promise<void> {
  await sql`
    insert into accounts (account_id, name, manager_name, manager_address, annual_revenue,
                          currency, notice_days, recorded_at)
    values (${id}, 'Acme', 'Ann', 'ann@example.com', 100, 'USD', 30, '2026-11-23')`.execute(db)
}

async function accountIds(db: Database): Promise<string[]> {
  const { rows } = await sql<{ account_id: string }>`select account_id from accounts`.execute(db)
  return rows.map(({ account_id }) => account_id)
}

/** A closed database of some hundred pages, which anybody may reach. */
async function filledFile(): Promise<string> {
  const directory = join(scratchDirectory(), 'data')
  mkdirSync(directory)
  chmodSync(directory, 0o777)
  chmodSync(join(directory, '..'), 0o755)
  const file = join(directory, 'mmr.sqlite')
  const db = await openDatabase(file)
  await writing(db, async (transaction) => {
    for (let id = 0; id < 2000; id++) await addAccount(transaction, `${id} ${'x'.repeat(200)}`)
  })
  await db.destroy()
  return file
}

/** Permissions don't hold root back, so root does `work` as nobody. */
async function asSomebodyElse<T>(work: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}

/** Opens the database in processes of their own, all at one moment, with what the build made. */
async function openElsewhere(file: string, processes: number): Promise<string[]> {
  const children = Array.from({ length: processes }, () => waitingProcess(file))
  await Promise.all(children.map(({ stdout }) => once(stdout, 'data')))
  for (const { stdin } of children) stdin.end('go')
  return Promise.all(
    children.map(async (child) => {
      const said = text(child.stderr)
      const [code] = await once(child, 'close')
      return `${code} ${await said}`.trim()
    }),
  )
}

function waitingProcess(file: string) {
  const built = new URL('../../dist/store/database.js', import.meta.url).href
  const script = `
    const { openDatabase } = await import(${JSON.stringify(built)})
    process.stdout.write('ready')
    for await (const go of process.stdin);
    const db = await openDatabase(${JSON.stringify(file)})
    await db.destroy()`
  return spawn(process.execPath, ['--input-type=module', '--eval', script])
}
