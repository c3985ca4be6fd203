import { describe, expect, test } from 'vitest'
import { describeFault } from '../../src/config/config.js'
import { configOf, faultsOf } from './reading.js'

describe('TRUSTED_PROXIES', () => {
  test.each([
    ['', ['127.0.0.0/8', '::1']],
    ['10.20.0.5', ['10.20.0.5']],
    ['127.0.0.1, ::1 ,10.20.0.0/24', ['127.0.0.1', '::1', '10.20.0.0/24']],
    ['2001:db8::/32,fe80::1/128,', ['2001:db8::/32', 'fe80::1/128']],
    ['10.20.0.5/1', ['10.20.0.5/1']],
  ])('%j is read', (text, proxies) => {
    expect(configOf({ TRUSTED_PROXIES: text }).web.trustedProxies).toEqual(proxies)
  })

  test.each([
    ['localhost', 'addresses, not names'],
    ['loopback', 'addresses, not names'],
    ['*', 'addresses, not names'],
    ['10.20.0', 'addresses, not names'],
    ['010.0.0.1', 'addresses, not names'],
    ['10.20.0.256', 'addresses, not names'],
    ['10.20.0.0/255.255.0.0', 'addresses, not names'],
    ['10.20.0.0/', 'addresses, not names'],
    ['10.20.0.0/-1', 'addresses, not names'],
    ['10.20.0.1:80', 'addresses, not names'],
    ['[::1]', 'addresses, not names'],
    ['fe80::1%eth0', 'addresses, not names'],
    ['10.20.0.1 10.20.0.2', 'addresses, not names'],
    ['10.20.0.0/33', 'from 1 to 32'],
    ['2001:db8::/129', 'from 1 to 128'],
    ['0.0.0.0/0', 'everybody'],
    ['::/0', 'everybody'],
    ['::ffff:10.0.0.1', 'without ::ffff:'],
    ['::FFFF:0:0/96', 'without ::ffff:'],
  ])('%j is refused', (text, words) => {
    const [fault, ...others] = faultsOf({ TRUSTED_PROXIES: text })
    expect([fault?.variable, others]).toEqual(['TRUSTED_PROXIES', []])
    const told = fault === undefined ? '' : describeFault(fault)
    expect(told).toContain(`found "${text}"`)
    expect(told).toContain(words)
  })

  test('has all its faults told at once', () => {
    const faults = faultsOf({ TRUSTED_PROXIES: '127.0.0.1, proxy.example, 10.0.0.0/40, ::/0' })
    expect(faults.map(({ given }) => given)).toEqual(['proxy.example', '10.0.0.0/40', '::/0'])
  })
})
