import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { importSnapshots } from '../../src/run/import.js'
import { saveAnswers } from '../../src/store/answers.js'
import type { Database } from '../../src/store/database.js'
import { addAccount, addLink, answers, friday, submission, week } from '../fixture/answering.js'
import { scratchDatabase, scratchFile } from '../store/scratch.js'

const scoresOnly = 'account_id,week,relationship,innovation,service,commercial\n'

describe('an import after a manager has answered for the week', () => {
  test('changes what its file has columns for, and leaves their words alone', async () => {
    const db = await answered()
    const file = `${scoresOnly}A-1,${week},10,20,30,40\nA-2,${week},10,20,30,40\n`
    expect(await imported(db, file)).toMatchObject({ added: 1, superseded: 1, unchanged: 0 })
    expect(await latest(db, 'A-1')).toMatchObject({
      version: 2,
      relationship: 10,
      note: 'They want a plan.',
      pulse: 'yellow',
      recorded_by: expect.stringContaining('import'),
    })
    expect(await latest(db, 'A-2')).toMatchObject({ version: 1, note: null, pulse: null })
  })

  test('adds nothing when it is made again, and still knows their words in the next one', async () => {
    const db = await answered()
    const file = `${scoresOnly}A-1,${week},10,20,30,40\n`
    await imported(db, file)
    expect(await imported(db, file)).toMatchObject({ added: 0, superseded: 0, unchanged: 1 })
    await imported(db, file.replace('10,', '11,'))
    const now = await latest(db, 'A-1')
    expect(now).toMatchObject({ version: 3, relationship: 11, note: 'They want a plan.' })
  })

  test('empties what its file leaves empty', async () => {
    const db = await answered()
    await imported(db, `account_id,week,service,note\nA-1,${week},75,\n`)
    const now = await latest(db, 'A-1')
    expect(now).toMatchObject({ version: 2, relationship: 75, note: null, pulse: 'yellow' })
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
  return await importSnapshots(db, { file, mapping: [], recordedAt, lastWeek: '2099-W01' })
}

async function latest(db: Database, accountId: string): Promise<unknown> {
  const { rows } = await sql`
    select * from snapshots where account_id = ${accountId} order by week desc, version desc limit 1
  `.execute(db)
  return rows[0]
}
