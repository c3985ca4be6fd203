import { describe, expect, test } from 'vitest'
import { addressSet } from '../../src/web/proxy-watch.js'
import type { Web } from '../../src/web/web.js'
import { mailedLink, site } from './site.js'

/** A request as it arrives: from which computer, and what that says of who asks. */
type Arrival = readonly [peer: string, forwarded?: string]

const near = '127.0.0.1'
const balanced = ['127.0.0.1', '10.20.0.0/24', '2001:db8:1::/48']

describe('who asks', () => {
  test.each<[string, Arrival, Arrival, readonly string[] | undefined]>([
    [
      'is who the proxy on this computer names',
      [near, '192.0.2.1'],
      ['::1', '192.0.2.1'],
      undefined,
    ],
    ['as it is over IPv6', ['::ffff:127.0.0.1', '192.0.2.1'], [near, '192.0.2.1'], undefined],
    [
      'is the last one, whatever stands before',
      [near, '192.0.2.1'],
      [near, '198.51.100.9, 192.0.2.1'],
      undefined,
    ],
    [
      'is who asks from a private address itself',
      ['10.0.0.7', '192.0.2.1'],
      ['10.0.0.7', '192.0.2.2'],
      undefined,
    ],
    [
      'and from a link-local one',
      ['169.254.1.1', '192.0.2.1'],
      ['169.254.1.1', '192.0.2.2'],
      undefined,
    ],
    ['and from a unique local one', ['fd00::7', '192.0.2.1'], ['fd00::7', '192.0.2.2'], undefined],
    ['and from anywhere', ['192.0.2.7', '192.0.2.1'], ['192.0.2.7', '192.0.2.2'], undefined],
    [
      'may have a private address',
      [near, '192.0.2.1, 10.0.0.7'],
      [near, '192.0.2.2, 10.0.0.7'],
      undefined,
    ],
    [
      'is behind each proxy that is named',
      [near, '192.0.2.1, 10.20.0.5'],
      [near, '203.0.113.5, 192.0.2.1, 10.20.0.6'],
      balanced,
    ],
    [
      'is behind the load balancer alone',
      ['10.20.0.5', '192.0.2.1'],
      [near, '192.0.2.1, 2001:db8:1::5'],
      balanced,
    ],
    [
      'is a computer of this one, where that is not named',
      ['127.0.0.2', '192.0.2.1'],
      ['127.0.0.2', '192.0.2.2'],
      balanced,
    ],
    [
      'is without the port behind it',
      [near, '192.0.2.1:4711'],
      [near, '192.0.2.1:4712'],
      undefined,
    ],
    ['and of IPv6', [near, '[2001:db8::1]:443'], [near, '2001:db8::1'], undefined],
    ['is one for all whom the proxy does not name', [near], [near], undefined],
  ])('%s', async (_how, first, second, trustedProxies) => {
    expect(await areOne(first, second, trustedProxies)).toBe(true)
  })

  test.each<[string, Arrival, Arrival]>([
    ['two behind one proxy', [near, '192.0.2.1'], [near, '192.0.2.2']],
    ['two private ones behind it', [near, '10.0.0.7'], [near, '10.0.0.8']],
    ['two that say to be one', ['192.0.2.1', '198.51.100.1'], ['192.0.2.2', '198.51.100.1']],
    ['one that names itself a proxy', ['192.0.2.1', '127.0.0.1'], [near]],
  ])('is not one: %s', async (_who, first, second) => {
    expect(await areOne(first, second)).toBe(false)
  })

  test('may write what they like', async () => {
    for (const text of [
      '',
      ',',
      'x',
      '::1%eth0',
      '1.2.3.4:99999',
      '"',
      'unknown',
      'a'.repeat(4000),
    ]) {
      const here = await site()
      expect((await here.app.inject(asked([near, text]))).statusCode).toBe(200)
      expect(here.logged).toEqual([])
    }
  })
})

/** Whether the second has to wait when the first has asked as often as one may. */
async function areOne(
  first: Arrival,
  second: Arrival,
  trustedProxies?: readonly string[],
): Promise<boolean> {
  const trusting = trustedProxies === undefined ? {} : { trustedProxies }
  const { app } = await site({ limits: { perAddress: 1, perLink: 1 }, ...trusting })
  expect((await app.inject(asked(first))).statusCode).toBe(200)
  const { statusCode } = await app.inject(asked(second))
  expect([200, 429]).toContain(statusCode)
  return statusCode === 429
}

