import { expect, test } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { type ExecutiveDigest, executiveDigest } from '../../src/report/digest/digest.js'
import { editionMonday, shiftWeek, type Week } from '../../src/report/week.js'
import { planEdition } from '../../src/run/plan.js'
import type { Workspace } from '../../src/run/workspace.js'
import { readFacts } from '../../src/store/editions.js'
import { week } from '../fixture/answering.js'
import { comeBy, mailedLink, type Site, site, toReport } from './site.js'

/** Monday, seven in the morning, after a week. */
function mondayAfter(of: Week): number {
  return Date.parse(`${editionMonday(of)}T07:00:00Z`)
}

function workspaceOf(here: Site): Workspace {
  const settings = {
    MAIL_FROM: 'Report <report@example.com>',
    EXECUTIVES: 'Eva Boss <eva@example.com>',
    TIME_ZONE: 'UTC',
  }
  const reading = readConfig({ file: settings, process: {} })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  return {
    config: reading.config,
    db: here.db,
    now: () => here.clock,
    chance: Math.random,
    owner: 'a test',
  }
}

/** Makes the report of a week on its Monday, and gives what it tells the executives. */
async function reported(here: Site, of: Week): Promise<ExecutiveDigest> {
  here.clock = mondayAfter(of)
  const made = await planEdition(workspaceOf(here), {
    week: of,
    cutOff: here.clock,
    late: false,
    dueAt: () => here.clock,
  })
  if (made.kind !== 'report') throw new Error(`the report of ${of} was not made: ${made.kind}`)
  return executiveDigest(await readFacts(here.db, made.edition.editionId), null, null)
}

test('notice that was given in the form alone is told until the loss, and then that, once', async () => {
  const here = await site()
  await reported(here, shiftWeek(week, -1))
  here.clock = Date.parse('2026-11-20T14:00:00Z')
  const person = await comeBy(here, await mailedLink(here, toReport))
  const answer = { contract: 'notice', noticeGivenOn: '2026-11-17', lastDay: '2026-12-02' }
  expect((await person.fill('/accounts/A-1', answer)).statusCode).toBe(303)

  const first = await reported(here, week)
  expect(first.contracts.changes).toMatchObject([
    { accountId: 'A-1', kind: 'notice-given', on: '2026-11-17', after: '2026-12-02' },
  ])
  expect(first.contracts.leaving).toMatchObject([{ accountId: 'A-1', daysLeft: 9 }])
  expect(first.movements.find(({ accountId }) => accountId === 'A-1')).toMatchObject({
    status: 'red',
    leaving: { noticeGivenOn: '2026-11-17', lastDay: '2026-12-02', daysLeft: 9 },
  })

  // Nobody reports any more; in the week of the last day, only the contract is news.
  const second = await reported(here, '2026-W49')
  expect(second.contracts.changes).toMatchObject([
    { accountId: 'A-1', kind: 'lost', amount: 10_000, on: '2026-12-02', learnedLate: false },
  ])
  expect(second.contracts.bridge).toMatchObject({ lost: 10_000 })
  expect(second.revenueAtRisk).toMatchObject({ total: 0, bridge: { lost: 10_000 } })
  expect(second.contracts.leaving).toEqual([])

  here.clock = mondayAfter('2026-W50')
  const slot = {
    week: '2026-W50',
    cutOff: here.clock,
    late: false,
    dueAt: () => here.clock,
  } as const
  expect((await planEdition(workspaceOf(here), slot)).kind).toBe('held')
})
