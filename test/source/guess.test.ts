import { describe, expect, test } from 'vitest'
import { type ExportKind, guessColumns } from '../../src/source/guess.js'

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

  test('that are known already are not guessed again', () => {
    expect(guessColumns(['ID', 'Name', 'Customer'], 'accounts', new Set(['name']))).toEqual(
      new Map([[0, 'account_id']]),
    )
  })
})
