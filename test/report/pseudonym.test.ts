import { describe, expect, it } from 'vitest'
import {
  isNamedIn,
  isPseudonym,
  pseudonymised,
  pseudonymisedIn,
  pseudonymOf,
} from '../../src/report/pseudonym.js'

const mara = { address: 'mara@example.com', names: ['Mara Lind', 'Mara'] }
const third = pseudonymOf(3)

describe('a pseudonym', () => {
  it.each([
    ['mara@example.com', 'person-3@erased.invalid'],
    ['550 <MARA@Example.com>: unknown', '550 <person-3@erased.invalid>: unknown'],
    ['Mara Lind', 'Erased-person-3'],
    ['  mara   LIND ', 'Erased-person-3'],
    ['Ask Mara\nLind, please', 'Ask Erased-person-3, please'],
    ['Mara', 'Erased-person-3'],
  ])('stands for what names somebody: %j', (text, told) => {
    expect(pseudonymised(text, mara, third)).toBe(told)
    expect(isNamedIn(text, mara)).toBe(true)
  })

  it.each([
    ['tamara@example.com'],
    ['mara@example.community'],
    ['mara@example.com.au'],
    ['x-mara@example.com'],
    ['x.mara@example.com'],
    ['Mara Linden'],
    ['Tamara Lind'],
    // A name of one word may be any word.
    ['Ask Mara'],
    [''],
  ])('stands for nothing else: %j', (text) => {
    expect(pseudonymised(text, mara, third)).toBe(text)
    expect(isNamedIn(text, mara)).toBe(false)
  })

  it('is no pattern, whatever somebody is called', () => {
    const odd = { address: 'a+b@example.com', names: ['$& (Bob) [x'] }
    expect(pseudonymised('to a+b@example.com', odd, third)).toBe('to person-3@erased.invalid')
    expect(pseudonymised('aab@example.com', odd, third)).toBe('aab@example.com')
    expect(pseudonymised('by $& (Bob) [x', odd, { name: '$&', address: '' })).toBe('by $&')
  })

  it('is known as one', () => {
    expect(isPseudonym(third.address)).toBe(true)
    expect(isPseudonym('person-3@example.com')).toBe(false)
  })

  it('changes texts in a value, and neither numbers nor fields', () => {
    const value = { 'Mara Lind': 1, by: ['Mara Lind', 2, null, true], in: { a: 'x' } }
    expect(pseudonymisedIn(value, mara, third)).toEqual({
      'Mara Lind': 1,
      by: ['Erased-person-3', 2, null, true],
      in: { a: 'x' },
    })
  })
})
