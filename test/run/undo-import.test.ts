import { spawnSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { defaultPolicy } from '../../src/report/policy.js'
import { type Day, shiftWeek, type Week } from '../../src/report/week.js'
import { importSnapshots } from '../../src/run/import.js'
import { importAccounts } from '../../src/run/import-accounts.js'
import type { ImportOutcome } from '../../src/run/import-file.js'
import { type Undoing, undoImport } from '../../src/run/undo-import.js'
import { today } from '../../src/store/account-versions.js'
import { readAccounts, readOwnedIds } from '../../src/store/accounts.js'
import { saveAnswers } from '../../src/store/answers.js'
import { type Database, databaseFile } from '../../src/store/database.js'
import { readHistories } from '../../src/store/histories.js'
import { addImport } from '../../src/store/imports.js'
import { readSnapshotsOf } from '../../src/store/snapshots.js'
import { readUnlisted } from '../../src/store/unlisted-accounts.js'
import { addLink, answers, submission } from '../fixture/answering.js'
import { asGiven } from '../fixture/import-file.js'
import { scratchDatabase, scratchDirectory, scratchFile } from '../store/scratch.js'

const week: Week = '2026-W47'
const monday = Date.parse('2026-11-16T08:00:00.000Z')
const instant = (hour: number) => monday + hour * 3_600_000
const isoUtc = (hour: number) => new Date(instant(hour)).toISOString()

const accountsHeader = 'account_id,name,account_manager,annual_revenue,currency,notice_days'
const ofAda = (id: string, revenue = 100) =>
  `${id},${id} Ltd,Ada Park <ada@example.com>,${revenue},USD,30`

/** A database with accounts by a first import. */
async function portfolio(): Promise<Database> {
  const db = await scratchDatabase()
  await addLink(db)
  await accounts(db, [ofAda('A-1'), ofAda('A-2')], { hour: 0, asOf: '2026-11-02' })
  return db
}

interface AccountsAt {
  readonly hour: number
  readonly asOf: Day
  readonly header?: string
  readonly isComplete?: boolean
}

async function accounts(db: Database, rows: readonly string[], at: AccountsAt): Promise<number> {
  const { header = accountsHeader, hour, asOf, isComplete = false } = at
  return idOf(
    await importAccounts(db, {
      ...asGiven(scratchFile('accounts.csv', [header, ...rows].join('\n'))),
      ...{ recordedAt: isoUtc(hour), currency: 'USD', rates: new Map() },
      ...{ asOf, isComplete, isConfirmed: true },
    }),
  )
}

async function snapshots(db: Database, hour: number, text: string): Promise<number> {
  return idOf(await importedSnapshots(db, hour, text))
}

function importedSnapshots(db: Database, hour: number, text: string): Promise<ImportOutcome> {
  return importSnapshots(db, {
    ...asGiven(scratchFile('snapshots.csv', text), { scale: ['health=0-100'] }),
    ...{ recordedAt: isoUtc(hour), lastWeek: week },
  })
}

function idOf(outcome: ImportOutcome): number {
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.faults))
  return outcome.importId
}

function undone(db: Database, importId: number, hour = 99): Promise<Undoing> {
  const now = () => instant(hour)
  return undoImport({ db, now, config: neverRead, chance: () => 0, owner: 'a test' }, importId)
}

/** Nothing that is undone depends on settings. */
const neverRead = {} as Parameters<typeof undoImport>[0]['config']

async function saidOf(db: Database, accountId = 'A-1') {
  const at = { week, cutOff: today.cutOff }
  const { counting } = await readSnapshotsOf(db, { accountId, at, limit: 9 })
  return counting.map(({ week, version, statedHealth, note, noticeGivenOn, recordedBy }) => {
    return { week, version, health: statedHealth, note, notice: noticeGivenOn, by: recordedBy }
  })
}

const healthCsv = (health: number, id = 'A-1') =>
  `account_id,week,health\n${id},${week},${health}\n`

async function idsOf(db: Database): Promise<string[]> {
  const found = await readAccounts(db, today)
  return found.map(({ accountId }) => accountId)
}

