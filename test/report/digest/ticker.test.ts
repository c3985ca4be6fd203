import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatOf } from '../../../src/format.js'
import { namedInHeadline } from '../../../src/mail/news.js'
import { tickerOf } from '../../../src/mail/view/page-one.js'
import type { AccountMovement } from '../../../src/report/digest/account-movement.js'
import { executiveDigest } from '../../../src/report/digest/digest.js'
import { hasCrossedBand, isDeparting, ticker } from '../../../src/report/digest/ticker.js'
import { facts, presentation } from '../../fixture/history.js'
import { sheet } from '../../fixture/mail-sheet.js'
import { factsFrom } from '../../fixture/portfolio.js'
import { anyBusyPortfolio, anyToldPortfolio, reportBefore } from '../arbitraries.js'

const [flat] = executiveDigest(
  factsFrom({
    A: {
      account: { name: 'A', revenue: 100_000_00 },
      scores: [
        [60, 60, 60, 60],
        [60, 60, 60, 60],
      ],
    },
  }),
  null,
  null,
).movements

/** Yellow as before at 60.0, $100K a year; what is given differs. */
function one(accountId: string, differing: Partial<AccountMovement> = {}): AccountMovement {
  if (flat === undefined) throw new Error('no account')
  return { ...flat, accountId, name: accountId, ...differing }
}

function fell(accountId: string, change: number, revenue = 100_000): AccountMovement {
  return one(accountId, { movement: change < 0 ? 'down' : 'up', change, revenue })
}

function leaving(accountId: string, daysLeft: number, revenue = 100_000): AccountMovement {
  const left = { noticeGivenOn: null, lastDay: '2026-12-31', daysLeft } as const
  return one(accountId, { leaving: left, status: 'red', statusWeekBefore: 'red', revenue })
}

function lost(accountId: string, revenue: number): AccountMovement {
  return one(accountId, { movement: 'lost', status: null, health: null, change: null, revenue })
}

function chosen(
  movements: readonly AccountMovement[],
  { limit = 10, told = [] as string[], named = [] as string[] } = {},
): { lines: string[]; alsoMoved: string[]; others: string[] } {
  const shown = ticker(movements, { told: new Set(told), named: new Set(named), limit })
  const ids = (those: readonly AccountMovement[]) => those.map(({ accountId }) => accountId)
  return { lines: ids(shown.lines), alsoMoved: ids(shown.alsoMoved), others: ids(shown.others) }
}

const many = (
  prefix: string,
  count: number,
  make: (id: string, index: number) => AccountMovement,
) => Array.from({ length: count }, (_, index) => make(`${prefix}${index}`, index))

