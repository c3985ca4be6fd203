import { describe, expect, test } from 'vitest'
import { type ExportKind, guessColumns, isTurnover, unitOfHeader } from '../../src/source/guess.js'

/** Headers with a column after a colon, as they should be guessed. */
function guessed(headers: readonly string[], kind: ExportKind): string[] {
  const columns = guessColumns(headers, kind)
  return headers.map((header, at) => `${header} → ${columns.get(at) ?? ''}`.trim())
}

describe('the columns of a file', () => {
  test.each<[ExportKind, Record<string, string>]>([
    [
      'accounts',
      {
        'Account ID': 'account_id',
        'Account Name': 'name',
        'Account Owner': 'account_manager',
        'Account Owner: Email': 'account_manager_address',
        'Annual Revenue': 'annual_revenue',
        'Annual Revenue Currency': 'currency',
        'Billing State/Province': '',
        'Last Modified Date': '',
      },
    ],
    [
      'accounts',
      {
        'Record ID': 'account_id',
        'Company name': 'name',
        'Company owner': 'account_manager',
        'Annual Revenue': 'annual_revenue',
        Currency: 'currency',
        'Create Date': '',
      },
    ],
    [
      'accounts',
      {
        'Kunden-Nr': 'account_id',
        Kunde: 'name',
        Betreuer: 'account_manager',
        'E-Mail': 'account_manager_address',
        Jahresumsatz: 'annual_revenue',
        Währung: 'currency',
        Kündigungsfrist: 'notice_days',
        Vertragsende: 'renewal_date',
      },
    ],
    [
      'accounts',
      {
        'Annual Revenue': '',
        MRR: '',
        'Monthly Recurring Revenue': '',
        ARR: 'annual_revenue',
        'Notice period (months)': 'notice_days',
      },
    ],
    ['accounts', { Revenue: '', 'Annual Contract Value (k USD)': 'annual_revenue' }],
    ['accounts', { 'ARR (monthly)': '', 'Monthly Revenue': '', 'Renewal date (old)': '' }],
    [
      'snapshots',
      { Account: 'account_id', 'Health Score (0-10)': 'health', 'Service (1 to 5)': 'service' },
    ],
    ['accounts', { id: 'account_id', name: 'name', 'Customer Name': '', account: '' }],
    [
      'snapshots',
      {
        'Account Name': 'account_id',
        'Health Score': 'health',
        'Health Score Last Updated': 'week',
        CSM: '',
      },
    ],
    [
      'snapshots',
      {
        Company: 'account_id',
        'Company GSID': '',
        'Current Score': 'health',
        'Previous Score': '',
        'Score Last Modified Date': 'week',
        Comments: 'note',
      },
    ],
    ['snapshots', { 'Account Name': '', 'Account ID': 'account_id', RAG: 'pulse', KW: 'week' }],
  ])('of %s: %o', (kind, columns) => {
    const headers = Object.keys(columns)
    expect(guessed(headers, kind)).toEqual(
      headers.map((header) => `${header} → ${columns[header] ?? ''}`.trim()),
    )
  })

  test.each([
    ['Notice period (months)', 'Notice period', { kind: 'of', span: 'month' }],
    ['Notice in weeks', 'Notice', { kind: 'of', span: 'week' }],
    ['Monthly Revenue', 'Revenue', { kind: 'of', span: 'month' }],
    ['Revenue (k USD)', 'Revenue', { kind: 'times', times: 1000 }],
    ['Umsatz [TEUR]', 'Umsatz', { kind: 'times', times: 1000 }],
    ['Revenue in thousands', 'Revenue', { kind: 'times', times: 1000 }],
    ["ARR ($'000)", 'ARR', { kind: 'times', times: 1000 }],
    ['ARR, in EUR million', 'ARR', { kind: 'times', times: 1_000_000 }],
    ['Health Score (0-10)', 'Health Score', { kind: 'scale', scale: '0-10' }],
    ['Health (out of 5)', 'Health', { kind: 'scale', scale: '0-5' }],
    ['ARR (USD)', 'ARR', { kind: 'usual' }],
    ['Account Owner (Email)', 'Account Owner (Email)', null],
    ['Made in Germany', 'Made in Germany', null],
  ])('of %s, without its unit', (header, bare, unit) => {
    expect(unitOfHeader(header)).toEqual({ bare, unit })
  })

  test.each([
    ['Annual Revenue', true],
    ['Revenue (k USD)', true],
    ['Jahresumsatz', true],
    ['annual_revenue', false],
    ['ARR', false],
  ])('%s may be the turnover of a customer: %s', (header, may) => {
    expect(isTurnover(header)).toBe(may)
  })

  test('that are known already are not guessed again', () => {
    expect(guessColumns(['ID', 'Name', 'Customer'], 'accounts', new Set(['name']))).toEqual(
      new Map([[0, 'account_id']]),
    )
  })
})
