import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import { contractsView } from '../../src/mail/view/contract-lines.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { adminDigest } from '../../src/report/digest/admin.js'
import { type DigestBody, executiveDigest } from '../../src/report/digest/digest.js'
import { ledger } from '../fixture/digest.js'
import { facts } from '../fixture/history.js'
import { sheet } from '../fixture/mail-sheet.js'
import { factsFrom, quiet } from '../fixture/portfolio.js'
import { anyBusyPortfolio, anyToldPortfolio, reportBefore } from '../report/arbitraries.js'

type Contracts = DigestBody['contracts']
type Bridge = NonNullable<Contracts['bridge']>

const still = executiveDigest(factsFrom(quiet), null, null)

const nothing: Bridge = {
  previous: 0,
  new: 0,
  back: 0,
  grown: 0,
  desiredAgain: 0,
  lost: 0,
  cut: 0,
  noLongerDesired: 0,
  exchange: 0,
  total: 0,
}

function linesOf(steps: Partial<Bridge>, changes: Contracts['changes'] = []) {
  const bridge = { ...nothing, ...steps }
  const contracts = { ...still.contracts, bridge, changes }
  const view = contractsView({ contracts, retention: still.retention }, sheet)
  return (view?.lines ?? []).map(({ label, names, amount }) => [label, names, amount])
}

const cents = fc.integer({ min: 0, max: 5_000_000_000_00 }).map((amount) => amount / 100)
const less = fc.oneof(fc.constant(0), cents, cents)
const anyBridge: fc.Arbitrary<Partial<Bridge>> = fc.oneof(
  ...[1, 1e-3, 1e-5].map((scale) =>
    fc
      .record({
        previous: cents,
        new: less,
        back: less,
        grown: less,
        desiredAgain: less,
        lost: less,
        cut: less,
        noLongerDesired: less,
        exchange: fc.tuple(less, fc.constantFrom(-1, 1)).map(([amount, sign]) => amount * sign),
      })
      .map((steps) =>
        Object.fromEntries(
          Object.entries(steps).map(([step, amount]) => [
            step,
            Math.round(amount * scale * 100) / 100,
          ]),
        ),
      ),
  ),
)

/** In the last digit that is shown of it: `−$1,203K` is −1203 of `K`. */
function shownIn(amount: string): readonly [digits: number, unit: string] {
  const [, sign = '', digits = '', unit = ''] = /^([+−]?)\$([\d,]+)(\D*)$/.exec(amount) ?? []
  expect(digits, amount).not.toBe('')
  return [Number(digits.replaceAll(',', '')) * (sign === '−' ? -1 : 1), unit]
}

