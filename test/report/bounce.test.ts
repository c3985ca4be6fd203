import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bounceOf, bounceWords } from '../../src/report/bounce.js'

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
    ['failed', '5.1.1111', 'failed', 'permanent', '5.0.0', 'bounced 5.0.0'],
    ['delayed', 'soon', 'delayed', 'transient', '4.0.0', 'delayed 4.0.0'],
  ])('%s with %s', (action, status, ...[expected, kind, code, words]) => {
    const bounce = bounceOf({ action, status, diagnostic: null })
    expect(bounce).toEqual({ action: expected, kind, status: code, diagnostic: null })
    expect(bounce && bounceWords(bounce)).toBe(words)
  })

  test.each(['delivered', 'relayed', 'expanded', '', 'failed;', 'FAIL'])(
    '%j is no news',
    (action) => {
      expect(bounceOf({ action, status: '5.1.1', diagnostic: null })).toBeNull()
    },
  )

  test('whatever a diagnostic holds, it becomes one line of at most 300 characters', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 2000 })
    fc.assert(
      fc.property(anything, (diagnostic) => {
        const told = bounceOf({ action: 'failed', status: null, diagnostic })?.diagnostic ?? ''
        expect(told).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
        expect([...told].length).toBeLessThanOrEqual(300)
      }),
    )
  })

  test('a diagnostic of nothing but blanks is none, and one of megabytes is cut', () => {
    expect(bounceOf({ action: 'failed', status: null, diagnostic: ' \r\n\t' })?.diagnostic).toBe(
      null,
    )
    const long = bounceOf({ action: 'failed', status: null, diagnostic: 'x'.repeat(5_000_000) })
    expect(long?.diagnostic).toHaveLength(300)
  })
})
