import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mailAddress } from '../../src/address.js'
import {
  isSigned,
  longestReturnLocal,
  readReturnPaths,
  readReturnTag,
  returnPath,
  returnTag,
} from '../../src/link/return-path.js'
import { key, keys } from './key.js'

const base = 'bounces@example.com'
const delivery = {
  deliveryId: 12,
  kind: 'report',
  week: '2026-W47',
  role: 'executive',
  address: 'jon@example.com',
}
const path = returnPath(base, delivery, keys)
const [local = ''] = path.split('@')

describe('a signed return path', () => {
  test('is an address of its own that says which delivery it was', () => {
    expect(path).toMatch(/^bounces\+12\.[0-9a-f]{24}@example\.com$/)
    expect(mailAddress(path)).toBe(path)
    const [named] = readReturnPaths(path)
    expect(named).toMatchObject({ deliveryId: 12 })
    expect(isSigned(named?.signature ?? '', delivery, keys)).toBe(true)
    expect(readReturnTag(returnTag(delivery, keys))).toEqual(named)
  })

  test('stays what was mailed, from version to version, whatever the case of the address', () => {
    const mailed = 'bounces+12.660caf101df1ff23d4e6fe59@example.com'
    expect(path).toBe(mailed)
    expect(returnPath(base, { ...delivery, address: 'JON@Example.com' }, keys)).toBe(mailed)
  })

  test.each([1, 12, 123, 99_999_999_999])('names delivery %i', (deliveryId) => {
    const of = { ...delivery, deliveryId }
    const signature = returnTag(of, keys).split('.')[1]
    expect(readReturnTag(returnTag(of, keys).toUpperCase())).toEqual({ deliveryId, signature })
    expect(readReturnPaths(returnPath(base, of, keys))).toEqual([{ deliveryId, signature }])
  })

  test('is no tag with anything before it or behind it', () => {
    const tag = returnTag(delivery, keys)
    for (const text of [`x${tag}`, `1 ${tag}`, `${tag}0`, `${tag} `, tag.slice(0, -1), '', '12.']) {
      expect(readReturnTag(text)).toBeNull()
    }
  })

  test('survives servers that change its case', () => {
    for (const changed of [path.toUpperCase(), path.toLowerCase()]) {
      expect(readReturnPaths(changed)).toEqual(readReturnPaths(path))
    }
  })

  test('has at most 64 characters before the @, however many deliveries there are', () => {
    const longest = `${'b'.repeat(longestReturnLocal)}@example.com`
    const [local = ''] = returnPath(
      longest,
      { ...delivery, deliveryId: 99_999_999_999 },
      keys,
    ).split('@')
    expect(local).toHaveLength(64)
  })

  test.each([
    { deliveryId: 13 },
    { address: 'ann@example.com' },
    { week: '2026-W46' },
    { kind: 'held' },
    { role: 'admin' },
  ])('is worth nothing for a delivery that differs in %o', (other) => {
    const signature = readReturnPaths(path)[0]?.signature ?? ''
    expect(isSigned(signature, { ...delivery, ...other }, keys)).toBe(false)
  })

  test('holds under every key that is kept, and under no other', () => {
    const signature = readReturnPaths(path)[0]?.signature ?? ''
    expect(isSigned(signature, delivery, [key('newer'), ...keys])).toBe(true)
    expect(isSigned(signature, delivery, [key('newer')])).toBe(false)
  })

  test('does not hold when any character of its signature is another', () => {
    const signature = readReturnPaths(path)[0]?.signature ?? ''
    const digit = fc.constantFrom(...'0123456789abcdef')
    fc.assert(
      fc.property(fc.nat({ max: signature.length - 1 }), digit, (at, other) => {
        fc.pre(signature[at] !== other)
        const forged = signature.slice(0, at) + other + signature.slice(at + 1)
        expect(isSigned(forged, delivery, keys)).toBe(false)
      }),
    )
  })

  test.each([
    ['with a name', `Bounces <${path}>`],
    ['in quotation marks', path.replace(/^(.*)@/, '"$1"@')],
    ['with a backslash in them', path.replace(/^(.*)\+(.*)@/, '"$1\\+$2"@')],
    ['behind the tag of a relay (BATV)', `prvs=190694bd6d=${path}`],
    ['behind the tag of another kind', `"btv1==190694bd6d4==${path}"`],
    ['in the address of a forwarder (SRS)', `SRS0=Kx3d=NW=example.com=${local}@forward.example`],
    ['in the address of a second one', `SRS1=c2=first.example==Kx=NW=${path}@second.example`],
    ['in the address of a list (VERP)', `list-return-7-${local}=example.com@list.example`],
    ['with a backslash before a digit', path.replace('+12.6', '+12.\\6')],
    ['with an encoded plus', path.replace('+', '+2B')],
    ['with one of a link', path.replace('+', '%2B')],
    ['with one of quoted-printable', `=?utf-8?Q?${path.replace('+', '=2B')}?=`],
    ['behind others', `jon@example.com, Ann <ann@example.com>, ${path}`],
    ['of an address that was another then', path.replace('bounces', 'returns')],
  ])('is read as other systems write it: %s', (_how, field) => {
    expect(readReturnPaths(field)).toEqual(readReturnPaths(path))
    expect(isSigned(readReturnPaths(field)[0]?.signature ?? '', delivery, keys)).toBe(true)
  })

  test.each([
    'bounces@example.com',
    'bounces+12@example.com',
    path.replace('+12.', '+012.'),
    path.replace('+12.', '+-12.'),
    path.replace('+12.', '+123456789012.'),
    path.replace('+12.', '12.'),
    `${path.replace('@', 'a@')}`,
    '',
    '@',
    'é'.repeat(1000),
  ])('is not read in %j', (address) => {
    expect(readReturnPaths(address)).toEqual([])
  })

  test('is looked for among a few only, in any text', () => {
    expect(readReturnPaths(`${path}, `.repeat(1000))).toHaveLength(20)
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), (text) => {
        expect(readReturnPaths(text)).toEqual([])
      }),
    )
  })
})