describe('an import that can’t be undone is left as it is, and says why:', () => {
  test('one that there is not', async () => {
    expect(await undone(await portfolio(), 7)).toEqual({ kind: 'no-import' })
  })

  test('one that was refused', async () => {
    const db = await portfolio()
    const id = await addImport(db, {
      ...{ kind: 'snapshots', file: 'a.csv', at: isoUtc(1), origin: 'command' },
      ...{ outcome: 'refused', faults: 2, firstFault: 'a.csv: no week' },
    })
    expect(await undone(db, id)).toMatchObject({ kind: 'refused' })
  })

  test('one that was undone', async () => {
    const db = await portfolio()
    const id = await snapshots(db, 1, healthCsv(40))
    expect(await undone(db, id, 50)).toMatchObject({ kind: 'undone', gone: 1, kept: 0 })
    const before = await contents(db)
    expect(await undone(db, id)).toMatchObject({ kind: 'undone-before', at: isoUtc(50) })
    expect(await contents(db)).toEqual(before)
  })

  test('one from before its rows were known by it', async () => {
    const db = await portfolio()
    const id = await snapshots(db, 1, healthCsv(40))
    await sql`update imports set columns = null where import_id = ${id}`.execute(db)
    expect(await undone(db, id)).toMatchObject({ kind: 'unlinked' })
    expect(await saidOf(db)).toHaveLength(1)
  })
})

describe('once an import of snapshots is undone', () => {
  test('what was known before counts, and its rows stay aside, marked', async () => {
    const db = await portfolio()
    await snapshots(db, 1, healthCsv(70))
    const id = await snapshots(db, 2, healthCsv(40))
    await undone(db, id)
    expect(await saidOf(db)).toMatchObject([{ version: 1, health: 70 }])
    const aside = await sql`
      select version, stated_health, import_id, undone_by from undone_snapshots
    `.execute(db)
    expect(aside.rows).toEqual([{ version: 2, stated_health: 40, import_id: id, undone_by: id }])
  })

  test('the same file can be taken again, under a number that nobody had', async () => {
    const db = await portfolio()
    await undone(db, await snapshots(db, 1, healthCsv(40)))
    expect(await importedSnapshots(db, 2, healthCsv(40))).toMatchObject({ added: 1, unchanged: 0 })
    expect(await saidOf(db)).toMatchObject([{ version: 2, health: 40 }])
  })

  test('a form that was opened on its rows is told that they are others now', async () => {
    const db = await portfolio()
    await undone(db, await snapshots(db, 1, healthCsv(40)))
    const told = submission({ base: { week, version: 1 } })
    expect(await saveAnswers(db, told, () => instant(2))).toEqual({ kind: 'saved', version: 2 })
    await undone(db, await snapshots(db, 3, healthCsv(41)))
    const opened = submission({ submissionId: 's-2', base: { week, version: 3 } })
    expect(await saveAnswers(db, opened, () => instant(4))).toMatchObject({ kind: 'conflict' })
  })

  test('what a manager answered upon it stays, and so does what they answered with', async () => {
    const db = await portfolio()
    const id = await snapshots(db, 1, healthCsv(40))
    const said = answers({ note: 'They want a plan.' })
    await saveAnswers(db, submission({ answers: said, base: { week, version: 1 } }), () =>
      instant(2),
    )
    expect(await undone(db, id)).toMatchObject({ gone: 1, kept: 0 })
    expect(await saidOf(db)).toMatchObject([{ version: 2, note: 'They want a plan.' }])
  })

  test('what a later import said the same stays, as that one’s', async () => {
    const db = await portfolio()
    const first = await snapshots(db, 1, healthCsv(40))
    const file = `${healthCsv(40)}A-2,${week},50\n`
    const second = await snapshots(db, 2, file)
    expect(await undone(db, first)).toMatchObject({ gone: 0, kept: 1 })
    expect(await saidOf(db)).toMatchObject([{ version: 1, health: 40 }])
    const { rows } = await sql`
      select recorded_at from snapshots where account_id = 'A-1'
    `.execute(db)
    expect(rows).toEqual([{ recorded_at: isoUtc(2) }])
    expect(await undone(db, second)).toMatchObject({ gone: 1, kept: 0 })
    expect([await saidOf(db), await saidOf(db, 'A-2')]).toEqual([[], []])
  })

  test.each([
    ['no column', `account_id,week,health\nA-1,${week},45\n`],
    ['an empty cell', `account_id,week,health,notice_given_on,tender\nA-1,${week},45,,\n`],
  ])('its notice is gone from a later version whose file had %s for it', async (_what, later) => {
    const db = await portfolio()
    const id = await snapshots(
      db,
      1,
      `account_id,week,health,notice_given_on,tender\nA-1,${week},40,2026-11-16,yes\n`,
    )
    await snapshots(db, 2, later)
    expect(await saidOf(db)).toMatchObject([{ version: 2, health: 45, notice: '2026-11-16' }])
    await undone(db, id)
    expect(await saidOf(db)).toMatchObject([{ version: 2, health: 45, notice: null }])
  })

  test('a notice stays that a later import said, too, until that is undone', async () => {
    const db = await portfolio()
    const withNotice = (health: number, notice: string) =>
      `account_id,week,health,notice_given_on\nA-1,${week},${health},${notice}\n`
    const first = await snapshots(db, 1, withNotice(40, '2026-11-16'))
    await snapshots(db, 2, withNotice(45, ''))
    const third = await snapshots(db, 3, withNotice(45, '2026-11-16'))
    await undone(db, first)
    expect(await saidOf(db)).toMatchObject([{ version: 2, health: 45, notice: '2026-11-16' }])
    await undone(db, third)
    expect(await saidOf(db)).toMatchObject([{ version: 2, health: 45, notice: null }])
  })

  test('the next report says that the week before was told otherwise', async () => {
    const db = await portfolio()
    const before = shiftWeek(week, -1)
    const of = (health: number) => `account_id,week,health\nA-1,${before},${health}\n`
    await snapshots(db, -20, of(70))
    const id = await snapshots(db, -10, of(40))
    const superseded = async () => {
      const [account] = await readAccounts(db, today)
      if (account === undefined) throw new Error('there is an account')
      const [history] = await readHistories(db, {
        ...{ at: { week, cutOff: today.cutOff }, leavingSince: new Map(), policy: defaultPolicy },
        accounts: [{ ...account, revenue: account.annualRevenue }],
        cutOffs: new Map([[before, isoUtc(0)]]),
      })
      return [history?.latest?.statedHealth, history?.superseded?.statedHealth ?? null]
    }
    expect(await superseded()).toEqual([40, null])
    await undone(db, id, 5)
    expect(await superseded()).toEqual([70, 40])
  })
})

