import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { type FieldValues, saidBy, snapshotFields } from '../../src/report/snapshot.js'
import type { Answers } from '../../src/report/update/answers.js'
import { readOwnAccounts } from '../../src/store/accounts.js'
import { saveAnswers } from '../../src/store/answers.js'
import type { Database } from '../../src/store/database.js'
import { readLink } from '../../src/store/links.js'
import { readSnapshotsOf } from '../../src/store/snapshots.js'
import {
  addAccount,
  addLink,
  addReport,
  addSnapshot,
  answers,
  contents,
  friday,
  linkHash,
  submission,
  week,
} from '../fixture/answering.js'
import { level } from '../fixture/history.js'
import { amend } from './plain-account.js'
import { scratchDatabase } from './scratch.js'

const now = () => friday
const at = { week, cutOff: '2026-11-23T07:00:00.000Z' }

describe('answers', () => {
  test('become a snapshot of the week, in the name of whoever gave them', async () => {
    const db = await portfolio()
    const all = answers({
      pulse: 'yellow',
      note: 'They want to see the new plan.\nSoon.',
      contacts: ['end users', 'executives'],
      decisionMaker: 'Ruth Amadi',
      decisionMakerChangedOn: '2026-11-17',
      decisionMakerMetOn: '2026-11-19',
      action: 'Bring the plan',
      actionOwner: 'Ada',
      actionDueOn: '2026-11-27',
      valueCategory: 'innovation',
      valueDelivered: 'A dashboard',
    })
    expect(await saveAnswers(db, submission({ answers: all }), now)).toEqual({
      kind: 'saved',
      version: 1,
    })
    const [saved] = await versions(db)
    expect(saved).toEqual({
      ...all,
      accountId: 'A-1',
      week,
      version: 1,
      recordedAt: '2026-11-20T14:00:00.000Z',
      recordedBy: 'ada@example.com',
    })
  })

  test('about an account that was handed over meanwhile are not kept', async () => {
    const db = await portfolio()
    await amend(db, { manager_address: `'bob@example.com'` }, `account_id = 'A-1'`)
    const before = await contents(db)
    expect(await saveAnswers(db, submission(), now)).toEqual({ kind: 'not-theirs' })
    expect(await contents(db)).toBe(before)
  })

  test('are kept in every field that there is, and read again', async () => {
    const samples: FieldValues = {
      score: 50,
      pulse: 'red',
      groups: ['procurement', 'executives'],
      category: 'innovation',
      line: 'Ruth Amadi',
      text: 'Two\nlines',
      day: '2026-11-17',
      notice: '2026-11-16',
      answer: false,
    }
    const db = await portfolio()
    const all: Answers = { scores: level(50), ...saidBy((kind) => samples[kind]) }
    await saveAnswers(db, submission({ answers: all }), now)
    const [saved] = await versions(db)
    expect(saved).toMatchObject(all)
  })

  test('have a column for each field of a snapshot, and no other', async () => {
    const { rows } = await sql<{ name: string }>`
      select name from pragma_table_info('snapshots')
    `.execute(await scratchDatabase())
    const recorded = ['week', 'account_id', 'version', 'recorded_at', 'recorded_by', 'import_id']
    const columns = Object.values(snapshotFields).map(({ column }) => column)
    expect(rows.map(({ name }) => name).sort()).toEqual([...recorded, 'carried', ...columns].sort())
  })

  test('that correct others are another version, and the first one stays', async () => {
    const db = await portfolio()
    await saveAnswers(db, submission(), now)
    const corrected = submission({
      submissionId: 's-2',
      answers: answers({ note: 'On second thoughts' }),
      base: { week, version: 1 },
    })
    expect(await saveAnswers(db, corrected, now)).toEqual({ kind: 'saved', version: 2 })
    const notes = (await versions(db)).map(({ version, note }) => [version, note])
    expect(notes).toEqual([
      [2, 'On second thoughts'],
      [1, null],
      [1, null],
    ])
  })

  test('sent by two clicks are saved once', async () => {
    const db = await portfolio()
    const both = await Promise.all([
      saveAnswers(db, submission(), now),
      saveAnswers(db, submission(), now),
    ])
    expect(both).toEqual([
      { kind: 'saved', version: 1 },
      { kind: 'repeated', version: 1 },
    ])
    expect((await versions(db)).filter((one) => one.week === week)).toHaveLength(1)
  })

  test('changed on a page that was submitted before are no second click', async () => {
    const db = await portfolio()
    await saveAnswers(db, submission(), now)
    const again = submission({ fingerprint: 'f-2', answers: answers({ note: 'More' }) })
    expect(await saveAnswers(db, again, now)).toMatchObject({
      kind: 'conflict',
      theirs: { version: 1, note: null },
    })
  })

  test.each([
    ['this week', { week, version: 1 }],
    ['last week', { week: '2026-W46', version: 2 }],
  ] as const)('are refused when somebody has recorded %s since', async (_when, theirs) => {
    const db = await portfolio()
    await addSnapshot(db, 'A-1', { ...theirs, recorded_by: 'import late.csv', note: 'Theirs' })
    const before = await contents(db)
    expect(await saveAnswers(db, submission(), now)).toMatchObject({
      kind: 'conflict',
      theirs: { ...theirs, note: 'Theirs' },
    })
    expect(await contents(db)).toBe(before)
  })

  test('for an account without any snapshot need no base', async () => {
    const db = await portfolio()
    await addAccount(db, 'A-2')
    const first = submission({ accountId: 'A-2', base: null })
    expect(await saveAnswers(db, first, now)).toEqual({ kind: 'saved', version: 1 })
    const second = { ...first, submissionId: 's-2' }
    expect(await saveAnswers(db, second, now)).toMatchObject({ kind: 'conflict' })
  })

  test('come too late once the edition of their week is made', async () => {
    const db = await portfolio()
    await addReport(db, week, '2026-11-20T13:59:59.999Z')
    const before = await contents(db)
    expect(await saveAnswers(db, submission(), now)).toEqual({ kind: 'closed' })
    expect(await contents(db)).toBe(before)
  })

  test('leave a trace of the link and the device, and refused ones none', async () => {
    const db = await portfolio()
    await saveAnswers(db, submission(), now)
    const base = { week, version: 1 }
    const other = submission({ submissionId: 's-2', device: 'd-2', base, answers: answers() })
    await saveAnswers(db, { ...other, answers: answers({ note: 'x' }) }, () => friday + 1000)
    await saveAnswers(db, { ...other, submissionId: 's-3', device: 'd-3' }, now)
    expect(await readLink(db, linkHash)).toMatchObject({
      firstUsedAt: '2026-11-20T14:00:00.000Z',
      lastUsedAt: '2026-11-20T14:00:01.000Z',
      devices: 2,
    })
  })

  test('of an unknown account or link are not kept, nor half of them', async () => {
    const db = await portfolio()
    const before = await contents(db)
    const stray = submission({ accountId: 'A-9', base: null })
    expect(await saveAnswers(db, stray, now)).toEqual({ kind: 'not-theirs' })
    await expect(saveAnswers(db, submission({ linkHash: 'e' }), now)).rejects.toThrow('FOREIGN KEY')
    expect(await contents(db)).toBe(before)
  })
})

