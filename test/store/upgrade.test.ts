import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/store/database.js'
import { withCopyBefore } from '../../src/store/upgrade.js'
import { putReleased, releasesKept } from './released/files.js'
import { scratchDirectory } from './scratch.js'

function released(release = '0.1.0'): string {
  const file = join(scratchDirectory(), 'mmr.sqlite')
  putReleased(release, file)
  return file
}

/** Opens it as a command does, and tells which copies it spoke of. */
async function openedWithCopy(file: string, suffix = 'before-9.9.9'): Promise<string[]> {
  const kept: string[] = []
  const upgrade = withCopyBefore({ suffix, kept: (copy) => kept.push(copy) })
  await (await openDatabase(file, { upgrade })).destroy()
  return kept
}

function rowsOf(file: string) {
  const db = new Sqlite(file)
  const rows = (table: string) => db.prepare(`select * from ${table}`).all()
  const found = ['deliveries', 'messages', 'attempts', 'snapshots', 'bounces'].map(rows)
  const steps = db.prepare('select name from kysely_migration').pluck().all()
  db.close()
  return { found, steps: steps.length }
}

const filesBeside = (file: string) => readdirSync(dirname(file)).sort()

describe('before its tables are changed', () => {
  it.each(releasesKept)('a database of %s is copied beside it, for its owner', async (release) => {
    const file = released(release)
    const before = rowsOf(file)
    expect(await openedWithCopy(file)).toEqual([`${file}.before-9.9.9`])
    expect(rowsOf(`${file}.before-9.9.9`)).toEqual(before)
    expect(statSync(`${file}.before-9.9.9`).mode & 0o777).toBe(0o600)
    expect(rowsOf(file).steps).toBeGreaterThan(before.steps)
    expect(filesBeside(file)).toEqual(['mmr.sqlite', 'mmr.sqlite.before-9.9.9'])
  })

  it('nothing is copied of a file that is new, or up to date', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    expect(await openedWithCopy(file)).toEqual([])
    expect(await openedWithCopy(file)).toEqual([])
    expect(filesBeside(file)).toEqual(['mmr.sqlite'])
  })

  it('a copy takes the place of no file', async () => {
    const file = released()
    putReleased('0.1.0', `${file}.before-9.9.9`)
    const old = readFileSync(`${file}.before-9.9.9`)
    expect(await openedWithCopy(file)).toEqual([`${file}.before-9.9.9-2`])
    expect(readFileSync(`${file}.before-9.9.9`)).toEqual(old)
  })

  it('one program copies, however many open it at the same moment', async () => {
    const file = released()
    const before = rowsOf(file)
    const said = await openElsewhere(file, 6)
    expect(said.filter((words) => words !== '')).toHaveLength(1)
    const copies = filesBeside(file).filter((name) => name !== 'mmr.sqlite')
    expect(copies.map((name) => join(dirname(file), name))).toEqual(said.filter(Boolean))
    expect(rowsOf(join(dirname(file), copies[0] ?? ''))).toEqual(before)
  })
})

describe('where it cannot be brought up to date', () => {
  it('for want of room for the copy, it is refused in words and left as it was', async () => {
    const file = released()
    const before = rowsOf(file)
    // A process that may write no file beyond 200 KB, as on a disk that is full.
    const limit = 'ulimit -f 400 && exec "$0" --input-type=module --eval "$1"'
    const opened = () =>
      execFileSync('sh', ['-c', limit, process.execPath, opening(file)], {
        encoding: 'utf8',
        stdio: 'pipe',
      })
    const words =
      'is of an older version. Before its tables are brought up to date, a copy of it is kept ' +
      'beside it, and that could not be made; it takes 1 MB. The database is as it was.'
    expect(opened).toThrow(
      expect.objectContaining({ stderr: expect.stringMatching(words) }) as unknown as Error,
    )
    expect(rowsOf(file)).toEqual(before)
    expect(filesBeside(file)).toEqual(['mmr.sqlite'])
  })

  it('because a step fails, no copy is left of what has not changed', async () => {
    const file = released()
    const before = rowsOf(file)
    const db = new Sqlite(file)
    // The step about bounces copies each row, and this one is of no delivery.
    db.exec('pragma foreign_keys = off; update bounces set delivery_id = 999')
    db.close()
    await expect(openedWithCopy(file)).rejects.toMatchObject({ kind: 'migration' })
    expect(rowsOf(file).steps).toBe(before.steps)
    expect(filesBeside(file)).toEqual(['mmr.sqlite'])
  })
})

/** A program that opens the database, with what the build made, and says which copy it kept. */
function opening(file: string, before = ''): string {
  const built = (name: string) => new URL(`../../dist/store/${name}.js`, import.meta.url).href
  return `
    const { openDatabase } = await import(${JSON.stringify(built('database'))})
    const { withCopyBefore } = await import(${JSON.stringify(built('upgrade'))})
    ${before}
    const kept = (copy) => process.stdout.write(copy)
    const upgrade = withCopyBefore({ suffix: 'before-9.9.9', kept })
    const db = await openDatabase(${JSON.stringify(file)}, { upgrade })
    await db.destroy()`
}

/** Opens it in processes of their own, all at one moment; what each said. */
async function openElsewhere(file: string, processes: number): Promise<string[]> {
  const script = opening(
    file,
    "process.stderr.write('ready'); for await (const go of process.stdin);",
  )
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, ['--input-type=module', '--eval', script]),
  )
  await Promise.all(children.map(({ stderr }) => once(stderr, 'data')))
  for (const { stdin } of children) stdin.end('go')
  return Promise.all(
    children.map(async (child) => {
      const said = text(child.stdout)
      const [code] = await once(child, 'close')
      expect(code).toBe(0)
      return await said
    }),
  )
}
