import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AdminDigest } from '../src/report/digest/admin.js'
import type { ExecutiveDigest } from '../src/report/digest/digest.js'
import { statuses } from '../src/report/health.js'
import { movements } from '../src/report/movement.js'
import { type Desk, openDesk } from './fixture/workspace.js'

/** The demo as a whole: what its people read, whatever a single account is there for. */
describe('the digests of the demo', () => {
  let desk: Desk
  let executive: ExecutiveDigest
  let admin: AdminDigest
  beforeAll(async () => {
    desk = openDesk()
    await desk.mmr('demo')
    const digestOf = async (role: string) => {
      const words = ['preview', '--role', role, '--json', '--env-file', 'demo/settings.env']
      return JSON.parse((await desk.mmr(...words)).out)
    }
    executive = await digestOf('executive')
    admin = await digestOf('admin')
  })
  afterAll(() => desk.close())

  test.each(movements)('tell of an account that is %s', (movement) => {
    expect(executive.movements.map((one) => one.movement)).toContain(movement)
  })

  test.each(statuses)('tell of an account that is %s', (status) => {
    expect(executive.portfolio.byStatus[status].accounts).toBeGreaterThan(0)
  })

  test.each<keyof ExecutiveDigest>([
    'nearExit',
    'decisionMakerChanges',
    'pulseDisagreements',
    'singleThreaded',
    'valueDelivered',
    'notDesired',
  ])('have %s to tell of', (list) => {
    expect(executive[list]).not.toEqual([])
  })

  test('have actions that are overdue, accounts without any, and the alarm of the top 20', () => {
    expect(executive.actions.overdue).not.toEqual([])
    expect(executive.actions.unattended).not.toEqual([])
    expect(executive.top20.alarm).toBe(true)
  })

  test('have every side of the bridge', () => {
    expect(Object.values(executive.revenueAtRisk.bridge)).not.toContain(0)
  })

  test('mark what was corrected after its own report', () => {
    const restated = executive.movements.filter(({ restatedFrom }) => restatedFrom !== null)
    expect(restated.map(({ accountId, restatedFrom }) => [accountId, restatedFrom])).toEqual([
      ['LF-201', 71.4],
    ])
  })

  test('tell admins of all that needs their care', () => {
    const { administration } = admin
    expect(administration.thisEdition).toMatchObject({ week: '2026-W46', planned: 6, submitted: 6 })
    expect(administration.previousEdition).toMatchObject({
      week: '2026-W45',
      planned: 6,
      submitted: 6,
    })
    expect(administration.ownersNotInSettings).toEqual([
      { name: 'Nadia Osei', address: 'nadia.osei@larkfield.example', accounts: 1 },
    ])
    expect(administration.importProblems).toEqual([
      {
        file: 'from-the-west.csv',
        at: '2026-11-11T14:00:00.000Z',
        faults: 4,
        firstFault: expect.stringMatching(/^from-the-west\.csv, line 2, column service: expected/),
      },
    ])
    expect(administration.restated).toHaveLength(1)
    expect(administration.stale).not.toEqual([])
    expect(administration.unknown).not.toEqual([])
  })

  test('say all of that in words', async () => {
    const textOf = async (name: string) => {
      const file = `demo/outbox/2026-W46/${name}@larkfield.example.eml`
      return (await PostalMime.parse(desk.read(file))).text
    }
    expect(await textOf('executive.dana.whitfield')).toContain('70.2 was restated from 71.4.')
    const told = await textOf('admin.noor.haddad')
    for (const heading of ['IMPORTS REFUSED', 'NOT IN THE SETTINGS', 'NOT REPORTED ON', 'RESTATED'])
      expect(told).toContain(`\n${heading}\n`)
    expect(told).toMatch(/^State +Nov 9–15 +Nov 2–8$/m)
    expect(told).toMatch(/^Data as of Mon Nov 16, 2:00 AM America\/New York\.$/m)
  })
})