/** A thousand where there is time: `MMR_LONG=1`. */
const racers = process.env.MMR_LONG === undefined ? 200 : 1000

test(`of ${racers} that race, each is saved or told so, and none is lost`, async () => {
  const db = await portfolio()
  const racing = Array.from({ length: racers }, (_, index) => persist(db, index))
  const outcomes = await Promise.all(racing)
  expect(outcomes.filter((kind) => kind !== 'saved')).toEqual([])
  const { rows } = await sql<{ version: number; note: string }>`
    select version, note from snapshots where week = ${week} order by version
  `.execute(db)
  expect(rows.map(({ version }) => version)).toEqual(rows.map((_, index) => index + 1))
  expect(new Set(rows.map(({ note }) => note)).size).toBe(racers)
}, 1_800_000)

test('a manager’s own accounts are found by address, whatever its case, with what counts', async () => {
  const db = await portfolio()
  await addAccount(db, 'A-2', { name: 'Aardvark' })
  await addAccount(db, 'B-1', { manager_address: 'bob@example.com' })
  await addSnapshot(db, 'A-1', { week, recorded_at: '2026-11-23T07:00:00.000Z' })
  const own = await readOwnAccounts(db, 'ADA@example.com', at)
  expect(own.map(({ account, latest }) => [account.accountId, latest?.week ?? null])).toEqual([
    ['A-2', null],
    ['A-1', '2026-W46'],
  ])
})

/** Saves as people do: on what counts now, and once more whenever somebody was quicker. */
async function persist(db: Database, index: number): Promise<string> {
  const mine = answers({ note: `note ${index}` })
  let base: { week: typeof week | '2026-W46'; version: number } = { week: '2026-W46', version: 1 }
  for (let tries = 0; tries < 2000; tries += 1) {
    const submissionId = `s-${index}-${tries}`
    const saving = await saveAnswers(db, submission({ submissionId, answers: mine, base }), now)
    if (saving.kind !== 'conflict') return saving.kind
    base = { week, version: saving.theirs.version }
  }
  return 'gave up'
}

async function versions(db: Database) {
  return (await readSnapshotsOf(db, { accountId: 'A-1', at, limit: 9 })).versions
}

async function portfolio(): Promise<Database> {
  const db = await scratchDatabase()
  await addAccount(db, 'A-1')
  await addSnapshot(db, 'A-1')
  await addLink(db)
  return db
}
