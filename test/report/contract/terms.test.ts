import { describe, expect, it } from 'vitest'
import { type Terms, termsDifferences } from '../../../src/report/contract/terms.js'

const day = '2026-09-30'

const plain: Terms = {
  name: 'Quay Terminal',
  accountManager: { name: 'Jon Abel', address: 'jon@example.com' },
  annualRevenue: 300_000_000,
  currency: 'USD',
  noticeDays: 90,
  region: 'West',
  segment: null,
  renewalDate: null,
  desired: true,
  desiredReason: null,
  startedOn: '2020-01-01',
  endedOn: null,
  endReason: null,
  tender: null,
}

describe('what an import says otherwise of an account', () => {
  it.each<[string, Partial<Terms>, Partial<Terms>, object[]]>([
    ['nothing', {}, {}, []],
    [
      'ended',
      {},
      { endedOn: '2026-08-31', endReason: 'sold' },
      [{ kind: 'ended', on: '2026-08-31', reason: 'sold' }],
    ],
    ['ended on the very day', {}, { endedOn: day }, [{ kind: 'ended', on: day, reason: null }]],
    [
      'notice given',
      {},
      { endedOn: '2026-10-01' },
      [{ kind: 'notice-given', lastDay: '2026-10-01' }],
    ],
    [
      'notice withdrawn',
      { endedOn: '2026-12-31' },
      {},
      [{ kind: 'notice-withdrawn', lastDay: '2026-12-31' }],
    ],
    [
      'ended before the last day that was told',
      { endedOn: '2026-12-31' },
      { endedOn: day },
      [{ kind: 'ended', on: day, reason: null }],
    ],
    [
      'a last day moved',
      { endedOn: '2026-12-31' },
      { endedOn: '2027-03-31' },
      [{ kind: 'last-day-moved', before: '2026-12-31', after: '2027-03-31' }],
    ],
    [
      'a last day corrected',
      { endedOn: '2026-08-31' },
      { endedOn: '2026-07-31' },
      [{ kind: 'last-day-moved', before: '2026-08-31', after: '2026-07-31' }],
    ],
    ['back', { endedOn: '2026-08-31' }, {}, [{ kind: 'back', endedOn: '2026-08-31' }]],
    [
      'back, and on notice',
      { endedOn: '2026-08-31' },
      { endedOn: '2026-12-31' },
      [
        { kind: 'back', endedOn: '2026-08-31' },
        { kind: 'notice-given', lastDay: '2026-12-31' },
      ],
    ],
    [
      'no longer desired',
      {},
      { desired: false, desiredReason: 'too risky' },
      [{ kind: 'no-longer-desired', reason: 'too risky' }],
    ],
    ['desired again', { desired: false, desiredReason: 'x' }, {}, [{ kind: 'desired-again' }]],
    [
      'grown',
      {},
      { annualRevenue: 300_000_001 },
      [
        {
          kind: 'grown',
          before: { amount: 300_000_000, currency: 'USD' },
          after: { amount: 300_000_001, currency: 'USD' },
        },
      ],
    ],
    ['cut', {}, { annualRevenue: 0 }, [expect.objectContaining({ kind: 'cut' })]],
    [
      'in another currency',
      {},
      { currency: 'EUR' },
      [expect.objectContaining({ kind: 'another-currency' })],
    ],
    [
      'handed over',
      {},
      { accountManager: { name: 'Mara Lind', address: 'mara@example.com' } },
      [
        {
          kind: 'handed-over',
          before: plain.accountManager,
          after: { name: 'Mara Lind', address: 'mara@example.com' },
        },
      ],
    ],
    [
      'the same person at another address',
      {},
      {
        accountManager: { name: 'Jon Abel', address: 'j.abel@example.com' },
      },
      [expect.objectContaining({ kind: 'manager-corrected' })],
    ],
    [
      'the same person under another name',
      {},
      {
        accountManager: { name: 'Jon Abel-Lind', address: 'JON@example.com' },
      },
      [expect.objectContaining({ kind: 'manager-corrected' })],
    ],
    ['renamed', {}, { name: 'Quay' }, [{ kind: 'renamed', before: 'Quay Terminal' }]],
    ['out to tender', { tender: false }, { tender: true }, [{ kind: 'out-to-tender' }]],
    ['tender closed', { tender: true }, { tender: false }, [{ kind: 'tender-closed' }]],
    ['asked for the first time, and in none', {}, { tender: false }, []],
    [
      'all else, by its column',
      {},
      { region: null, noticeDays: 30 },
      [
        { kind: 'other', column: 'notice_days', before: 90, after: 30 },
        { kind: 'other', column: 'region', before: 'West', after: null },
      ],
    ],
    [
      'several things, what matters most first',
      {},
      {
        name: 'Quay',
        annualRevenue: 1,
        desired: false,
        endedOn: '2026-12-31',
        segment: 'ports',
      },
      ['notice-given', 'no-longer-desired', 'cut', 'renamed', 'other'].map((kind) =>
        expect.objectContaining({ kind }),
      ),
    ],
  ])('%s', (_what, was, is, found) => {
    expect(termsDifferences({ ...plain, ...was }, { ...plain, ...is }, day)).toEqual(found)
  })

  it('a new one is told with its revenue, and with what is not usual of it', () => {
    const revenue = { amount: 300_000_000, currency: 'USD' }
    expect(termsDifferences(null, plain, day)).toEqual([{ kind: 'added', revenue }])
    const leaving = { ...plain, endedOn: '2026-12-31', desired: false } as const
    expect(termsDifferences(null, leaving, day)).toEqual([
      { kind: 'added', revenue },
      { kind: 'notice-given', lastDay: '2026-12-31' },
      { kind: 'no-longer-desired', reason: null },
    ])
  })
})
