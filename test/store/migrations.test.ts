import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'
import { describe, expect, it } from 'vitest'
import { dialectOf } from '../../src/store/connection.js'
import { migrations, schemaAfter } from '../../src/store/migrations.js'
import { fingerprint, normalSql, readSchema } from '../../src/store/schema.js'
import { putReleased, releasesKept } from './released/files.js'
import { scratchDirectory } from './scratch.js'

/**
 * What each step runs, as a fingerprint of its SQL. Not of the file's text: a comment, a line break
 * or a new name in it changes nothing in anybody's database, while a changed value does. A step that
 * is listed here is never changed: databases have gone through it. Add a step, and its line.
 */
const frozen: Readonly<Record<keyof typeof migrations, string>> = {
  '001-accounts-and-snapshots': '4941f24749cd29fc',
  '002-ledger': '84e7539d2b2e0d9f',
  '003-links': 'c949f47ed0101976',
  '004-bounces': 'e3d3ebd85b35835e',
  '005-message-id-key': '3ee09ab7ddb98f77',
  '006-bounces-in-words': '77550fad865d1dbd',
  '007-attempts-transport': 'f5358ec608bf6bef',
  '008-begun-number': 'a327d3c3fde3ebcf',
  '009-kept-for-a-time': '534a96712f3d8de0',
  '010-erasures': 'a7ce0fe9f0714aa3',
  '011-ended-access': '5ddf87d512326561',
  '012-snapshot-competitor': 'ce99208fefc12b43',
  '013-snapshot-notice': '7f5680d17f6e3ba8',
  '014-contract-history': '7f9fc8a263d91ec8',
  '015-snapshots-with-value': '4b3540834083c28e',
  '016-import-ledger': '24bca132183703b0',
}

/** The last step of each release, and the fingerprint of the tables that it makes. */
const releases: Readonly<Record<string, { readonly last: string; readonly schema: string }>> = {
  '0.1.0': { last: '004-bounces', schema: '7bde473a4274acfc' },
  '0.2.0': { last: '016-import-ledger', schema: '7912e89a9a349245' },
}

const steps = Object.entries<Migration>(migrations)

/** Goes through the steps after `done`, and tells what each ran and made. */
async function goThrough(file: string, done: string | null) {
  const connection = new Sqlite(file)
  let ran: string[] = []
  const db = new Kysely<never>({
    dialect: dialectOf(connection),
    log: ({ query }) => {
      ran.push(`${normalSql(query.sql)} ${query.parameters.map(plain).join(', ')}`)
    },
  })
  const found: Record<string, { readonly sql: string; readonly schema: string }> = {}
  for (const [name, { up }] of steps.filter(([step]) => done === null || step > done)) {
    ran = []
    await up(db)
    found[name] = { sql: ran.join('\n'), schema: fingerprint(readSchema(connection)) }
  }
  connection.close()
  return found
}

/** Random bytes are other ones each time. */
function plain(parameter: unknown): string {
  return parameter instanceof Uint8Array ? `${parameter.length} bytes` : JSON.stringify(parameter)
}

/** The database of the first release, with data: a step may run more where there are rows. */
async function fromFirstRelease() {
  const file = join(scratchDirectory(), 'mmr.sqlite')
  putReleased('0.1.0', file)
  return await goThrough(file, '004-bounces')
}

describe('the steps from an empty file to the tables of today', () => {
  it('run what they ran when they were released', async () => {
    const empty = await goThrough(':memory:', null)
    const filled = await fromFirstRelease()
    const found = Object.keys(migrations).map((name) => {
      const sql = `${empty[name]?.sql}\n${filled[name]?.sql}`
      return [name, createHash('sha256').update(sql).digest('hex').slice(0, 16)]
    })
    expect(Object.fromEntries(found)).toEqual(frozen)
  })

  it('make the tables by which the program knows its own file, from empty ones and from filled', async () => {
    const schemas = (found: Awaited<ReturnType<typeof goThrough>>) =>
      Object.fromEntries(Object.entries(found).map(([name, { schema }]) => [name, schema]))
    expect(schemas(await goThrough(':memory:', null))).toEqual(schemaAfter)
    expect(schemaAfter).toMatchObject(schemas(await fromFirstRelease()))
  })

  it('come in the order of their names', () => {
    const names = Object.keys(migrations)
    expect(names).toEqual([...names].sort())
    expect(names.map((name) => Number(name.slice(0, 3)))).toEqual(names.map((_, at) => at + 1))
  })
})

describe('a release', () => {
  it.each(Object.entries(releases))(
    '%s has the tables that it had',
    (_release, { last, schema }) => {
      expect(schemaAfter).toMatchObject({ [last]: schema })
    },
  )

  it('this one is among them, and ends with the last step', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(releases[version]?.last).toBe(Object.keys(migrations).at(-1))
  })

  it('before this one has a database of its own under test, with these tables', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(releasesKept.filter((release) => release !== version)).toEqual(
      Object.keys(releases).filter((release) => release !== version),
    )
    for (const release of releasesKept) {
      const file = join(scratchDirectory(), 'mmr.sqlite')
      putReleased(release, file)
      const connection = new Sqlite(file, { readonly: true })
      const found = fingerprint(readSchema(connection))
      connection.close()
      expect({ release, schema: found }).toEqual({ release, schema: releases[release]?.schema })
    }
  })
})

describe('SQL by its words', () => {
  it('is the same however it is laid out', () => {
    const same = [
      "create table a (b text check (b in ('x', 'y')))",
      "create  table a(\n  b text check(b in('x','y'))\n)",
      "create table a ( -- what it is for\n b text /* a; b */ check (b in ('x', 'y') ) )",
      `create table "a" ("b" text check ("b" in ('x', 'y')))`,
    ]
    expect(new Set(same.map(normalSql)).size).toBe(1)
  })

  it('is another one where a name, a value or a rule is', () => {
    const different = [
      'create table a (b text)',
      'create table a (c text)',
      'create table a (b text not null)',
      'create table "A" (b text)',
      'create table a (bt ext)',
      "create table a (b text check (b <> 'x y'))",
      "create table a (b text check (b <> 'x  y'))",
      "create table a (b text check (b <> 'x--y'))",
      "create table a (b text check (b <> 'it''s  -- so'))",
    ]
    expect(new Set(different.map(normalSql)).size).toBe(different.length)
  })
})
