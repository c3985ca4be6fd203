import { describe, expect, test } from 'vitest'
import { didYouMean, nearest } from '../../src/config/misspelling.js'

describe('the nearest name', () => {
  const cases: [text: string, most: number, found: string | undefined][] = [
    ['relationship', 0, 'relationship'],
    ['Relationship', 0, 'relationship'],
    ['relationshp', 1, 'relationship'],
    ['relationnship', 1, 'relationship'],
    ['relatoinship', 1, 'relationship'],
    ['reletionship', 1, 'relationship'],
    ['eRlationshpi', 2, 'relationship'],
    ['eRlationshpi', 1, undefined],
    ['services', 1, 'service'],
    ['', 4, undefined],
  ]

  test.each(cases)('%s within %i: %s', (text, most, found) => {
    expect(nearest(text, ['relationship', 'service'], most)).toBe(found)
  })

  test('fewer slips win over an earlier place', () => {
    expect(nearest('tzz', ['tazz', 'tzz'], 2)).toBe('tzz')
  })

  test('a question only where something is near', () => {
    expect(didYouMean('regoin', ['region', 'tz'])).toBe('Did you mean region? ')
    expect(didYouMean('colour', ['region', 'tz'])).toBe('')
  })

  test('a long text takes no time', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    expect(nearest('x'.repeat(100_000), zones, 4)).toBeUndefined()
  })
})