describe('the ticker', () => {
  it('has those that were lost on top, then those that are leaving, then falls and rises', () => {
    const movements = [
      fell('rise', 9),
      fell('small fall', -2),
      fell('fall', -9),
      leaving('left in 30', 30),
      leaving('left in 3', 3),
      lost('small', 1),
      lost('large', 2),
    ]
    expect(chosen(movements).lines).toEqual([
      ...['large', 'small', 'left in 3', 'left in 30', 'fall', 'small fall', 'rise'],
    ])
  })

  it('has news of a notice before notices that were told already, however few days are left', () => {
    const movements = [leaving('old', 1), leaving('new', 60), leaving('newer', 50)]
    expect(chosen(movements, { told: ['new', 'newer'] }).lines).toEqual(['newer', 'new', 'old'])
  })

  it('has the larger contract first where as many days are left', () => {
    expect(chosen([leaving('small', 5, 1), leaving('large', 5, 2)]).lines).toEqual([
      'large',
      'small',
    ])
  })

  it.each<[string, Partial<AccountMovement>, 'lines' | 'others']>([
    ['down', { movement: 'down', change: -1 }, 'lines'],
    ['up', { movement: 'up', change: 1 }, 'lines'],
    ['new', { movement: 'new', change: null }, 'lines'],
    ['flat', {}, 'others'],
    ['flat, and over a line', { status: 'green' }, 'lines'],
    [
      'unknown, and red the week before',
      { status: 'unknown', movement: 'unknown', statusWeekBefore: 'red' },
      'lines',
    ],
    [
      'unknown as before',
      { status: 'unknown', movement: 'unknown', statusWeekBefore: 'unknown' },
      'others',
    ],
    ['carried', { movement: 'stale', change: null, weeksSinceUpdate: 1 }, 'others'],
    ['sliding for the first time', { sliding: true, slidBefore: false }, 'lines'],
    ['sliding as a week ago', { sliding: true, slidBefore: true }, 'others'],
    [
      'not active the week before, and flat',
      { statusWeekBefore: null, previousStatus: null },
      'others',
    ],
  ])('of one that is %s', (_, differing, part) => {
    expect(chosen([one('A', differing)])).toEqual({
      lines: [],
      alsoMoved: [],
      others: [],
      [part]: ['A'],
    })
  })

  it('prefers what crossed a line, then money times points, then the larger contract', () => {
    const crossed = one('crossed', { movement: 'up', change: 1, status: 'green', revenue: 1 })
    const movements = [
      fell('9 of 1M', -9, 1_000_000),
      fell('2 of 5M', 2, 5_000_000),
      fell('5 of 2M', -5, 2_000_000),
      crossed,
    ]
    expect(chosen(movements, { limit: 1 }).lines).toEqual(['crossed'])
    expect(chosen(movements, { limit: 2 }).lines).toEqual(['2 of 5M', 'crossed'].reverse())
    expect(chosen(movements, { limit: 3 })).toEqual({
      lines: ['5 of 2M', 'crossed', '2 of 5M'],
      alsoMoved: ['9 of 1M'],
      others: [],
    })
  })

  it('prefers what the headline names to all else', () => {
    const movements = [
      fell('tiny', -1, 1),
      ...many('F', 12, (id) => one(id, { movement: 'up', change: 20, status: 'green' })),
    ]
    expect(chosen(movements).lines).not.toContain('tiny')
    expect(chosen(movements, { named: ['tiny'] }).lines[0]).toBe('tiny')
    const gone = many('L', 12, (id, index) => lost(id, 100 - index))
    const shown = chosen([...gone, leaving('left', 90), ...movements], { named: ['left', 'tiny'] })
    expect(shown.lines.slice(0, 7)).toEqual(['L0', 'L1', 'L2', 'L3', 'left', 'tiny', 'F0'])
  })

  it('leaves room for all that the headline names', () => {
    const movements = [
      ...many('L', 9, (id) => leaving(id, 30)),
      ...many('F', 9, (id) => fell(id, -2)),
    ]
    const named = ['F5', 'F6', 'F7', 'F8']
    const { lines } = chosen(movements, { limit: 8, named })
    expect(lines.slice(0, 4)).toEqual(['L0', 'L1', 'L2', 'L3'])
    expect(lines.slice(4).toSorted()).toEqual(named)
  })

  it.each([
    [12, 12, 5, 5],
    [7, 5, 5, 5],
    [12, 3, 7, 3],
    [12, 0, 10, 0],
    [2, 12, 2, 8],
    [6, 4, 6, 4],
    [7, 4, 6, 4],
    [7, 3, 7, 3],
  ])('with %i that go and %i that moved has %i and %i of them', (going, moved, top, below) => {
    const movements = [
      ...many('L', going, (id) => lost(id, 1)),
      ...many('F', moved, (id) => fell(id, -2)),
    ]
    const { lines, alsoMoved } = chosen(movements)
    expect(lines.filter((id) => id.startsWith('L'))).toHaveLength(top)
    expect(lines.filter((id) => id.startsWith('F'))).toHaveLength(below)
    expect(alsoMoved).toHaveLength(going + moved - top - below)
  })

  it('has the others by money', () => {
    expect(chosen([one('small', { revenue: 1 }), one('large', { revenue: 2 })]).others).toEqual([
      'large',
      'small',
    ])
  })
})

describe('whatever the portfolio', () => {
  const anyDigest = fc
    .oneof(anyToldPortfolio, anyBusyPortfolio)
    .map((histories) => executiveDigest(facts(histories, { reportBefore }), null, null))
  const format = formatOf(presentation)

  it('every account stands in exactly one place, and no more than fit have a line', () => {
    fc.assert(
      fc.property(anyDigest, fc.constantFrom(1, 2, 5, sheet.caps.ticker, 12), (digest, limit) => {
        const { lines, alsoMoved, others } = tickerOf(digest, limit, format)
        expect(lines.length).toBeLessThanOrEqual(limit)
        expect(lines.length === limit || alsoMoved.length === 0).toBe(true)
        const ids = [...lines, ...alsoMoved, ...others].map(({ accountId }) => accountId)
        expect(ids.toSorted()).toEqual(
          digest.movements.map(({ accountId }) => accountId).toSorted(),
        )
      }),
    )
  })

  it('what goes stands above what moved, and nothing that did either among the others', () => {
    fc.assert(
      fc.property(anyDigest, (digest) => {
        const { lines, others } = tickerOf(digest, sheet.caps.ticker, format)
        const going = lines.map(isDeparting)
        expect(going).toEqual(going.toSorted((a, b) => Number(b) - Number(a)))
        for (const other of others) {
          expect(isDeparting(other) || hasCrossedBand(other)).toBe(false)
          expect(['down', 'up', 'new']).not.toContain(other.movement)
        }
      }),
    )
  })

  it('what the headline names has a line, unless its contract alone is news', () => {
    let named = 0
    fc.assert(
      fc.property(anyDigest, (digest) => {
        const { lines, alsoMoved } = tickerOf(digest, sheet.caps.ticker, format)
        const inHeadline = namedInHeadline(digest, format)
        named += inHeadline.size
        expect(alsoMoved.filter(({ accountId }) => inHeadline.has(accountId))).toEqual([])
        const shown = new Set(lines.map(({ accountId }) => accountId))
        const changed = new Set(digest.contracts.changes.map(({ accountId }) => accountId))
        for (const id of inHeadline) expect(shown.has(id) || changed.has(id)).toBe(true)
      }),
      { numRuns: 1000 },
    )
    expect(named).toBeGreaterThan(100)
  })
})