describe('the bridge of contracts', () => {
  it('adds up in the figures that are shown, to the rounded total, whatever happened', () => {
    fc.assert(
      fc.property(anyBridge, (steps) => {
        const { previous = 0, lost = 0, cut = 0, noLongerDesired = 0, ...more } = steps
        const exact =
          previous +
          Object.values(more).reduce((sum, amount) => sum + amount, 0) -
          (lost + cut + noLongerDesired)
        fc.pre(exact >= 0)
        const amounts = linesOf(steps).map(([, , amount = '']) => shownIn(amount))
        if (amounts.length === 0) return
        const digits = amounts.map(([one]) => one)
        const units = new Set(amounts.filter(([one]) => one !== 0).map(([, unit]) => unit))
        expect(units.size).toBeLessThanOrEqual(1)
        const total = digits.at(-1) ?? 0
        expect(digits.slice(0, -1).reduce((sum, one) => sum + one, 0)).toBe(total)
        const size = { '': 1, K: 1e3, M: 1e6, B: 1e9 }[[...units][0] ?? ''] ?? 0
        expect(Math.abs(total * size - exact)).toBeLessThanOrEqual(size / 2 + 0.01)
      }),
      { numRuns: 1000 },
    )
  })

  it('adds up over a portfolio', () => {
    fc.assert(
      fc.property(anyToldPortfolio, (histories) => {
        const digest = executiveDigest(facts(histories, { reportBefore }), null, null)
        const lines = contractsView(digest, sheet)?.lines ?? []
        const amounts = lines.map(({ amount }) => shownIn(amount)[0])
        expect(amounts.slice(0, -1).reduce((sum, one) => sum + one, 0)).toBe(amounts.at(-1) ?? 0)
      }),
    )
  })

  it.each<[string, Partial<Bridge>, string[][]]>([
    ['nothing happened', { previous: 500, total: 500 }, []],
    [
      'below a million every amount is a whole one',
      { previous: 100_000.4, new: 2_000.4, cut: 500.4, total: 101_500.4 },
      [
        ['Last report', '', '$100,000'],
        ['New', '', '+$2,000'],
        ['Cut', '', '−$500'],
        ['Now', '', '$101,500'],
      ],
    ],
    [
      'from a million on, in thousands',
      { previous: 12_345_678, lost: 345_678, total: 12_000_000 },
      [
        ['Last report', '', '$12,346K'],
        ['Lost', '', '−$346K'],
        ['Now', '', '$12,000K'],
      ],
    ],
    [
      'the total alone reaches a million, in thousands as well',
      { previous: 900_000, new: 200_000, total: 1_100_000 },
      [
        ['Last report', '', '$900K'],
        ['New', '', '+$200K'],
        ['Now', '', '$1,100K'],
      ],
    ],
    [
      'there are seven digits of thousands, in millions',
      { previous: 1_234_567_890, new: 1_000_000, total: 1_235_567_890 },
      [
        ['Last report', '', '$1,235M'],
        ['New', '', '+$1M'],
        ['Now', '', '$1,236M'],
      ],
    ],
    [
      'what the rounding takes goes to the largest step',
      { previous: 2_000_400, new: 100_400, grown: 1_400, total: 2_102_200 },
      [
        ['Last report', '', '$2,000K'],
        ['New', '', '+$101K'],
        ['Grown', '', '+$1K'],
        ['Now', '', '$2,102K'],
      ],
    ],
  ])('where %s', (_, steps, lines) => {
    expect(linesOf(steps)).toEqual(lines)
  })

  it('names whose contracts they are, those that it counts alone', () => {
    const lost = (name: string, inBridge: boolean): Contracts['changes'][number] => ({
      accountId: name,
      name,
      accountManager: 'Ada Park',
      kind: 'lost',
      amount: 10,
      before: null,
      after: null,
      on: '2026-11-18',
      learnedLate: false,
      reason: null,
      inBridge,
    })
    const named = (...changes: Contracts['changes']) =>
      linesOf({ previous: 100, lost: 30, total: 70 }, changes)[1]?.[1]
    expect(named(lost('A', true), lost('B', false))).toBe('A')
    expect(named(...['A', 'B', 'C', 'D'].map((name) => lost(name, true)))).toBe('A, B and 2 others')
  })
})

describe('no amount with seven digits after its sign, which filters take for advance-fee fraud', () => {
  const fraud = /(\$|usd).?\d{1,3}[,.]\d{3}[,.]\d{3}/i
  const ada = { name: 'Ada Park', address: 'ada@example.com' }

  it('the pattern finds one', () => {
    expect('at risk: $1,234,567 a year').toMatch(fraud)
  })

  it.each(['executive', 'account-manager', 'admin'] as const)('in any mail: %s', (role) => {
    fc.assert(
      fc.property(fc.oneof(anyToldPortfolio, anyBusyPortfolio), (histories) => {
        const told = facts(histories, { reportBefore })
        const digest =
          role === 'executive'
            ? executiveDigest(told, null, null)
            : role === 'admin'
              ? adminDigest(told, null, ledger)
              : accountManagerDigest(told, ada)
        const { subject, html, text } = renderMessage(digest)
        for (const part of [subject, html, text]) expect(fraud.exec(part)?.[0]).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })
})
