import { describe, expect, test } from 'vitest'
import type { LinkScope } from '../../src/link/claim.js'
import { readSession, sessionToken } from '../../src/link/session.js'
import {
  linkHash,
  linkIdOf,
  linkToken,
  macText,
  readLinkToken,
  signed,
} from '../../src/link/token.js'
import { type EarlierLink, earlierToken } from './earlier.js'
import { key, keys } from './key.js'
import { mutated, seeded } from './mutation.js'

const expiresAt = Date.parse('2026-11-20T14:01:00Z')

const purposes = ['update', 'list', 'view', 'unsubscribe', 'revert'] as const
const ids = ['one', 'other'].map((name) => linkIdOf(name, keys))
const made = purposes.flatMap((purpose) => ids.map((linkId) => ({ purpose, linkId })))

describe('a link', () => {
  test.each(made)('is known by its token: $purpose $linkId', ({ purpose, linkId }) => {
    const token = linkToken(linkId, purpose, keys)
    expect(readLinkToken(token, purpose, keys)).toEqual({ linkId, claim: null })
  })

  test('is 32 characters that are safe in an address as they are', () => {
    const tokens = made.map(({ purpose, linkId }) => linkToken(linkId, purpose, keys))
    expect(tokens.filter((token) => !/^[\w-]{32}$/.test(token))).toEqual([])
    expect(new Set(tokens).size).toBe(tokens.length)
  })

  test('is the same whenever it is made', () => {
    const [linkId = ''] = ids
    expect(linkToken(linkId, 'view', keys)).toBe(linkToken(linkId, 'view', [...keys]))
  })

  test('is refused for every purpose but its own', () => {
    const accepted = made.flatMap(({ purpose, linkId }) =>
      purposes
        .filter((other) => other !== purpose)
        .filter((other) => readLinkToken(linkToken(linkId, purpose, keys), other, keys) !== null),
    )
    expect(accepted).toEqual([])
  })

  test('stays valid while its key verifies, and no longer', () => {
    const [linkId = ''] = ids
    const token = linkToken(linkId, 'update', [key('k1')])
    expect(readLinkToken(token, 'update', keys)).toEqual({ linkId, claim: null })
    expect(readLinkToken(token, 'update', [key('k2')])).toBeNull()
    expect(readLinkToken(token, 'update', [{ ...key('k9'), id: 'k1' }])).toBeNull()
  })

  test('cannot be made of its id, of what the database knows of it, or of what is signed for other ends', () => {
    const [linkId = ''] = ids
    const known = [linkId, linkHash(linkId), linkHash(linkToken(linkId, 'view', keys))]
    const texts = [linkId, `link ${linkId}`, JSON.stringify([linkId])]
    const proofs = [
      ...known,
      ...(['view', 'form', 'session', 'link id', 'return path'] as const).flatMap((purpose) =>
        texts.map((text) => macText(text, purpose, keys)),
      ),
      macText(linkId, 'update', keys),
      macText(JSON.stringify([linkId]), 'update', keys),
    ]
    const tokens = proofs.flatMap((proof) => [
      `${linkId}${proof.slice(0, 16)}`,
      `${linkId}${proof.slice(-16)}`,
      proof.slice(0, 32),
    ])
    expect(tokens.filter((token) => readLinkToken(token, 'update', keys) !== null)).toEqual([])
  })

  test('cannot be made of a cookie, nor a cookie of it', () => {
    const [linkId = ''] = ids
    const cookie = sessionToken({ linkId, purpose: 'update', device: 'd', usedAt: 1 }, keys)
    expect(readLinkToken(cookie, 'update', keys)).toBeNull()
    expect(readSession(linkToken(linkId, 'update', keys), keys)).toBeNull()
  })

  test('is refused, however it was changed, 100,000 times', () => {
    const tokens = made.map(({ purpose, linkId }) => linkToken(linkId, purpose, keys))
    expect(acceptedAmong(tokens, 100_000, 20261123)).toEqual([])
  }, 1_800_000)
})

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
const earlier = scopes.map(
  (scope, index): EarlierLink => ({ linkId: `link-${index}`, expiresAt, scope }),
)

