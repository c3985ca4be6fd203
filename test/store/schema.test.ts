import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Migrator } from 'kysely/migration'
import { describe, expect, it } from 'vitest'
import { openBackup } from '../../src/store/backup.js'
import { openDatabase, wrap } from '../../src/store/database.js'
import { migrations } from '../../src/store/migrations.js'
import { addAccount } from './plain-account.js'
import { scratchDirectory } from './scratch.js'

const [stepBefore = '', lastStep = ''] = Object.keys(migrations).sort().slice(-2)

const byHand: readonly (readonly [string, string, string])[] = [
  ['a column more', 'alter table deliveries add column colour text', 'table deliveries is another'],
  ['a column less', 'alter table attempts drop column transport', 'table attempts is another'],
  ['a column of another name', 'alter table resends rename why to reason', 'table resends is ano'],
  ['a table less', 'drop table link_requests', 'the table link_requests is missing'],
  ['a table of another name', 'alter table imports rename to i', 'the table imports is missing'],
  ['a table more', 'create table notes (note text)', 'the table notes is not of this program'],
  ['a view more', 'create view late as select 1', 'the view late is not of this program'],
  ['a trigger less', 'drop trigger snapshots_stay', 'the trigger snapshots_stay is missing'],
  [
    'a trigger more',
    'create trigger t after insert on accounts begin select 1; end',
    'the trigger t is not of this program',
  ],
  [
    'a trigger that does nothing',
    `drop trigger snapshots_stay;
     create trigger snapshots_stay before update on snapshots begin select 1; end`,
    'the trigger snapshots_stay is another one',
  ],
  ['an index less', 'drop index deliveries_waiting', 'the index deliveries_waiting is missing'],
  [
    'an index more',
    'create unique index once on deliveries (address)',
    'the index once is not of this program',
  ],
  [
    'a rule less',
    `drop table message_id_key;
     create table message_id_key (only_row integer primary key, key blob)`,
    'the table message_id_key is another one',
  ],
  [
    'a step that is noted and was not taken',
    "update kysely_migration set name = '002-ledgers' where name = '002-ledger'",
    'it has gone through 002-ledgers, which this version does not know, it has not gone through 002-ledger.',
  ],
  [
    'a step of another branch',
    `delete from kysely_migration where name = '${lastStep}';
     insert into kysely_migration values ('${lastStep.slice(0, 4)}colours', '')`,
    `${lastStep.slice(0, 4)}colours, which this version does not know`,
  ],
  [
    'nothing noted',
    'delete from kysely_migration',
    'belongs to another program: it has account_lists, account_versions, accounts',
  ],
  [
    'a name that would end a line of the terminal',
    'create table "a\n\u001b[2Jb" (c)',
    String.raw`the table "a\n\u001b[2Jb" is not of this program`,
  ],
]

async function changedByHand(sql: string): Promise<string> {
  const file = join(scratchDirectory(), 'mmr.sqlite')
  const db = await openDatabase(file)
  await addAccount(db, 'A')
  await db.destroy()
  execute(file, sql)
  return file
}

function execute(file: string, sql: string): void {
  const connection = new Sqlite(file)
  connection.exec(sql)
  connection.close()
}

describe('a database whose tables this version does not know', () => {
  it.each(byHand)('has %s: refused in words, and left as it is', async (_what, sql, words) => {
    const file = await changedByHand(sql)
    const before = readFileSync(file)
    await expect(openDatabase(file)).rejects.toMatchObject({
      kind: 'unknown-schema',
      message: expect.stringContaining(words),
    })
    expect(readFileSync(file)).toEqual(before)
    expect(readdirSync(dirname(file))).toEqual(['mmr.sqlite'])
    await expect(openBackup(file)).rejects.toMatchObject({ kind: 'unknown-schema' })
  })

  it('says what may have happened, and what to do', async () => {
    const file = await changedByHand('drop trigger snapshots_stay')
    const said = await openDatabase(file).catch((error: Error) => error.message)
    expect(said).toBe(
      `The database ${file} was made by another version of this program, or changed by hand: ` +
        'the trigger snapshots_stay is missing. Nothing was changed. Use the version that made ' +
        'it, take back what was changed by hand, or restore a backup with mmr restore.',
    )
  })

  it('is another program’s, whose file stays in the mode that it was in', async () => {
    const file = join(scratchDirectory(), 'theirs.sqlite')
    execute(file, "create table notes (note text); insert into notes values ('theirs')")
    const before = readFileSync(file)
    await expect(openDatabase(file)).rejects.toMatchObject({ kind: 'unknown-schema' })
    expect(readFileSync(file)).toEqual(before)
  })

  it('is another program’s that keeps its steps the way this one does', async () => {
    const file = join(scratchDirectory(), 'theirs.sqlite')
    execute(
      file,
      `create table kysely_migration (name text, timestamp text); create table notes (note text);
       insert into kysely_migration values ('2025-01-notes', '')`,
    )
    await expect(openDatabase(file)).rejects.toMatchObject({
      kind: 'unknown-schema',
      message: expect.stringContaining(
        'it has gone through 2025-01-notes, which this version does not know',
      ),
    })
  })

  it('is a newer version’s, if that went on from here', async () => {
    const file = await changedByHand(
      `create table colours (colour text);
       insert into kysely_migration values ('999-colours', '2030')`,
    )
    const said = { kind: 'newer', message: expect.stringContaining('newer version') }
    await expect(openDatabase(file)).rejects.toMatchObject(said)
    await expect(openBackup(file)).rejects.toMatchObject(said)
  })
})

describe('a database that is known', () => {
  it('is one whose statistics SQLite keeps in tables of its own', async () => {
    const file = await changedByHand('analyze')
    await (await openDatabase(file)).destroy()
  })

  it('is one that was left before the last step', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const db = await wrap(new Sqlite(file))
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
    const { error } = await migrator.migrateTo(stepBefore)
    await db.destroy()
    expect(error).toBeUndefined()
    await (await openDatabase(file)).destroy()
  })
})
