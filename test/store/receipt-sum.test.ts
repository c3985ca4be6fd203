import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type DeliveryState, deliveryStates } from '../../src/report/delivery.js'
import { type Role, roles } from '../../src/report/recipient.js'
import type { openDatabase } from '../../src/store/database.js'
import { readDeliveryReport } from '../../src/store/deliveries.js'
import { planned } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

interface Row {
  readonly role: Role
  readonly state: DeliveryState
}

const row: fc.Arbitrary<Row> = fc.record({
  role: fc.constantFrom(...roles),
  state: fc.constantFrom(...deliveryStates),
})

async function write(
  db: Awaited<ReturnType<typeof openDatabase>>,
  editionId: number,
  rows: readonly Row[],
): Promise<void> {
  await sql`delete from deliveries where edition_id = ${editionId}`.execute(db)
  await sql`
    insert into deliveries (edition_id, role, recipient, name, address, due_at, state, owner,
                            lease_until)
    select ${editionId}, value ->> 'role', key, '', key, '', value ->> 'state',
           case when value ->> 'state' = 'sending' then 'worker' end,
           case when value ->> 'state' = 'sending' then '' end
    from json_each(${JSON.stringify(rows)})
    where true
  `.execute(db)
}

describe('the figures of the Monday receipt', () => {
  it('add up whatever the ledger holds, and name everyone who is not submitted', async () => {
    const db = await scratchDatabase()
    const { editionId } = await planned(db, '2026-W47', [])
    const other = await planned(db, '2026-W46', ['somebody'])
    const ledgers = fc.array(row, { maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(ledgers, async (rows) => {
        await write(db, editionId, rows)
        const told = rows.filter(({ role }) => role !== 'admin')
        const report = await readDeliveryReport(db, editionId)
        const { planned, submitted, failed, uncertain, skipped, open } = report
        expect(planned).toBe(told.length)
        expect(submitted + failed + uncertain + skipped + open).toBe(planned)
        for (const state of ['submitted', 'failed', 'uncertain', 'skipped'] as const) {
          expect(report[state]).toBe(told.filter((one) => one.state === state).length)
        }
        expect(report.notSubmitted.map(({ role, state }) => ({ role, state }))).toEqual(
          told.filter(({ state }) => state !== 'submitted'),
        )
      }),
      { numRuns: 60 },
    )
    expect(await readDeliveryReport(db, other.editionId)).toMatchObject({ planned: 1, open: 1 })
  })
})