describe('once an import of accounts is undone', () => {
  test('accounts that it alone had are not known, and what was said of them waits', async () => {
    const db = await portfolio()
    const id = await accounts(db, [ofAda('A-3')], { hour: 1, asOf: '2026-11-16' })
    await snapshots(db, 2, healthCsv(40, 'A-3'))
    expect(await undone(db, id)).toMatchObject({ gone: 1 })
    expect(await idsOf(db)).toEqual(['A-1', 'A-2'])
    expect(await readOwnedIds(db, 'ada@example.com')).toEqual(['A-1', 'A-2'])
    expect(await importedSnapshots(db, 3, healthCsv(50, 'A-3'))).toMatchObject({ kind: 'refused' })

    await accounts(db, [ofAda('A-3')], { hour: 4, asOf: '2026-11-16' })
    expect(await idsOf(db)).toEqual(['A-1', 'A-2', 'A-3'])
    expect(await saidOf(db, 'A-3')).toMatchObject([{ health: 40 }])
  })

  test('what a whole list had ended goes on', async () => {
    const db = await portfolio()
    const whole = { hour: 1, asOf: '2026-11-16', isComplete: true } as const
    const id = await accounts(db, [ofAda('A-1')], whole)
    const ends = async () => (await readAccounts(db, today)).map(({ endedOn }) => endedOn)
    expect(await ends()).toEqual([null, '2026-11-15'])
    await undone(db, id)
    expect(await ends()).toEqual([null, null])
  })

  test('a later whole list ends what by then had ended already', async () => {
    const db = await portfolio()
    const header = `${accountsHeader},ended_on`
    const at = { hour: 1, asOf: '2026-11-09', header } as const
    const id = await accounts(db, [`${ofAda('A-2')},2026-11-06`], at)
    const whole = { hour: 2, asOf: '2026-11-16', isComplete: true } as const
    await accounts(db, [ofAda('A-1')], whole)
    const ended = async () => (await readAccounts(db, today)).map(({ endedOn }) => endedOn)
    expect(await ended()).toEqual([null, '2026-11-06'])
    await undone(db, id)
    expect(await ended()).toEqual([null, '2026-11-15'])
  })

  test('what the latest file lacks is that of the one before', async () => {
    const db = await portfolio()
    await accounts(db, [ofAda('A-2')], { hour: 1, asOf: '2026-11-09' })
    const id = await accounts(db, [ofAda('A-1')], { hour: 2, asOf: '2026-11-16' })
    expect(await readUnlisted(db)).toEqual({ asOf: '2026-11-16', accountIds: ['A-2'] })
    await undone(db, id)
    expect(await readUnlisted(db)).toEqual({ asOf: '2026-11-09', accountIds: ['A-1'] })
  })

  test('a version that a later file repeats says what that file had a column for', async () => {
    const db = await portfolio()
    const header = `${accountsHeader},region`
    const at = { hour: 1, asOf: '2026-11-16' } as const
    const id = await accounts(db, [`${ofAda('A-1', 200)},North`], { ...at, header })
    await accounts(db, [ofAda('A-1', 200)], { ...at, hour: 2 })
    expect(await undone(db, id)).toMatchObject({ gone: 0, kept: 1 })
    const [first] = await readAccounts(db, today)
    expect(first).toMatchObject({ annualRevenue: 20_000, region: null })
  })
})

