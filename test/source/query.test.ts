import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { describeRowFault } from '../../src/source/fault.js'
import { plainNumber } from '../../src/source/figure.js'
import { type Fetched, type FetchRequest, fetchLimits } from '../../src/source/pulled.js'
import { fetchRows } from '../../src/source/query.js'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mmr-query-'))
  mkdirSync(join(folder, 'crm'))
  mkdirSync(join(folder, 'copies'))
  file = join(folder, 'crm', 'crm.db')
  const db = new Sqlite(file)
  db.exec(`create table scores (account text, week text, health real, note text, photo blob);
           insert into scores values ('A1', '2026-W47', 80.0, 'line one
line two ' || char(8232) || 'three', null), ('A2', '2026-W47', 7.25, null, x'00ff'),
           ('A3', '2026-W47', 1.234, 'x', null)`)
  db.close()
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

let copies = 0

async function ask(
  query: string,
  request: Partial<FetchRequest> = {},
  database = file,
): Promise<Fetched> {
  return await fetchRows(
    { database, query },
    {
      setting: 'IMPORT_SNAPSHOTS',
      into: join(folder, 'copies', `copy-${copies++}`),
      known: null,
      limits: fetchLimits,
      stop: new AbortController().signal,
      ...request,
    },
  )
}

async function rows(fetched: Fetched): Promise<[line: number, ...cells: string[]][]> {
  if (fetched.kind !== 'fetched' || fetched.copy.kind !== 'rows') {
    throw new Error(`nothing was fetched: ${JSON.stringify(fetched)}`)
  }
  const table = await fetched.copy.source.open()
  const found: [number, ...string[]][] = []
  for await (const batch of table.rows) {
    for (const { line, cells } of batch) found.push([line, ...cells])
  }
  return found
}

function fault(fetched: Fetched): string {
  if (fetched.kind !== 'failed') throw new Error(`it did not fail: ${JSON.stringify(fetched)}`)
  return describeRowFault(fetched.fault)
}

describe('a query', () => {
  it('gives its columns as a header, and its values as text', async () => {
    const fetched = await ask(
      'select account as account_id, week, health, note, 9007199254740993 as id from scores order by 1',
    )
    expect(await rows(fetched)).toEqual([
      [1, 'account_id', 'week', 'health', 'note', 'id'],
      [2, 'A1', '2026-W47', '80', 'line one\nline two \u2028three', '9007199254740993'],
      [3, 'A2', '2026-W47', '7.25', '', '9007199254740993'],
      [4, 'A3', '2026-W47', '1.2340', 'x', '9007199254740993'],
    ])
    expect(fetched).toMatchObject({ copy: { source: { name: 'crm.db' } } })
  })

  it('is known again by what it gives', async () => {
    const query = '-- what counts\nselect account from scores order by account'
    const first = await ask(query)
    if (first.kind !== 'fetched') throw new Error('it was not fetched')
    expect((await ask(query, { known: first.mark })).kind).toBe('unchanged')
    new Sqlite(file).exec("insert into scores (account) values ('A4')").close()
    expect((await ask(query, { known: first.mark })).kind).toBe('fetched')
  })

  it.each([
    "insert into scores (account) values ('A9') returning account",
    'delete from scores returning account',
    "update scores set week = 'x' returning account",
    'drop table scores',
    'pragma journal_mode = wal',
    'pragma user_version',
    "attach 'other.db' as other",
    'vacuum',
    'explain select 1',
    "with x as (select 1) insert into scores (account) values ('A9') returning account",
    '',
  ])('that does something else than to read is refused: %s', async (query) => {
    const before = readFileSync(file)
    expect(fault(await ask(query))).toMatch(/nothing but read|Correct IMPORT_SNAPSHOTS_QUERY/)
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(readdirSync(join(folder, 'crm'))).toEqual(['crm.db'])
  })

  it('is one statement', async () => {
    expect(fault(await ask('select 1; drop table scores'))).toMatch(/more than one statement/)
  })

  it('that does not fit the database any more is refused in its words', async () => {
    new Sqlite(file).exec('alter table scores rename column health to score').close()
    expect(fault(await ask('select health from scores'))).toMatch(
      /an answer from crm\.db, found "no such column: health"\. Correct IMPORT_SNAPSHOTS_QUERY/,
    )
    new Sqlite(file).exec('drop table scores').close()
    expect(fault(await ask('select 1 from scores'))).toMatch(/no such table: scores/)
  })

  it('may not give bytes', async () => {
    expect(fault(await ask('select account, photo from scores order by 1'))).toMatch(
      /bytes in the column photo of row 2/,
    )
  })

  it('is bounded in rows, in bytes and in time', async () => {
    const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) '
    const few = { ...fetchLimits, rows: 1000 }
    expect(fault(await ask(`${endless} select i from n`, { limits: few }))).toMatch(
      /at most 1000 rows/,
    )
    const short = { ...fetchLimits, bytes: 100_000 }
    expect(fault(await ask(`${endless} select i from n`, { limits: short }))).toMatch(/0\.1 MB/)
    const quick = { ...fetchLimits, milliseconds: 1000 }
    expect(fault(await ask(`${endless} select count(*) from n`, { limits: quick }))).toMatch(
      /an answer within 1 second/,
    )
  })
})

