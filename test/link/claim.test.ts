import { describe, expect, test } from 'vitest'
import {
  type LinkClaim,
  type LinkPurpose,
  type LinkScope,
  linkToken,
  readLinkToken,
} from '../../src/link/claim.js'
import type { LinkKeys } from '../../src/link/key.js'
import { readSession, sessionToken } from '../../src/link/session.js'
import { signed } from '../../src/link/signature.js'
import { key, keys } from './key.js'
import { mutated, seeded } from './mutation.js'

const now = Date.parse('2026-11-20T14:00:00Z')
const expiresAt = now + 60_000

const scopes: readonly LinkScope[] = [
  { purpose: 'update', address: 'ada@example.com', week: '2026-W47', accountId: 'A-1' },
  { purpose: 'update', address: 'bob@example.com', week: '2026-W47', accountId: 'A-2' },
  { purpose: 'list', address: 'ada@example.com', week: '2026-W47', accountId: null },
  { purpose: 'view', address: 'ada@example.com', deliveryId: 7 },
  { purpose: 'unsubscribe', address: 'ada@example.com', deliveryId: 7 },
  {
    purpose: 'revert',
    address: 'ada@example.com',
    week: '2026-W47',
    accountId: 'A-1',
    version: 2,
  },
]
const claims = scopes.map(
  (scope, index): LinkClaim => ({ linkId: `link-${index}`, expiresAt, scope }),
)
const linkPurposes = scopes.map(({ purpose }) => purpose)

function read(token: string, purpose: LinkPurpose, at = now, with_: LinkKeys = keys) {
  return readLinkToken(token, purpose, { keys: with_, now: at })
}

describe('a link', () => {
  test.each(claims)('says what was signed: $scope.purpose', (claim) => {
    expect(read(linkToken(claim, keys), claim.scope.purpose)).toEqual(claim)
  })

  test('is safe in an address as it is, and short', () => {
    const tokens = claims.map((claim) => linkToken(claim, keys))
    expect(tokens.filter((token) => encodeURIComponent(token) !== token)).toEqual([])
    expect(Math.max(...tokens.map((token) => token.length))).toBeLessThan(200)
  })

  test('is refused for every purpose but its own', () => {
    const accepted = claims.flatMap((claim) =>
      linkPurposes
        .filter((purpose) => purpose !== claim.scope.purpose)
        .filter((purpose) => read(linkToken(claim, keys), purpose) !== null),
    )
    expect(accepted).toEqual([])
  })

  test('is refused from the moment it expires', () => {
    const [claim] = claims as [LinkClaim]
    const token = linkToken(claim, keys)
    expect(read(token, 'update', expiresAt - 1)).toEqual(claim)
    expect(read(token, 'update', expiresAt)).toBeNull()
  })

  test('stays valid while its key verifies, and no longer', () => {
    const [claim] = claims as [LinkClaim]
    const token = linkToken(claim, [key('k1')])
    expect(read(token, 'update')).toEqual(claim)
    expect(read(token, 'update', now, [key('k2')])).toBeNull()
    const [, ...rest] = token.split('.').slice(1)
    expect(read(['v1', 'k2', ...rest].join('.'), 'update')).toBeNull()
    const impostor = { ...key('k9'), id: 'k1' }
    expect(read(token, 'update', now, [impostor])).toBeNull()
  })

  test('cannot be made of a cookie, nor a cookie of it', () => {
    const [claim] = claims as [LinkClaim]
    const cookie = sessionToken({ linkId: 'l', purpose: 'update', device: 'd' }, keys)
    expect(read(cookie, 'update')).toBeNull()
    expect(readSession(linkToken(claim, keys), keys)).toBeNull()
  })

  test.each([
    ['', '{}'],
    ['a week that does not exist', JSON.stringify(['l', expiresAt, 'a@b.c', '2025-W53', null])],
    ['no expiry', JSON.stringify(['l', null, 'a@b.c', '2026-W47', null])],
    ['no id', JSON.stringify([1, expiresAt, 'a@b.c', '2026-W47', null])],
  ])('is refused with a signature of ours and %s', (_name, text) => {
    const token = signed(text.replace('{}', '[]'), 'update', keys)
    expect(read(token, 'update')).toBeNull()
  })

  test('is refused, however it was changed, 100,000 times', () => {
    expect(acceptedAmong(100_000, 20261123)).toEqual([])
  }, 1_800_000)
})

/** The mutated tokens that were accepted; `MMR_LONG` multiplies their number by ten. */
function acceptedAmong(count: number, seed: number): string[] {
  const tokens = claims.map((claim) => linkToken(claim, keys))
  const genuine = new Set<string>(tokens)
  const chance = seeded(seed)
  const times = process.env.MMR_LONG === undefined ? count : count * 10
  const accepted: string[] = []
  for (let made = 0; made < times; ) {
    const token = mutated(tokens, chance)
    if (genuine.has(token)) continue
    made += 1
    const purpose = linkPurposes[made % linkPurposes.length] ?? 'update'
    if (read(token, purpose) !== null) accepted.push(token)
  }
  return accepted
}