test('an import that is under way while another is undone takes that into account', async () => {
  const db = await portfolio()
  const others = await accounts(db, [ofAda('A-3')], { hour: 1, asOf: '2026-11-16' })
  const other = await scratchDatabase(await databaseFile(db))
  let isUndone = false
  const watched = db.withPlugin({
    transformQuery: ({ node }) => node,
    // It has compared its rows and asks for the state that it has seen: then it will merge them.
    transformResult: async ({ result }) => {
      const isState = result.rows.some((row) => row !== null && 'state' in row)
      if (isState && !isUndone) {
        isUndone = true
        await undone(other, others)
      }
      return result
    },
  })
  const outcome = await importedSnapshots(watched, 2, healthCsv(40, 'A-3'))
  expect(isUndone).toBe(true)
  expect(outcome).toMatchObject({ kind: 'refused', faultCount: 1 })
})

describe('a kill in the middle of an undo', () => {
  test.each([
    ['snapshots', 8],
    ['accounts', 8],
  ] as const)(
    'of %s leaves all of it or nothing',
    async (kind, steps) => {
      const db = await portfolio()
      await snapshots(db, 1, healthCsv(40))
      const whole = { hour: 2, asOf: '2026-11-16', isComplete: true } as const
      const ofAccounts = await accounts(db, [ofAda('A-1', 300)], whole)
      const ofSnapshots = await snapshots(db, 3, `${healthCsv(50)}A-2,${week},60\n`)
      await sql`pragma wal_checkpoint(truncate)`.execute(db)
      const before = await contents(db)
      const file = await databaseFile(db)
      const id = kind === 'accounts' ? ofAccounts : ofSnapshots

      const ends = []
      for (let nth = 1; nth < 400; nth += steps) {
        const copy = join(scratchDirectory(), 'mmr.sqlite')
        copyFileSync(file, copy)
        const { signal, status, stderr } = killedAt(copy, id, nth)
        const left = await scratchDatabase(copy)
        expect((await sql`pragma integrity_check`.execute(left)).rows).toHaveLength(1)
        if (signal !== 'SIGKILL') {
          expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
          expect(await contents(left)).not.toEqual(before)
          ends.push('done')
          break
        }
        expect(await contents(left)).toEqual(before)
        ends.push('killed')
      }
      expect(ends.slice(0, 3)).toEqual(['killed', 'killed', 'killed'])
      expect(ends.at(-1)).toBe('done')
    },
    120_000,
  )
})

/** Undoes an import in a process of its own, which kills itself before its nth statement. */
function killedAt(file: string, importId: number, nth: number) {
  const script = `
    import { openDatabase } from './dist/store/database.js'
    import { undoImport } from './dist/run/undo-import.js'
    const [file, id, nth] = process.argv.slice(1)
    let left = Number(nth)
    const db = (await openDatabase(file)).withPlugin({
      transformQuery: ({ node }) => {
        left -= 1
        if (left === 0) process.kill(process.pid, 'SIGKILL')
        return node
      },
      transformResult: async ({ result }) => result,
    })
    const { kind } = await undoImport({ db, now: () => ${instant(99)} }, Number(id))
    if (kind !== 'undone') throw new Error(kind)
    await db.destroy()`
  return spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script, file, String(importId), String(nth)],
    { encoding: 'utf8' },
  )
}

/** All that an undo may change. */
async function contents(db: Database): Promise<unknown> {
  const tables = ['imports', 'snapshots', 'account_versions', 'unlisted_accounts', 'accounts']
  const aside = ['undone_snapshots', 'undone_account_versions', 'import_repeats']
  const found = []
  for (const table of [...tables, ...aside]) {
    found.push((await sql`select * from ${sql.table(table)}`.execute(db)).rows)
  }
  return found
}
