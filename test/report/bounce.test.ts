import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bounceInWords, bounceOf, bounceWords } from '../../src/report/bounce.js'

describe('what the fields of a report mean', () => {
  test.each([
    ['failed', '5.1.1', 'failed', 'permanent', '5.1.1', 'bounced 5.1.1'],
    [
      ' Failed ',
      '5.1.1 (bad destination mailbox)',
      'failed',
      'permanent',
      '5.1.1',
      'bounced 5.1.1',
    ],
    ['failed', '4.4.7', 'failed', 'transient', '4.4.7', 'bounced 4.4.7'],
    ['delayed', '4.4.1', 'delayed', 'transient', '4.4.1', 'delayed 4.4.1'],
    ['delayed', '5.1.1', 'delayed', 'transient', '5.1.1', 'delayed 5.1.1'],
    ['failed', null, 'failed', 'permanent', '5.0.0', 'bounced 5.0.0'],
    ['failed', '2.0.0', 'failed', 'permanent', '5.0.0', 'bounced 5.0.0'],
    ['failed', '  5.1.1', 'failed', 'permanent', '5.1.1', 'bounced 5.1.1'],
    ['failed', '5.123.1', 'failed', 'permanent', '5.123.1', 'bounced 5.123.1'],
    ['failed', '5.1.123', 'failed', 'permanent', '5.1.123', 'bounced 5.1.123'],
    ['delayed', 'after 5.1.1', 'delayed', 'transient', '4.0.0', 'delayed 4.0.0'],
    ['failed', '5.1.1111', 'failed', 'permanent', '5.0.0', 'bounced 5.0.0'],
    ['delayed', 'soon', 'delayed', 'transient', '4.0.0', 'delayed 4.0.0'],
    ['expired', null, 'failed', 'transient', '4.0.0', 'bounced 4.0.0'],
    ['Expired', '4.4.7', 'failed', 'transient', '4.4.7', 'bounced 4.4.7'],
    ['expired', '5.4.7', 'failed', 'transient', '5.4.7', 'bounced 5.4.7'],
    ['', '5.3.0', 'failed', 'permanent', '5.3.0', 'bounced 5.3.0'],
  ])('%s with %s', (action, status, ...[expected, kind, code, words]) => {
    const bounce = bounceOf({ action, status, diagnostic: null })
    expect(bounce).toEqual({ action: expected, kind, status: code, diagnostic: null })
    expect(bounce !== null && bounce !== 'success' && bounceWords(bounce)).toBe(words)
  })

  test.each(['delivered', 'relayed', 'expanded', 'deliverable', ' Relayed '])(
    '%j is no news',
    (action) => {
      expect(bounceOf({ action, status: '2.1.5', diagnostic: null })).toBe('success')
    },
  )

  test.each([
    ['failed;', '5.1.1'],
    ['FAIL', '5.1.1'],
    ['constructor', '5.1.1'],
    ['', '4.4.7'],
    ['', '2.0.0'],
    ['', null],
  ])('%j with %s is nothing that anybody defined', (action, status) => {
    expect(bounceOf({ action, status, diagnostic: null })).toBeNull()
  })

  test('whatever a diagnostic holds, it becomes one line of at most 300 characters', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 2000 })
    fc.assert(
      fc.property(anything, (diagnostic) => {
        const told = diagnosticOf(diagnostic) ?? ''
        expect(told).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect([...told].length).toBeLessThanOrEqual(300)
      }),
    )
  })

  test('a diagnostic of nothing but blanks is none, and one of megabytes is cut', () => {
    expect(diagnosticOf(' \r\n\t')).toBe(null)
    expect(diagnosticOf('x'.repeat(5_000_000))).toHaveLength(300)
  })
})

function diagnosticOf(diagnostic: string): string | null {
  const told = bounceOf({ action: 'failed', status: null, diagnostic })
  return told === null || told === 'success' ? null : told.diagnostic
}

test('what fits is kept whole; what does not ends in a word and an ellipsis', () => {
  expect(diagnosticOf(' 552  mailbox\tfull ')).toBe('552 mailbox full')
  expect(diagnosticOf('x'.repeat(300))).toBe('x'.repeat(300))
  expect(diagnosticOf('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`)
  expect(diagnosticOf(`${'x'.repeat(298)} yz`)).toBe(`${'x'.repeat(298)}…`)
  // What comes after ten times as much is not even looked at.
  expect(diagnosticOf(`${' '.repeat(2999)}x`)).toBe('x')
  expect(diagnosticOf(`${' '.repeat(3000)}x`)).toBe(null)
})

describe('a bounce in words', () => {
  test('has nothing but its first lines, on one line', () => {
    const bounce = bounceInWords(`failure notice:\r\n\r\n${'no such mailbox '.repeat(1000)}`)
    expect(bounce).toMatchObject({ action: 'in-words', kind: null, status: null })
    expect(bounce.diagnostic).toMatch(/^failure notice: no such mailbox no such/)
    expect([...(bounce.diagnostic ?? '')].length).toBeLessThanOrEqual(600)
    expect(bounceInWords(' \n').diagnostic).toBe(null)
    expect(bounceWords(bounce)).toBe('came back, in a form that can’t be read')
  })
})
