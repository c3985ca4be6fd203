import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import {
  type AccountAnswers,
  type Saving,
  saveAnswers,
  saveTogether,
} from '../../src/store/answers.js'
import type { Database } from '../../src/store/database.js'
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
import { amend } from './plain-account.js'
import { scratchDatabase } from './scratch.js'

const now = () => friday
const step = {
  fingerprint: 'f-1',
  kind: 'unchanged',
  week,
  linkHash,
  device: 'd-1',
  recordedBy: 'ada@example.com',
} as const

describe('answers about several accounts in one step', () => {
  test('are kept as those that are given one by one', async () => {
    const [together, oneByOne] = [await portfolio(3), await portfolio(3)]
    expect(await saveTogether(together, step, about(3), now)).toEqual(Array(3).fill(first))
    for (const one of about(3)) await saveAnswers(oneByOne, submission({ ...step, ...one }), now)
    expect(await contents(together)).toBe(await contents(oneByOne))
  })

  test('are told, each by itself, why they could not be kept; the others are', async () => {
    const db = await portfolio(5)
    await saveTogether(db, step, about(1), now)
    await addSnapshot(db, 'A-2', { week, recorded_by: 'bob@example.com' })
    await amend(db, { manager_address: `'bob@example.com'` }, `account_id = 'A-3'`)
    const savings = await saveTogether(db, step, about(5), now)
    expect(savings.map(({ kind }) => kind)).toEqual([
      'repeated',
      'conflict',
      'not-theirs',
      'saved',
      'saved',
    ])
    expect(savings[1]).toMatchObject({ theirs: { recordedBy: 'bob@example.com' } })
    expect(await recorded(db)).toEqual(['A-1 1', 'A-4 1', 'A-5 1'])
  })

  test('once more are the same again, and change nothing', async () => {
    const db = await portfolio(3)
    await saveTogether(db, step, about(3), now)
    const before = await contents(db)
    const again: Saving = { kind: 'repeated', version: 1 }
    expect(await saveTogether(db, step, about(3), () => friday + 1000)).toEqual(
      Array(3).fill(again),
    )
    expect(await contents(db)).toBe(before)
  })

  test('come too late together', async () => {
    const db = await portfolio(2)
    await addReport(db, week, '2026-11-20T13:00:00.000Z')
    const before = await contents(db)
    expect(await saveTogether(db, step, about(2), now)).toEqual(Array(2).fill({ kind: 'closed' }))
    expect(await contents(db)).toBe(before)
  })

  test('are all kept or none: where one fails, nothing is there of the others', async () => {
    const db = await portfolio(3)
    await sql`
      create trigger full before insert on answers when new.account_id = 'A-3'
      begin select raise(abort, 'no more room'); end
    `.execute(db)
    const before = await contents(db)
    await expect(saveTogether(db, step, about(3), now)).rejects.toThrow('no more room')
    expect(await contents(db)).toBe(before)
  })

  test('may be about more accounts than one statement has room for', async () => {
    const db = await portfolio(1500)
    const savings = await saveTogether(db, step, about(1500), now)
    expect(savings).toEqual(Array(1500).fill(first))
    expect(await recorded(db)).toHaveLength(1500)
  })
})

const first: Saving = { kind: 'saved', version: 1 }

/** What is said about and so on. */
function about(count: number): AccountAnswers[] {
  return Array.from({ length: count }, (_, index) => ({
    submissionId: `s-1/A-${index + 1}`,
    accountId: `A-${index + 1}`,
    answers: answers({
      competitor: `Rival ${index}`,
      scores: { ...scores, service: (index % 700) / 7 },
    }),
    base: { week: '2026-W46', version: 1 },
  }))
}

const scores = answers().scores

async function recorded(db: Database): Promise<string[]> {
  const { rows } = await sql<{ saved: string }>`
    select account_id || ' ' || version as saved from answers order by account_id
  `.execute(db)
  return rows.map(({ saved }) => saved)
}

/** Ada's accounts and so on, of which all was said a week ago. */
async function portfolio(count: number): Promise<Database> {
  const db = await scratchDatabase()
  for (let index = 1; index <= count; index += 1) {
    await addAccount(db, `A-${index}`)
    await addSnapshot(db, `A-${index}`)
  }
  await addLink(db)
  return db
}
