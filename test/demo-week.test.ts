import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AdminDigest } from '../src/report/digest/admin.js'
import type { ExecutiveDigest } from '../src/report/digest/digest.js'
import { statuses } from '../src/report/health.js'
import { valueCategories } from '../src/report/snapshot.js'
import { accountRows, correctionRows, snapshotRows } from './fixture/sample-portfolio.js'
import { type Desk, openDesk } from './fixture/workspace.js'

/** What the demo's people read in its last week, and what each account is there for. */
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

  test.each([
    ['down', '204 -13.5, 102 -8.2, 201 -2.4, 302 -2.2'],
    ['up', '103 8, 301 4.2, 203 2.9'],
    [
      'flat',
      '101 0.2, 303 0.2, 107 0.2, 202 -0.2, 308 0.2, 209 0.4, 305 0.5, 206 -0.4, 104 -0.2, 205 0, 105 0',
    ],
    ['new', '306 0'],
    ['lost', '106 1, 406 4'],
    ['stale', '403 2, 401 2, 402 3, 304 1'],
    ['unknown', '404 4, 405 null'],
  ])('tell of accounts that are %s, with their change or age', (movement, expected) => {
    const those = executive.movements
      .filter((one) => one.movement === movement)
      .map(({ accountId, change, weeksSinceUpdate }) => ({
        accountId,
        figure: change ?? weeksSinceUpdate,
      }))
    expect(shown(those, 'figure')).toBe(expected)
  })

  test.each(statuses)('tell of an account that is %s', (status) => {
    expect(executive.portfolio.byStatus[status].accounts).toBeGreaterThan(0)
  })

  test('compare two accounts with a week that is not the one before', () => {
    const { movements, previousWeek } = executive
    const gaps = movements.filter(
      ({ comparedWeek }) => (comparedWeek ?? previousWeek) < previousWeek,
    )
    expect(shown(gaps, 'comparedWeek')).toBe('204 2026-W41, 203 2026-W44')
  })

  test('name the accounts that slide, over four weeks or over twelve', () => {
    const sliding = executive.movements.filter((one) => one.sliding)
    expect(shown(sliding, 'movement')).toBe('103 up, 202 flat')
    expect(shown(sliding, 'change12')).toBe('103 -13, 202 -15.4')
  })

  test('give every side of the bridge of revenue at risk an amount', () => {
    expect(executive.portfolio).toMatchObject({ accounts: 25, accountsChange: -1 })
    const { bridge, ...revenueAtRisk } = executive.revenueAtRisk
    expect(revenueAtRisk).toEqual({
      previous: 3_440_704.5,
      total: 3_034_050.4,
      change: -406_654.1,
      byNotice: { '30': 620_200, '60': 1_184_250.4, '90': 911_200, over90: 318_400 },
    })
    expect(bridge).toEqual({
      movedIn: 1_184_250.4 + 118_900,
      movedOut: 412_880.5,
      new: 318_400,
      lost: 738_900,
      becameKnown: 289_000,
      becameUnknown: 356_900,
      grown: 524_300 - 498_600,
      // CAD 120,000 of Brindle Bay Ferries; what rates did to its CAD 580,000.
      cut: 120_000 * 0.72,
      desiredAgain: 268_000,
      noLongerDesired: 1_020_000,
      exchange: 580_000 * 0.0072,
    })
    expect(Object.values(bridge)).not.toContain(0)
  })

  test('give the contract bridge an amount on every side but one: two reports bring nobody back', () => {
    const { bridge } = executive.contracts
    expect(bridge).toMatchObject({
      new: 318_400,
      back: 0,
      grown: 25_700,
      desiredAgain: 268_000,
      lost: 738_900 + 41_500,
      cut: 86_400,
      noLongerDesired: 1_020_000,
      // CAD 1,310,000 and 580,000, EUR 720,000, each a hundredth more than the week before.
      exchange: 1_890_000 * 0.0072 + 720_000 * 0.0108,
      total: 15_170_526.85,
    })
    expect(bridge?.previous).toBe(16_423_842.85)
  })

  test('tell each change of a contract once', () => {
    const { changes, reportBefore } = executive.contracts
    expect(reportBefore).toBe('2026-W45')
    expect(shown(changes, 'kind')).toBe(
      '207 no-longer-desired, 106 lost, 306 new, 209 desired-again, 308 cut, 406 lost, ' +
        '202 grown, 204 out-to-tender, 304 notice-given, 402 handed-over',
    )
    const late = changes.filter(({ learnedLate }) => learnedLate)
    expect(late).toMatchObject([{ accountId: 'LF-406', on: '2026-10-30', amount: 41_500 }])
    expect(changes.find(({ accountId }) => accountId === 'LF-207')?.reason).toMatch(/slip claims/)
    expect(changes.find(({ accountId }) => accountId === 'LF-402')).toMatchObject({
      before: 'Marcus Tebele',
      after: 'Ines Kröger',
    })
  })

  test('name who leaves, with the days left, and who asked others', () => {
    const { leaving, inTender } = executive.contracts
    expect(shown(leaving, 'daysLeft')).toBe('308 25, 304 76')
    expect(shown(leaving, 'status')).toBe('308 red, 304 red')
    expect(leaving.map(({ action }) => action?.owner ?? null)).toEqual(['Ines Kröger', null])
    expect(shown(inTender, 'competitor')).toBe('204 Tidewell Care Services')
  })

  test('measure retention over a year', () => {
    const { retention } = executive
    expect(retention).toMatchObject({
      since: '2025-11-16',
      weeks: 52,
      accounts: { base: 26, kept: 22, lost: 3, givenUp: 1 },
      revenue: { lost: 1_090_000 + 738_900 + 62_000, givenUp: 1_020_000 },
    })
    // CAD 120,000 of Brindle Bay Ferries, 30,500 of Vandermoor, 55,100 of Orrin Peak.
    expect(retention.revenue.cut).toBe(120_000 * 0.72 + 30_500 + 55_100)
    const { base, lost, cut, grown, now, givenUp, gross, net } = retention.revenue
    const cents = (amount: number) => Math.round(100 * amount)
    expect(cents(base - givenUp - lost - cut + grown)).toBe(cents(now))
    expect({ gross, net, accounts: retention.accounts.percent }).toEqual({
      gross: 87.1,
      net: 90.8,
      accounts: 88,
    })
  })

  test('raise every warning', () => {
    expect(executive.top20).toMatchObject({ lost: 2, red: 6, alarm: true, news: true })
    expect(shown(executive.decisionMakerChanges, 'weeksOpen')).toBe('102 6, 107 1')
    const { overdue, unattended } = executive.actions
    expect(shown(overdue, 'daysOverdue')).toBe('102 24, 302 24, 401 17, 404 17')
    expect(shown(unattended, 'status')).toBe('202 red, 304 red, 105 yellow')
    expect(shown(executive.pulseDisagreements, 'pulse')).toBe('202 green, 206 red, 304 green')
    expect(shown(executive.singleThreaded, 'status')).toBe('202 red, 104 green')
    expect(shown(executive.notDesired, 'status')).toBe('207 red')
    expect(executive.movements.find(({ accountId }) => accountId === 'LF-305')?.coverage).toBeNull()
  })

  test('tell of value in all six categories, and of a manager who has gone silent', () => {
    const categories = new Set(executive.valueDelivered.map(({ category }) => category))
    expect(categories).toEqual(new Set(valueCategories))
    expect(executive.participation).toMatchObject({ updated: 19, active: 25 })
    const silent = executive.participation.managers.filter(({ updated }) => updated === 0)
    expect(silent).toMatchObject([
      { name: 'Marcus Tebele', active: 3, weeksSilent: 2 },
      { name: 'Nadia Osei', active: 1, weeksSilent: null },
    ])
  })

  test('tell what was earned, as a count of the files comes to', () => {
    const valued = [...snapshotRows, ...correctionRows].filter((row) => row.value_delivered !== '')
    const weeksOf = (id: string) =>
      valued.filter(({ account_id }) => account_id === id).map(({ week = '' }) => week)
    const active = executive.movements.filter(({ movement }) => movement !== 'lost')
    const since = (from: string) =>
      active.filter(({ accountId }) => weeksOf(accountId).some((week) => week >= from))
    const revenue = (rows: typeof active) => rows.reduce((sum, one) => sum + one.revenue, 0)
    const share = (rows: typeof active) =>
      Number(((100 * revenue(rows)) / revenue(active)).toFixed(1))
    const { earned } = executive
    expect(earned.weeks4).toBe(share(since('2026-W43')))
    expect(earned.weeks13).toBe(share(since('2026-W34')))
    const long = active.filter((one) => !since('2026-W39').includes(one))
    const largest = executive.top20.accounts.map(({ accountId }) => accountId)
    const isStarted = ({ accountId }: { accountId: string }) =>
      accountRows.some(
        (row) => row.account_id === accountId && (row.started_on ?? '') <= '2026-09-27',
      )
    const granted = long.filter(
      (one) => isStarted(one) && (one.status === 'green' || largest.includes(one.accountId)),
    )
    expect(new Set(earned.takenForGranted.map(({ accountId }) => accountId))).toEqual(
      new Set(granted.map(({ accountId }) => accountId)),
    )
    expect(earned).toMatchObject({ weeks4: 45.4, weeks13: 64.2 })
    expect(shown(earned.takenForGranted, 'weeksSinceValue')).toBe(
      '201 null, 102 10, 302 null, 403 9, 202 null, 401 null, 404 null, 308 null, 204 12, 209 null, ' +
        '305 null, 402 10',
    )
  })

  test('mark what was corrected after its own report', () => {
    const restated = executive.movements.filter(({ restatedFrom }) => restatedFrom !== null)
    expect(shown(restated, 'restatedFrom')).toBe('201 71.4')
    expect(shown(restated, 'previousHealth')).toBe('201 70.2')
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
        kind: 'refused',
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

  test('had Ironbeck among those that leave, in the report before its last day', async () => {
    const file = 'demo/last-week/2026-W45/executive.dana.whitfield@larkfield.example.eml'
    const text = oneLine((await PostalMime.parse(desk.read(file))).text ?? '')
    expect(text).toMatch(/-{20} Ironbeck Steel \S+ 4 days \$739K, last day Nov 13 left /)
    expect(text).toContain('Ironbeck Steel · $739K Leaving in 4 days')
  })

  test('say all of that in words', async () => {
    const textOf = async (name: string) => {
      const file = `demo/outbox/2026-W46/${name}@larkfield.example.eml`
      return (await PostalMime.parse(desk.read(file))).text
    }
    const dana = oneLine((await textOf('executive.dana.whitfield')) ?? '')
    expect(dana).toMatch(/Cinderbrook Cafés \S+ Lost \$41\.5K, ended Oct 30 was 53\.8/)
    expect(dana).toMatch(/Fennimore & Crake LLP \S+ 76 days \$119K, last day Jan 31 left/)
    expect(dana).toContain('87.1% kept in a year, goal 100%.')
    expect(dana).toContain('88.0% of accounts.')
    // Two of Ines's eight accounts are the ones that nobody reported on.
    expect(dana).toContain(
      '19 of 25 reported. Missing: Nadia Osei (never), Marcus Tebele (2 weeks)',
    )
    expect(dana).toContain('Ines Kröger (2 of 8)')
    const marcus = oneLine((await textOf('account-manager.marcus.tebele')) ?? '')
    expect(marcus).toContain('Vandermoor Engineering went to Ines Kröger.')
    const told = await textOf('admin.noor.haddad')
    for (const heading of ['IMPORTS', 'NOT IN THE SETTINGS', 'NOT REPORTED ON', 'RESTATED'])
      expect(told).toContain(`\n${heading}\n`)
    expect(told).toMatch(/^All 6 digests were submitted\.$/m)
    expect(told).toMatch(/^Data as of Mon Nov 16, 2:00 AM America\/New York\.$/m)
  })
})

/** Wherever its lines break. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

/** `204 -13.5, 102 -8.2`: each row's number without the prefix that all share, and one figure. */
function shown<Key extends string>(
  rows: readonly ({ readonly accountId: string } & Readonly<Record<Key, unknown>>)[],
  figure: Key,
): string {
  return rows.map((row) => `${row.accountId.replace('LF-', '')} ${row[figure]}`).join(', ')
}
