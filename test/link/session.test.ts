import { describe, expect, test } from 'vitest'
import { formToken, isFormToken, readSession, sessionToken } from '../../src/link/session.js'
import { linkHash, linkIdOf, sameText, signed, verified } from '../../src/link/token.js'
import { key, keys } from './key.js'

const session = {
  linkId: 'l-1',
  purpose: 'update',
  device: 'd-1',
  usedAt: 1_794_000_000_000,
} as const

describe('a cookie', () => {
  test('says which link was opened, and in which browser', () => {
    expect(readSession(sessionToken(session, keys), keys)).toEqual(session)
  })

  test('is refused when it was made up, or by a key that is retired', () => {
    expect(readSession('v1.k2.e30.AAAA', keys)).toBeNull()
    expect(readSession(sessionToken(session, [key('k0')]), keys)).toBeNull()
    for (const odd of [
      ['l-1', 'session', 'd-1', 1],
      ['l-1', 'update', 'd-1'],
    ]) {
      expect(readSession(signed(JSON.stringify(odd), 'session', keys), keys)).toBeNull()
    }
  })
})

describe('a cookie of ours that says something else', () => {
  test.each([
    ['a purpose that no link has', ['l-1', 'form', 'd-1', 1]],
    ['another such purpose', ['l-1', 'link id', 'd-1', 1]],
    ['a third', ['l-1', 'return path', 'd-1', 1]],
    ['one that nobody knows', ['l-1', 'admin', 'd-1', 1]],
    ['no link', [1, 'update', 'd-1', 1]],
    ['no browser', ['l-1', 'update', 2, 1]],
    ['no time', ['l-1', 'update', 'd-1', '1']],
    ['neither', [1, 'update', 2, 1]],
    ['nothing', []],
  ])('is refused: %s', (_what, said) => {
    expect(readSession(signed(JSON.stringify(said), 'session', keys), keys)).toBeNull()
  })
})

test('what was given out stays valid from version to version', () => {
  expect(formToken('ada', keys)).toBe('AnGfVyctAXC8T5p7bLH-qC2pD7PuHUJYD29h1Bq0fN0')
  expect(linkIdOf('update 7', keys)).toBe('3CXf7y2oM8Q0H8gf')
})

describe('a signature', () => {
  test('with a name that no key has is none, though one of the keys made it', () => {
    const renamed = { ...key('k2'), id: 'k9' }
    expect(verified(signed('text', 'session', [renamed]), 'session', keys)).toBeNull()
    expect(verified(signed('text', 'session', keys), 'session', keys)).toBe('text')
  })

  test.each([
    ['a', 'a', true],
    ['', '', true],
    ['a', 'b', false],
    ['a', 'ab', false],
    ['', '\0', false],
    ['\0\0\0', '\0', false],
    ['ä', 'a\u0308', false],
  ])('%j is the same text as %j: %s', (given, expected, same) => {
    expect(sameText(given, expected)).toBe(same)
  })
})

describe('the hidden value of a form', () => {
  test('belongs to one visitor', () => {
    expect(isFormToken(formToken('ada', keys), 'ada', keys)).toBe(true)
    expect(isFormToken(formToken('bob', keys), 'ada', keys)).toBe(false)
    expect(isFormToken('', 'ada', keys)).toBe(false)
  })

  test('outlives a change of the signing key', () => {
    const before = formToken('ada', [key('k1')])
    expect(isFormToken(before, 'ada', keys)).toBe(true)
    expect(isFormToken(formToken('ada', [key('k0')]), 'ada', keys)).toBe(false)
  })
})

test('the id of a link is the same for the same name and key, and tells nothing by its hash', () => {
  const id = linkIdOf('update 7', keys)
  expect(linkIdOf('update 7', keys)).toBe(id)
  expect(linkIdOf('update 8', keys)).not.toBe(id)
  expect(linkIdOf('update 7', [key('k1')])).not.toBe(id)
  expect(linkHash(id)).toMatch(/^[0-9a-f]{64}$/)
})
