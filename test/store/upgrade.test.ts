import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { Account } from '../../src/report/account.js'
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

describe('accounts of before', () => {
  const rowsIn = (file: string, query: string) => {
    const db = new Sqlite(file)
    const rows = db.prepare<[], Record<string, unknown>>(query).all()
    db.close()
    return rows
  }

  it('have one version each, from the Monday of the week in which the first was recorded', async () => {
    const file = released()
    const before = rowsIn(file, 'select * from accounts order by account_id')
    await openedWithCopy(file)
    const said = (value: unknown) => value ?? ''
    expect(rowsIn(file, 'select * from account_versions order by account_id')).toEqual(
      before.map((row) => ({
        ...row,
        as_of: '2026-11-02',
        version: 1,
        recorded_by: 'import',
        region: said(row.region),
        segment: said(row.segment),
        renewal_date: said(row.renewal_date),
        started_on: said(row.started_on),
        ended_on: said(row.ended_on),
        end_reason: said(row.end_reason),
        desired_reason: null,
        tender: null,
        import_id: null,
        missing: null,
      })),
    )
    expect(rowsIn(file, 'select * from accounts order by account_id')).toEqual(
      before.map(({ account_id, recorded_at }) => ({ account_id, recorded_at })),
    )
    expect(before.length).toBeGreaterThan(0)
  })

  it('were recorded in a week of which the Monday is right whatever the day', async () => {
    for (const [day, monday] of [
      ['2026-11-01', '2026-10-26'],
      ['2026-11-02', '2026-11-02'],
      ['2027-01-01', '2026-12-28'],
    ]) {
      const file = released()
      const db = new Sqlite(file)
      db.exec(`update accounts set recorded_at = '2030-01-01T00:00:00.000Z';
               update accounts set recorded_at = '${day}T23:59:59.999Z' where account_id = 'A-2'`)
      db.close()
      await openedWithCopy(file)
      expect(rowsIn(file, 'select distinct as_of from account_versions')).toEqual([
        { as_of: monday },
      ])
    }
  })

  it('are told of by the reports as the frozen facts have it, in the reporting currency', async () => {
    const file = released()
    await openedWithCopy(file)
    const frozen = rowsIn(file, `select edition_id, facts from editions where kind = 'report'`)
    const expected = frozen.flatMap(({ edition_id, facts }) =>
      JSON.parse(String(facts)).facts.accounts.map(
        ({ account, movement }: { account: Account; movement: string }) => ({
          edition_id,
          account_id: account.accountId,
          kind: movement === 'lost' ? 'lost' : 'active',
          revenue: account.revenue,
          currency: 'USD',
          rate: '1000000000',
          desired: account.desired ? 1 : 0,
          manager_name: account.accountManager.name,
          manager_address: account.accountManager.address,
          region: account.region,
          started_on: account.startedOn,
          last_day: account.endedOn,
          in_tender: 0,
        }),
      ),
    )
    expect(rowsIn(file, 'select * from told_contracts order by edition_id, account_id')).toEqual(
      expected,
    )
    expect(expected.length).toBeGreaterThan(frozen.length)
    expect(rowsIn(file, 'select kind, currency from editions order by edition_id')).toEqual([
      { kind: 'report', currency: 'USD' },
      { kind: 'report', currency: 'USD' },
      { kind: 'prompt', currency: null },
    ])
  })
})