function asked([remoteAddress, forwarded]: Arrival, url = '/robots.txt') {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return { url, remoteAddress, headers }
}

describe('that visitors can’t be told apart', () => {
  test.each<[string, Arrival, RegExp]>([
    [
      'the proxy does not say who asks',
      [near],
      /^Requests come by the proxy 127\.0\.0\.1 without X-Forwarded-For: .* one visitor/,
    ],
    [
      'nobody said that it is a proxy',
      ['10.20.0.5', '192.0.2.1'],
      /^Requests come from 10\.20\.0\.5 with X-Forwarded-For, and TRUSTED_PROXIES doesn’t name it: .* one visitor/,
    ],
  ])('is told once in the log, and here for as long as it is so: %s', async (_why, how, words) => {
    const { app, db, clock, heard } = await listening()
    const path = `/update/${await mailedLink({ db, clock })}`
    expect(await remarks(app)).toBeUndefined()
    for (let times = 0; times < 3; times += 1) {
      expect((await app.inject(asked(how, path))).statusCode).toBe(303)
    }
    expect(heard).toEqual([expect.stringMatching(words)])
    expect(await remarks(app)).toEqual([
      { what: expect.stringMatching(words), cure: expect.stringMatching(/\.$/) },
    ])
    const text = await app.inject({ url: '/healthz', headers: { accept: 'text/plain' } })
    expect(text.body).toContain(heard[0])
    const elsewhere = await app.inject(asked([near, '192.0.2.1'], '/healthz'))
    expect(Object.keys(elsewhere.json())).toEqual(['status'])
  })

  test('is over once the proxy says who asks', async () => {
    const { app } = await listening()
    await app.inject(asked([near], '/update/test'))
    expect(await remarks(app)).toHaveLength(1)
    await app.inject(asked([near, '192.0.2.1'], '/update/test'))
    expect(await remarks(app)).toBeUndefined()
  })

  test.each<[string, Arrival, string]>([
    ['a probe on this computer', [near], '/healthz'],
    ['a probe of the load balancer', [near], '/'],
    ['a link that does not hold', ['192.0.2.7', '192.0.2.1'], '/update/nonsense'],
    ['somebody who comes without a proxy', ['192.0.2.7'], '/update/test'],
    ['a proxy that is right', [near, '192.0.2.1'], '/update/test'],
  ])('is not said for %s', async (_what, how, path) => {
    const { app, heard } = await listening()
    await app.inject(asked(how, path))
    expect([heard, await remarks(app)]).toEqual([[], undefined])
  })

  test('is not said where people come to this computer itself', async () => {
    const { app, heard } = await listening({ origin: 'http://localhost:3000' })
    await app.inject(asked([near], '/update/test'))
    expect([heard, await remarks(app)]).toEqual([[], undefined])
  })

  test('is kept of a few, however many come', async () => {
    const { app, heard } = await listening()
    for (let last = 1; last <= 100; last += 1) {
      await app.inject(asked([`192.0.2.${last}`, '198.51.100.1'], '/update/test'))
    }
    expect([heard.length, (await remarks(app))?.length]).toEqual([8, 8])
  })
})

/** A site, and all that its log hears. */
async function listening(over: Partial<Web> = {}) {
  const heard: string[] = []
  return { ...(await site({ ...over, log: (text) => void heard.push(text) })), heard }
}

async function remarks(app: Awaited<ReturnType<typeof site>>['app']) {
  const health: { remarks?: { what: string; cure: string }[] } = (
    await app.inject('/healthz')
  ).json()
  return health.remarks
}

test('a set of addresses is of both kinds, and of nothing else', () => {
  const isOne = addressSet(['127.0.0.0/8', '::1', '10.20.0.0/24', 'fe80::/10'])
  const within = [
    '127.0.0.1',
    '127.255.1.1',
    '::1',
    '::ffff:10.20.0.9',
    '10.20.0.9',
    'fe80::1%eth0',
  ]
  expect(within.filter((address) => !isOne(address))).toEqual([])
  const without = [
    '128.0.0.1',
    '10.20.1.0',
    '::2',
    '::ffff:10.21.0.9',
    'localhost',
    '',
    '10.20.0.9:80',
  ]
  expect(without.filter(isOne)).toEqual([])
})
