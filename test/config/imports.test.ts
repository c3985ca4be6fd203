import { describe, expect, it, test } from 'vitest'
import { describeFault } from '../../src/config/config.js'
import type { PulledSource } from '../../src/config/imports.js'
import { configOf, faultsOf } from './reading.js'

const plain = { options: '' }

describe('where accounts and snapshots come from', () => {
  it.each<[string, Record<string, string>, PulledSource]>([
    ['a file', { '': './a b.csv' }, { from: { kind: 'file', path: './a b.csv' }, ...plain }],
    [
      'a file: path',
      { '': 'file:/x/a.csv' },
      { from: { kind: 'file', path: '/x/a.csv' }, ...plain },
    ],
    ['a pattern', { '': 'x/h-*.csv' }, { from: { kind: 'file', path: 'x/h-*.csv' }, ...plain }],
    [
      'a Windows path',
      { '': 'C:\\exports\\h.csv' },
      { from: { kind: 'file', path: 'C:\\exports\\h.csv' }, ...plain },
    ],
    [
      'an address',
      { '': 'https://crm.example.com/r?id=1' },
      { from: { kind: 'https', url: 'https://crm.example.com/r?id=1', header: null }, ...plain },
    ],
    [
      'an address with a header',
      { '': 'https://crm.example.com/r', _HEADER: 'Authorization: Bearer abc' },
      {
        from: {
          kind: 'https',
          url: 'https://crm.example.com/r',
          header: { name: 'Authorization', value: 'Bearer abc' },
        },
        ...plain,
      },
    ],
    [
      'a database',
      { '': 'sqlite:crm.db', _QUERY: 'select 1', _OPTIONS: '--dates mdy' },
      { from: { kind: 'sqlite', path: 'crm.db', query: 'select 1' }, options: '--dates mdy' },
    ],
    [
      'a database as a URL has it',
      { '': 'sqlite:///var/crm.db', _QUERY: 'with a as (select 1)\nselect * from a' },
      {
        from: {
          kind: 'sqlite',
          path: '/var/crm.db',
          query: 'with a as (select 1)\nselect * from a',
        },
        ...plain,
      },
    ],
  ])('%s', (_what, written, source) => {
    for (const kind of ['ACCOUNTS', 'SNAPSHOTS']) {
      const settings = Object.fromEntries(
        Object.entries(written).map(([end, text]) => [`IMPORT_${kind}${end}`, text]),
      )
      const { imports } = configOf(settings)
      expect(kind === 'ACCOUNTS' ? imports.accounts : imports.snapshots).toEqual(source)
    }
  })

  it.each<[Record<string, string>, string, RegExp]>([
    [{ '': 'http://crm.example.com/r' }, '', /Write https/],
    [{ '': 'postgres://u:p4ssw0rd@db/crm' }, '', /not read yet/],
    [{ '': 'ftp://crm.example.com/r' }, '', /exports\/accounts/],
    [{ '': 'https://' }, '', /exports\/accounts/],
    [{ '': 'https://u:p4ssw0rd@crm.example.com/r' }, '', /_HEADER/],
    [{ '': 'exports-*/a.csv' }, '', /not of a folder/],
    [{ '': 'sqlite:' }, '', /crm\.db/],
    [{ '': 'sqlite:a-*.db' }, '', /crm\.db/],
    [{ '': 'sqlite:a.db' }, '_QUERY', /select id/],
    [{ '': 'sqlite:a.db', _QUERY: 'delete from a' }, '_QUERY', /select id/],
    [{ '': 'a.csv', _QUERY: 'select 1' }, '_QUERY', /leave this one empty/],
    [{ '': 'a.csv', _HEADER: 'A: p4ssw0rd' }, '_HEADER', /leave this one empty/],
    [{ _OPTIONS: '--dates mdy' }, '_OPTIONS', /Set IMPORT_/],
    [{ '': 'https://a.example', _HEADER: 'p4ssw0rd' }, '_HEADER', /Bearer TOKEN/],
    [{ '': 'https://a.example', _HEADER: 'A: p4ssw0rd\nB: c' }, '_HEADER', /Bearer TOKEN/],
    [{ '': 'https://a.example', _HEADER: 'Host: p4ssw0rd' }, '_HEADER', /Bearer TOKEN/],
  ])('is refused: %j', (written, end, cure) => {
    for (const kind of ['ACCOUNTS', 'SNAPSHOTS']) {
      const faults = faultsOf(
        Object.fromEntries(
          Object.entries(written).map(([end, text]) => [`IMPORT_${kind}${end}`, text]),
        ),
      )
      expect(faults).toEqual([
        expect.objectContaining({
          variable: `IMPORT_${kind}${end}`,
          cure: expect.stringMatching(cure),
        }),
      ])
      expect(faults.map(describeFault).join()).not.toContain('p4ssw0rd')
    }
  })

  test('all that is wrong is told at once', () => {
    const faults = faultsOf({
      IMPORT_ACCOUNTS: 'a.csv',
      IMPORT_ACCOUNTS_QUERY: 'select 1',
      IMPORT_ACCOUNTS_HEADER: 'A: b',
      IMPORT_SNAPSHOTS: 'sqlite:a.db',
      IMPORT_AT: 'soon',
    })
    expect(faults.map(({ variable }) => variable).sort()).toEqual([
      'IMPORT_ACCOUNTS_HEADER',
      'IMPORT_ACCOUNTS_QUERY',
      'IMPORT_AT',
      'IMPORT_SNAPSHOTS_QUERY',
    ])
  })
})

describe('IMPORT_AT', () => {
  it.each([
    ['2 hours', 120],
    ['1 hour', 60],
    ['45 minutes', 45],
    ['90min', 90],
    ['15 MINUTES', 15],
    ['24h', 1440],
  ])('%s', (text, minutes) => {
    expect(configOf({ IMPORT_AT: text }).imports.minutesBefore).toBe(minutes)
  })

  it.each(['14 minutes', '25 hours', '2', '2 days', '-1 hours', '1.5 hours'])(
    '%s is refused',
    (text) => {
      expect(faultsOf({ IMPORT_AT: text })).toMatchObject([{ variable: 'IMPORT_AT' }])
    },
  )
})
