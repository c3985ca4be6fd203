import { describe, expect, test } from 'vitest'
import { mailAddress } from '../../src/address.js'
import { composeMessage } from '../../src/mail/compose.js'
import { header, message } from './plain-message.js'

describe('an address', () => {
  test.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Byron+mmr@EXAMPLE.com', 'Ada.Byron+mmr@example.com'],
    ["o'neil/x=y@sub.example.com", "o'neil/x=y@sub.example.com"],
    ['root@localhost', 'root@localhost'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['jörg@bücher.example', 'jörg@bücher.example'],
  ])('%s goes out as %s', async (address, expected) => {
    expect(mailAddress(address)).toBe(expected)
    const bytes = await composeMessage(message, { ...header, to: { name: 'Ada', address } })
    expect(bytes.toString()).toContain(`\r\nTo: Ada <${expected}>\r\n`)
  })

  test.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'a@b@example.com',
    'ada@example.com, eve@example.com',
    'ada@example.com;eve@example.com',
    'Team: ada@example.com;',
    '<ada@example.com>',
    'ada@example.com\r\nBcc: eve@example.com',
    'ada@example.com\n',
    'ada byron@example.com',
    '"ada byron"@example.com',
    'ada(comment)@example.com',
    '.ada@example.com',
    'ada.@example.com',
    'ada..b@example.com',
    'ada@exa mple.com',
    'ada@-example.com',
    'ada@example..com',
    'ada@[127.0.0.1]',
    'ada@127.0.0.1',
    'ada@2130706433',
    'ada@0x7f.1',
    'ada@ex\u00adample.com',
    'ada@ｅxample.com',
    'a\u200bda@example.com',
    'ada@example.com/evil.example',
    `${'a'.repeat(300)}@example.com`,
  ])('%j is refused', async (address) => {
    expect(() => mailAddress(address)).toThrow(/^expected (one plain|an|a host|at most)/)
    await expect(
      composeMessage(message, { ...header, to: { name: '', address } }),
    ).rejects.toThrow()
  })
})
