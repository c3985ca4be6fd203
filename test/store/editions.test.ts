import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import {
  addEdition,
  type EditionKind,
  findFacts,
  type NewEdition,
  readCutOffs,
  readEdition,
  readEditionBefore,
  readEditions,
  readFacts,
} from '../../src/store/editions.js'
import { facts, factsOfOne } from '../fixture/history.js'
import { minutes } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

const frozen = facts([])

function edition(overrides: Partial<NewEdition> = {}): NewEdition {
  return {
    ...{ kind: 'report', week: '2026-W47', late: false, facts: frozen },
    ...{ dueAt: minutes(0), cutOff: minutes(0), madeAt: minutes(1) },
    ...overrides,
  }
}

describe('an edition', () => {
  it('is read back as it was made', async () => {
    const db = await scratchDatabase()
    const { facts: _, ...rest } = edition({ late: true })
    await addEdition(db, edition({ late: true }))
    expect(await readEdition(db, 'report', '2026-W47')).toEqual({
      ...rest,
      editionId: expect.any(Number),
    })
    expect(await readEdition(db, 'held', '2026-W47')).toBeNull()
    expect(await readEdition(db, 'report', '2026-W46')).toBeNull()
  })

  it('keeps its facts to the letter, whatever is written in them', async () => {
    const db = await scratchDatabase()
    const name = 'Zoë "Ω" \u202e 👩🏽‍🚒 \\ \u0000 </script>'
    const { accounts } = frozen
    const told = { ...frozen, presentation: { ...frozen.presentation, companyName: name } }
    await addEdition(db, edition({ facts: { ...told, accounts: [...accounts, factsOfOne({})] } }))
    const found = await readEdition(db, 'report', '2026-W47')
    expect(await readFacts(db, found?.editionId ?? 0)).toEqual({
      ...told,
      accounts: [factsOfOne({})],
    })
  })

  it('stays as it was made first, whoever makes it again', async () => {
    const db = await scratchDatabase()
    await addEdition(db, edition())
    const first = await readEdition(db, 'report', '2026-W47')
    const again = edition({ cutOff: minutes(9), facts: { ...frozen, week: '2026-W01' } })
    expect(await addEdition(db, again)).toEqual(first)
    expect(await readEdition(db, 'report', '2026-W47')).toEqual(first)
    expect(await readFacts(db, first?.editionId ?? 0)).toEqual(frozen)
    expect(await findFacts(db, 'report', '2026-W47')).toEqual(frozen)
    expect(await readEditions(db)).toHaveLength(1)
  })

  it('is not guessed at where a newer version froze its facts', async () => {
    const db = await scratchDatabase()
    await addEdition(db, edition())
    await sql`update editions set facts = '{"format":5}'`.execute(db)
    await expect(readFacts(db, 1)).rejects.toThrow(
      /made by another version of this program: its facts are in form 5, this one knows form 4/,
    )
  })

  it('of another kind about the same week is another edition, without facts', async () => {
    const db = await scratchDatabase()
    for (const kind of ['held', 'report', 'skipped'] satisfies EditionKind[]) {
      await addEdition(db, edition({ kind, facts: kind === 'report' ? frozen : null }))
    }
    const all = await readEditions(db)
    expect(all.map(({ kind }) => kind)).toEqual(['held', 'report', 'skipped'])
    await expect(readFacts(db, all[0]?.editionId ?? 0)).rejects.toThrow('has no facts')
  })

  it('that there is not has no facts', async () => {
    const db = await scratchDatabase()
    await expect(readFacts(db, 7)).rejects.toThrow('edition 7 has no facts')
    expect(await findFacts(db, 'report', '2026-W47')).toBeNull()
  })
})

describe('editions across the turn of a year', () => {
  it('are in the order of their weeks; only reports count as the one before', async () => {
    const db = await scratchDatabase()
    await addEdition(db, edition({ week: '2026-W53', cutOff: minutes(1) }))
    await addEdition(db, edition({ week: '2026-W52', cutOff: minutes(0) }))
    await addEdition(
      db,
      edition({ week: '2027-W01', cutOff: minutes(2), kind: 'held', facts: null }),
    )
    await addEdition(db, edition({ week: '2027-W02', cutOff: minutes(3) }))

    expect((await readEditions(db)).map(({ week }) => week)).toEqual([
      ...['2027-W02', '2027-W01', '2026-W53', '2026-W52'],
    ])
    expect((await readEditionBefore(db, '2027-W02'))?.week).toBe('2026-W53')
    expect((await readEditionBefore(db, '2026-W53'))?.week).toBe('2026-W52')
    expect(await readEditionBefore(db, '2026-W52')).toBeNull()
    expect(await readCutOffs(db)).toEqual(
      new Map([
        ['2026-W52', minutes(0)],
        ['2026-W53', minutes(1)],
        ['2027-W02', minutes(3)],
      ]),
    )
  })
})
