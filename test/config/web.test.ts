import { describe, expect, test } from 'vitest'
import { describeFault } from '../../src/config/config.js'
import { configOf, faultsOf } from './reading.js'

const secret = (start: number) =>
  Buffer.from(Array.from({ length: 32 }, (_, index) => start + index)).toString('base64')

test('without settings there are no links, and no key of ours', () => {
  expect(configOf({}).web).toEqual({
    url: null,
    host: '127.0.0.1',
    port: 3000,
    trustedProxies: ['127.0.0.0/8', '::1'],
    linkKeys: [],
  })
})

describe('WEB_URL', () => {
  test.each([
    ['https://report.example.com', 'https://report.example.com'],
    ['https://Report.example.com/', 'https://report.example.com'],
    ['https://report.example.com:8443', 'https://report.example.com:8443'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('%s is read', (text, url) => {
    expect(configOf({ WEB_URL: text }).web.url).toBe(url)
  })

  test.each([
    'report.example.com',
    'http://report.example.com',
    'http://localhost.example.com',
    'https://example.com/report',
    'https://example.com?x=1',
    'https://ann:secret@example.com',
    'ftp://example.com',
  ])('%s is refused', (text) => {
    const [fault, ...others] = faultsOf({ WEB_URL: text })
    expect([fault?.variable, others]).toEqual(['WEB_URL', []])
    expect(fault && describeFault(fault)).not.toContain('secret')
  })
})

describe('LINK_KEYS', () => {
  test('names several, the first of which signs', () => {
    expect(configOf({ LINK_KEYS: `k2:${secret(9)}, k1:${secret(1)}` }).web.linkKeys).toEqual([
      { id: 'k2', secret: secret(9) },
      { id: 'k1', secret: secret(1) },
    ])
  })

  test.each([
    secret(1),
    `k1:${secret(1).slice(0, 40)}`,
    `k1:${'A'.repeat(44)}`,
    `k1:${secret(1)},k1:${secret(2)}`,
    `k 1:${secret(1)}`,
    `k1:${secret(1)}!`,
  ])('%s is refused, and not quoted', (text) => {
    const told = faultsOf({ LINK_KEYS: text }).map(describeFault)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('openssl rand -base64 32')
    expect(told[0]).not.toContain(text.slice(4, 20))
  })
})
