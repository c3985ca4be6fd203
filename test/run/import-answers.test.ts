import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { importSnapshots } from '../../src/run/import.js'
import { saveAnswers } from '../../src/store/answers.js'
import type { Database } from '../../src/store/database.js'
import { addAccount, addLink, answers, friday, submission, week } from '../fixture/answering.js'
import { asGiven } from '../fixture/import-file.js'
import { scratchDatabase, scratchFile } from '../store/scratch.js'

const scoresOnly = 'account_id,week,relationship,innovation,service,commercial\n'

describe('an import after a manager has answered for the week', () => {
  test('changes what its file has columns for, and leaves their words alone', async () => {
    const db = await answered()
    const file = `${scoresOnly}A-1,${week},11,20,30,40\nA-2,${week},10,20,30,40\n`
    expect(await imported(db, file)).toMatchObject({ added: 1, superseded: 1, unchanged: 0 })
    expect(await latest(db, 'A-1')).toMatchObject({
      version: 2,
      relationship: 11,
      note: 'They want a plan.',
      pulse: 'yellow',
      recorded_by: expect.stringContaining('import'),
    })
    expect(await latest(db, 'A-2')).toMatchObject({ version: 1, note: null, pulse: null })
  })

  test('adds nothing when it is made again, and still knows their words in the next one', async () => {
    const db = await answered()
    const file = `${scoresOnly}A-1,${week},11,20,30,40\n`
    await imported(db, file)
    expect(await imported(db, file)).toMatchObject({ added: 0, superseded: 0, unchanged: 1 })
    await imported(db, file.replace('11,', '12,'))
    const now = await latest(db, 'A-1')
    expect(now).toMatchObject({ version: 3, relationship: 12, note: 'They want a plan.' })
  })

  test('empties what its file leaves empty', async () => {
    const db = await answered()
    await imported(db, `account_id,week,service,note\nA-1,${week},75,\n`)
    const now = await latest(db, 'A-1')
    expect(now).toMatchObject({ version: 2, relationship: 75, note: null, pulse: 'yellow' })
  })
})

describe('what was said about notice and a tender', () => {
  const said = { notice_given_on: '2026-11-16', last_day: '2026-12-31', tender: 1 }
  const withNotice =
    'account_id,week,service,notice_given_on,last_day,tender,competitor\n' +
    `A-1,${week},50,2026-11-16,2026-12-31,yes,Larch\n`

  test.each([
    ['has no column for it', `account_id,week,service\nA-1,${week},60\n`],
    [
      'leaves the cells empty',
      `account_id,week,service,notice_given_on,last_day,tender,competitor\nA-1,${week},60,,,,\n`,
    ],
    ['has one column of them', `account_id,week,service,last_day\nA-1,${week},60,\n`],
  ])('stays where a later file for the week %s', async (_what, silent) => {
    const db = await answered()
    // A manager has answered for the week of A-1, nobody for that of A-2.
    for (const account of ['A-1', 'A-2']) {
      const file = silent.replace('A-1', account)
      await imported(db, withNotice.replace('A-1', account))
      expect(await latest(db, account)).toMatchObject({ ...said, competitor: 'Larch', service: 50 })
      expect(await imported(db, file)).toMatchObject({ superseded: 1 })
      expect(await latest(db, account)).toMatchObject({ ...said, competitor: 'Larch', service: 60 })
      expect(await imported(db, file)).toMatchObject({ superseded: 0, unchanged: 1 })
    }
  })

  test('is told anew as a whole, and withdrawn by a word alone', async () => {
    const db = await answered()
    await imported(db, withNotice)
    const tell = async (cells: string) => {
      const header = 'account_id,week,service,notice_given_on,tender,competitor'
      await imported(db, `${header}\nA-1,${week},50,${cells}\n`)
      return await latest(db, 'A-1')
    }
    const moved = { notice_given_on: '2026-11-18', last_day: null, tender: 1, competitor: 'Larch' }
    expect(await tell('2026-11-18,,')).toMatchObject(moved)
    const withdrawn = { ...moved, notice_given_on: 'no' }
    expect(await tell('no,,')).toMatchObject(withdrawn)
    expect(await tell(',no,')).toMatchObject({ ...withdrawn, tender: 0, competitor: null })
  })

  test('stays as a manager answered it where a file is silent', async () => {
    const db = await scratchDatabase()
    await addAccount(db, 'A-1')
    await addLink(db)
    const notice = answers({ noticeGivenOn: '2026-11-17', lastDay: null, tender: false })
    await saveAnswers(db, submission({ answers: notice, base: null }), () => friday)
    await imported(db, `account_id,week,service,notice_given_on,tender\nA-1,${week},60,,\n`)
    expect(await latest(db, 'A-1')).toMatchObject({
      ...{ version: 2, service: 60, notice_given_on: '2026-11-17', last_day: null, tender: 0 },
    })
  })
})

/** Two accounts; Ada has answered about the first one. */
async function answered(): Promise<Database> {
  const db = await scratchDatabase()
  await addAccount(db, 'A-1')
  await addAccount(db, 'A-2')
  await addLink(db)
  const said = answers({ note: 'They want a plan.', pulse: 'yellow' })
  const saving = await saveAnswers(db, submission({ answers: said, base: null }), () => friday)
  expect(saving).toEqual({ kind: 'saved', version: 1 })
  return db
}

async function imported(db: Database, content: string) {
  const file = scratchFile('snapshots.csv', content)
  const recordedAt = '2026-11-20T15:00:00.000Z'
  return await importSnapshots(db, { ...asGiven(file), recordedAt, lastWeek: '2099-W01' })
}

async function latest(db: Database, accountId: string): Promise<unknown> {
  const { rows } = await sql`
    select * from snapshots where account_id = ${accountId} order by week desc, version desc limit 1
  `.execute(db)
  return rows[0]
}
