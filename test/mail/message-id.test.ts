import { describe, expect, test } from 'vitest'
import { messageIdOf } from '../../src/mail/compose.js'
import { addressee, from, key } from './plain-message.js'

describe('a Message-ID', () => {
  const id = (changes: Partial<Parameters<typeof messageIdOf>[0]>, sender = from, by = key) =>
    messageIdOf({ ...addressee, ...changes }, sender, by)

  test('is the same for the same delivery, whatever the case of the address', () => {
    expect(id({ address: 'ADA@Example.com' })).toBe(id({}))
  })

  test('is another for every other delivery, and under every other key', () => {
    const others = [
      id({}),
      id({ week: '2026-W48' }),
      id({ role: 'admin' }),
      id({ kind: 'held' }),
      id({ address: 'eve@example.com' }),
      id({ occasion: '3' }),
      id({}, from, Buffer.alloc(32, 2)),
    ]
    expect(new Set(others).size).toBe(others.length)
  })

  test('is of our domain and tells nothing of the recipient', () => {
    const text = id({}, { name: '', address: 'mmr@bücher.example' })
    expect(text).toMatch(/^<mmr\.[0-9a-f]{32}@xn--bcher-kva\.example>$/)
  })
})
