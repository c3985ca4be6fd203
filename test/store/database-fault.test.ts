import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase, writing } from '../../src/store/database.js'
import { accountIds, addAccount, pragma } from './plain-account.js'
import { scratchDatabase, scratchDirectory, scratchFile } from './scratch.js'

const isRoot = process.geteuid?.() === 0

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
    await expect(openDatabase(file, { check: true })).rejects.toMatchObject({
      kind: 'corrupt',
      message: expect.stringContaining('restore the latest backup'),
    })
  })

  it('says it of what is read, where the whole of it was not checked before', async () => {
    const file = await filledFile()
    const bytes = readFileSync(file)
    for (const page of rootPages(file, 'accounts')) {
      bytes.fill(0xff, (page - 1) * 4096, (page - 1) * 4096 + 64)
    }
    writeFileSync(file, bytes)
    const db = await scratchDatabase(file)
    await expect(accountIds(db)).rejects.toMatchObject({
      kind: 'corrupt',
      message: expect.stringContaining('restore the latest backup'),
    })
  })

  it('says that somebody else has it for themselves', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const holder = new Sqlite(file)
    onTestFinished(() => void holder.close())
    holder.exec('begin exclusive')
    await expect(openDatabase(file, { patience: 50 })).rejects.toMatchObject({ kind: 'locked' })
    holder.exec('rollback')
    await expect(scratchDatabase(file)).resolves.toBeDefined()
  })

  it.runIf(isRoot)('says whose it is to somebody who may not write to it', async () => {
    const file = await filledFile()
    chmodSync(file, 0o644)
    expect(openedByNobody(file)).toMatch(
      /belongs to the user root, and this program runs as nobody\. .* chown nobody /,
    )
  })

  // Root may write everywhere, and leaves files that the service can't use.
  it.runIf(isRoot)('says to root whose it is', async () => {
    const file = await filledFile()
    chownSync(file, 65_534, 65_534)
    await expect(scratchDatabase(file)).rejects.toMatchObject({
      kind: 'foreign',
      message: expect.stringMatching(/belongs to the user nobody, .*sudo -u nobody/),
    })
    expect(readdirSync(dirname(file))).toEqual(['mmr.sqlite'])
    await asSomebodyElse(() => scratchDatabase(file))
  })

  it.runIf(isRoot)('is open to others in a group that may write to it', async () => {
    const file = await filledFile()
    chmodSync(file, 0o666)
    await expect(asSomebodyElse(() => scratchDatabase(file))).resolves.toBeDefined()
  })

  it('says that it may not be written to', async () => {
    const file = await filledFile()
    chmodSync(file, 0o444)
    if (isRoot) chownSync(file, 65_534, 65_534)
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
      kind: 'unknown-schema',
      message: expect.stringContaining('belongs to another program: it has snapshots'),
    })
    const tables = theirs.prepare("select name from sqlite_schema where name = 'accounts'").all()
    expect(tables).toEqual([])
    theirs.close()
  })
})

/** What another process, which gives up root for good, is told when it opens the file. */
function openedByNobody(file: string): string {
  const built = new URL('../../dist/store/database.js', import.meta.url)
  const script = `import { openDatabase } from ${JSON.stringify(built.href)}
    process.setgid(65534)
    process.setuid(65534)
    await openDatabase(${JSON.stringify(file)}).then(
      () => console.log('opened'),
      (fault) => console.log(fault.message),
    )`
  return execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  })
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

/** Where a table and its indices begin, counted in pages from 1. */
function rootPages(file: string, table: string): number[] {
  const connection = new Sqlite(file, { readonly: true })
  const pages = connection
    .prepare<[string], number>(
      'select rootpage from sqlite_schema where tbl_name = ? and rootpage > 0',
    )
    .pluck()
    .all(table)
  connection.close()
  return pages
}

/** Permissions don't hold root back, so root does `work` as nobody. */
async function asSomebodyElse<T>(work: () => Promise<T>): Promise<T> {
  if (isRoot) process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    if (isRoot) process.seteuid?.(0)
  }
}