describe('a database that', () => {
  const query = 'select account from scores order by account'
  const accounts = [
    [1, 'account'],
    [2, 'A1'],
    [3, 'A2'],
    [4, 'A3'],
  ]

  it('is not there, or is something else, is told in words', async () => {
    expect(fault(await ask(query, {}, join(folder, 'none.db')))).toMatch(
      /no such file.*Correct IMPORT_SNAPSHOTS\./,
    )
    expect(fault(await ask(query, {}, folder))).toMatch(/SQLite database that can be read/)
    writeFileSync(join(folder, 'text.db'), 'account_id,week\n'.repeat(100))
    expect(fault(await ask(query, {}, join(folder, 'text.db')))).toMatch(/something else/)
  })

  it('another program keeps locked is tried another time', async () => {
    const db = new Sqlite(file)
    db.exec('begin exclusive')
    const limits = { ...fetchLimits, milliseconds: 4000 }
    expect(fault(await ask(query, { limits }))).toMatch(/crm\.db to be free.*keeps it locked/)
    db.exec('rollback')
    db.close()
    expect(await rows(await ask(query))).toEqual(accounts)
  })

  it('is written by a log, and has nobody at it, is left as it is', async () => {
    const db = new Sqlite(file)
    db.pragma('journal_mode = wal')
    db.close()
    const before = readFileSync(file)
    expect(readdirSync(join(folder, 'crm'))).toEqual(['crm.db'])
    expect(await rows(await ask(query))).toEqual(accounts)
    expect(readdirSync(join(folder, 'crm'))).toEqual(['crm.db'])
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('is written by a log, with somebody at work, is read beside them', async () => {
    const db = new Sqlite(file)
    db.pragma('journal_mode = wal')
    db.exec("insert into scores (account) values ('A4')")
    db.exec("begin immediate; insert into scores (account) values ('A5')")
    const there = readdirSync(join(folder, 'crm'))
    expect(await rows(await ask(query))).toEqual([...accounts, [5, 'A4']])
    expect(readdirSync(join(folder, 'crm'))).toEqual(there)
    db.exec('commit')
    db.close()
    expect(readdirSync(join(folder, 'crm'))).toEqual(['crm.db'])
    expect((await rows(await ask(query))).length).toBe(6)
  })

  it('was left with its log by a crash is read with it, and left as it is', async () => {
    const crash = `const db = new (require('better-sqlite3'))(process.argv[1])
      db.pragma('journal_mode = wal')
      db.exec("insert into scores (account) values ('A4')")
      process.kill(process.pid, 'SIGKILL')`
    expect(() =>
      execFileSync(process.execPath, ['--eval', crash, file], { stdio: 'ignore' }),
    ).toThrow()
    rmSync(`${file}-shm`, { force: true })
    expect(readdirSync(join(folder, 'crm'))).toEqual(['crm.db', 'crm.db-wal'])
    expect(await rows(await ask(query))).toEqual([...accounts, [5, 'A4']])
    expect(readdirSync(join(folder, 'crm'))).toEqual(['crm.db', 'crm.db-wal'])
  })
})

test('whoever is asked to stop, stops', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(new Error('asked to stop')), 200)
  const endless =
    'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n'
  await expect(ask(endless, { stop: stop.signal })).rejects.toThrow('asked to stop')
})

describe('a number as text', () => {
  it.each([
    [0, '0'],
    [80, '80'],
    [-0.5, '-0.5'],
    [1.234, '1.2340'],
    [1234.5, '1234.5'],
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-1.5e22, '-15000000000000000000000'],
    [1e-7, '0.0000001'],
  ])('%s', (value, text) => {
    expect(plainNumber(value)).toBe(text)
  })

  it('is that number, without an exponent, and never with three decimals', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = plainNumber(value)
        expect(Number(text)).toBe(value + 0)
        expect(text).toMatch(/^-?\d+(\.\d+)?$/)
        expect(text).not.toMatch(/\.\d{3}$/)
      }),
    )
  })
})