describe('a link that 0.1.0 mailed', () => {
  test.each(earlier)('says what was signed: $scope.purpose', (link) => {
    const { linkId, scope } = link
    const named = readLinkToken(earlierToken(link, keys), scope.purpose, keys)
    expect(named).toEqual({ linkId, claim: { linkId, scope } })
  })

  test('is as 0.1.0 made it, byte for byte', () => {
    const [link] = earlier as [EarlierLink]
    const [payload, proof] = [
      'WyJsaW5rLTAiLDE3OTUxODMyNjAwMDAsImFkYUBleGFtcGxlLmNvbSIsIjIwMjYtVzQ3IiwiQS0xIl0',
      '1BG4PXuxZdLKlGOqxrcjVfFQt7il61ddSQq2Rs7ILDA',
    ]
    expect(earlierToken(link, keys)).toBe(`v1.k2.${payload}.${proof}`)
  })

  test('is refused for every purpose but its own, and by a key that is retired', () => {
    const accepted = earlier.flatMap((link) =>
      purposes
        .filter((purpose) => purpose !== link.scope.purpose)
        .filter((purpose) => readLinkToken(earlierToken(link, keys), purpose, keys) !== null),
    )
    expect(accepted).toEqual([])
    const [link] = earlier as [EarlierLink]
    const token = earlierToken(link, [key('k1')])
    expect(readLinkToken(token, 'update', keys)).not.toBeNull()
    expect(readLinkToken(token, 'update', [key('k2')])).toBeNull()
    expect(readLinkToken(token.replace('v1.k1.', 'v1.k2.'), 'update', keys)).toBeNull()
    expect(readLinkToken(token, 'update', [{ ...key('k9'), id: 'k1' }])).toBeNull()
  })

  test.each([
    ['', '[]'],
    ['a week that does not exist', JSON.stringify(['l', expiresAt, 'a@b.c', '2025-W53', null])],
    ['no expiry', JSON.stringify(['l', null, 'a@b.c', '2026-W47', null])],
    ['no id', JSON.stringify([1, expiresAt, 'a@b.c', '2026-W47', null])],
  ])('is refused with a signature of ours and %s', (_name, text) => {
    expect(readLinkToken(signed(text, 'update', keys), 'update', keys)).toBeNull()
  })

  test.each([
    ['view', ['l', expiresAt, 'a@b.c', '7']],
    ['unsubscribe', ['l', expiresAt, 'a@b.c', null]],
    ['list', ['l', expiresAt, 4, '2026-W47', null]],
    ['list', ['l', expiresAt, 'a@b.c', 47, null]],
    ['view', ['l', expiresAt, null, 7]],
    ['revert', ['l', expiresAt, 'a@b.c', '2026-W47', null, 2]],
    ['revert', ['l', expiresAt, 'a@b.c', '2026-W47', 'A-1', '2']],
    ['revert', ['l', expiresAt, 'a@b.c', '2026-W47', 4, null]],
    ['revert', ['l', expiresAt, 'a@b.c', '2026-W47', 'A-1']],
  ] as const)('of %s is refused with a signature of ours and values of other kinds', (...it) => {
    const [purpose, said] = it
    expect(readLinkToken(signed(JSON.stringify(said), purpose, keys), purpose, keys)).toBeNull()
  })

  test('begins with the list where its account is of another kind', () => {
    const said = ['l', expiresAt, 'a@b.c', '2026-W47', 4]
    expect(readLinkToken(signed(JSON.stringify(said), 'update', keys), 'update', keys)).toEqual({
      linkId: 'l',
      claim: {
        linkId: 'l',
        scope: { purpose: 'update', address: 'a@b.c', week: '2026-W47', accountId: null },
      },
    })
  })

  test('is refused, however it was changed, 100,000 times', () => {
    const tokens = earlier.map((link) => earlierToken(link, keys))
    expect(acceptedAmong(tokens, 100_000, 20261124)).toEqual([])
  }, 1_800_000)
})

/** The mutated tokens that were accepted; `MMR_LONG` multiplies their number by ten. */
function acceptedAmong(tokens: readonly string[], count: number, seed: number): string[] {
  const genuine = new Set<string>(tokens)
  const chance = seeded(seed)
  const times = process.env.MMR_LONG === undefined ? count : count * 10
  const accepted: string[] = []
  for (let tried = 0; tried < times; ) {
    const token = mutated(tokens, chance)
    if (genuine.has(token)) continue
    tried += 1
    const purpose = purposes[tried % purposes.length] ?? 'update'
    if (readLinkToken(token, purpose, keys) !== null) accepted.push(token)
  }
  return accepted
}
