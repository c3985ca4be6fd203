import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { defaultPolicy } from '../../src/report/policy.js'
import { findFacts } from '../../src/store/editions.js'
import { frozenText, thawed } from '../../src/store/frozen-facts.js'
import { aged, facts, history } from '../fixture/history.js'
import { putReleased } from './released/files.js'
import { scratchDatabase, scratchDirectory } from './scratch.js'

const thisForm = 4

describe('frozen facts', () => {
  it('are read again as they are', () => {
    const edition = facts([history({ snapshots: [aged(0, 60), aged(1, 60), aged(4, 70)] })])
    expect(edition.accounts[0]).toMatchObject({ change4: -100, sliding: true })
    expect(JSON.parse(frozenText(edition)).format).toBe(thisForm)
    expect(thawed(frozenText(edition))).toEqual(edition)
  })

  it('that were frozen before it was told how long ago a value was delivered say nothing of it', () => {
    const edition = facts([history({ snapshots: [aged(0, 60, { valueDelivered: 'Reset' })] })])
    const { valueHabit, ...rest } = edition
    const accounts = rest.accounts.map(({ weeksSinceValue, ...one }) => one)
    const told = thawed(JSON.stringify({ format: 2, facts: { ...rest, accounts } }))
    expect(told).toMatchObject({ ...rest, accounts })
    const digest = executiveDigest(told, null, null)
    expect(digest.valueDelivered).toHaveLength(1)
    expect(digest.movements).toMatchObject([{ weeksSinceValue: null }])
    expect(digest.earned).toEqual({ weeks4: null, weeks13: null, takenForGranted: [] })
    expect(renderMessage(digest).html).toContain(digest.movements[0]?.name)
    expect(thawed(frozenText(told))).toEqual(told)
  })

  it('that were frozen before anything was pulled say nothing of how old it is', () => {
    const { oldPulls, ...rest } = facts([history({ snapshots: [aged(0, 60)] })])
    expect(oldPulls).toEqual([])
    expect(thawed(JSON.stringify({ format: 3, facts: rest }))).toEqual({ ...rest, oldPulls: [] })
  })

  it.each(['2026-W44', '2026-W45'] as const)(
    'of %s, which version 0.1.0 froze, tell what they told, and nothing that it knew nothing of',
    async (week) => {
      const file = join(scratchDirectory(), 'mmr.sqlite')
      putReleased('0.1.0', file)
      const db = await scratchDatabase(file)
      const { rows } = await sql<{ facts: string }>`
        select facts from editions where kind = 'report' and week = ${week}`.execute(db)
      const frozen = JSON.parse(rows[0]?.facts ?? '')
      expect(frozen.format).toBe(1)
      const told = await findFacts(db, 'report', week)
      expect(told).toMatchObject(frozen.facts)
      expect(told?.policy.slidePoints).toEqual(defaultPolicy.slidePoints)
      expect(told?.accounts.length).toBeGreaterThan(2)
      for (const account of told?.accounts ?? []) {
        expect(account).toMatchObject({
          ...{ change4: null, change12: null, sliding: false, slidBefore: false },
          ...{ weeksInStatus: null, issue: null, weeksSinceValue: null },
        })
      }
      if (told === null) throw new Error('no facts')
      const digest = executiveDigest(told, null, null)
      expect(digest.earned).toEqual({ weeks4: null, weeks13: null, takenForGranted: [] })
      const { html, text } = renderMessage(digest)
      expect(html).toContain(digest.movements[0]?.name)
      expect(text).not.toMatch(/sliding|issue/i)
      expect(thawed(frozenText(told))).toEqual(told)
    },
  )
})
