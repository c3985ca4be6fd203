import { describe, expect, onTestFinished, test } from 'vitest'
import { startWeb } from '../../src/web/app.js'
import { addAccount, friday } from '../fixture/answering.js'
import { freePort } from '../fixture/free-port.js'
import { scratchDatabase } from '../store/scratch.js'
import {
  adapted,
  ask,
  documented,
  isInstalled,
  isNginxRequired,
  type ProxyFolder,
  proxyFolder,
  startCaddy,
  startNginx,
} from './proxy-program.js'
import { inSession, mailedLink, type Site, toReport, webOf } from './site.js'

/** Visitors come from these addresses, which are no proxies'; proxies from 127.0.0.1 and 127.0.0.2. */
const [ada, bob] = ['127.0.0.11', '127.0.0.12']
const mostAsked = 5

const withNginx = isInstalled('nginx') || isNginxRequired
const withCaddy = isInstalled('caddy')

if (!withNginx) console.warn('No nginx: what the manual says of it is not tried.')
if (!withCaddy) console.warn('No Caddy: what the manual says of it is not tried.')

describe.runIf(withNginx)('behind nginx as the manual has it', () => {
  test('each visitor is one, whatever they say of themselves', async () => {
    const { web, folder, port } = await behindNginx()
    await eachIsOne(port)
    expect(saidOfProxies(web.heard)).toEqual([])
    expect(folder.written()).toContain(`${ada} [`)
  })

  test('links work, and no log has one that can be used', async () => {
    const { web, folder, port } = await behindNginx()
    await linksAreUnwritten({ web, folder, port })
  })

  test('nobody outside is told more than whether all is well', async () => {
    const { port } = await behindNginx()
    const { body } = await ask({ port, path: '/healthz', from: ada })
    expect(Object.keys(JSON.parse(body))).toEqual(['status'])
  })

  test('behind a load balancer, too', async () => {
    const web = await serving(['127.0.0.1', '127.0.0.2'])
    const folder = proxyFolder()
    const [near, port] = [await freePort(), await freePort()]
    const [alone = '', line = ''] = documented('nginx')
    const one = 'proxy_set_header X-Forwarded-For $remote_addr;'
    const plain = {
      ...paths(folder, web, near),
      'listen 443 ssl': `listen 127.0.0.1:${near}`,
      [one]: line.trim(),
    }
    await startNginx(folder, adapted(alone, plain), near)
    await startNginx(folder, balancer(folder, near, port), port)
    await eachIsOne(port)
    expect(saidOfProxies(web.heard)).toEqual([])
  })

  test('that says nothing of who asks, all are one, and the log says so', async () => {
    const { web, port } = await behindNginx({
      'proxy_set_header X-Forwarded-For $remote_addr;': '',
      'proxy_set_header Host $host;': '',
    })
    const { token } = await link(web)
    expect((await ask({ port, path: `/update/${token}`, from: ada })).status).toBe(303)
    for (let asked = 1; asked < mostAsked; asked += 1)
      await ask({ port, path: '/robots.txt', from: ada })
    expect((await ask({ port, path: '/robots.txt', from: bob })).status).toBe(429)
    expect(saidOfProxies(web.heard)).toEqual([
      expect.stringContaining('come by the proxy 127.0.0.1 without X-Forwarded-For'),
    ])
  })

  test('that nobody named, all are one, and the log says so', async () => {
    const web = await serving(['10.20.0.0/24'])
    const { port } = await behindNginx({}, web)
    expect((await ask({ port, path: '/update/test', from: ada })).status).toBe(200)
    for (let asked = 1; asked < mostAsked; asked += 1)
      await ask({ port, path: '/robots.txt', from: ada })
    expect((await ask({ port, path: '/robots.txt', from: bob })).status).toBe(429)
    expect(saidOfProxies(web.heard)).toEqual([
      expect.stringContaining(
        '127.0.0.1 with X-Forwarded-For, and TRUSTED_PROXIES doesn’t name it',
      ),
    ])
  })
})

describe.runIf(withCaddy)('behind Caddy as the manual has it', () => {
  test('each visitor is one, whatever they say of themselves', async () => {
    const { web, port } = await behindCaddy()
    await eachIsOne(port)
    expect(saidOfProxies(web.heard)).toEqual([])
  })

  test('no log has a link that can be used', async () => {
    const { web, folder, port } = await behindCaddy()
    await linksAreUnwritten({ web, folder, port })
  })
})

async function behindCaddy(): Promise<Behind> {
  const web = await serving(['127.0.0.1'])
  const folder = proxyFolder()
  const port = await freePort()
  const [text = ''] = documented('caddy')
  // The test's own certificate and port; no other port, and nothing that is asked elsewhere.
  const own = `https://report.example.com:${port} {\n\ttls ${folder.cert} ${folder.key}\n\tbind 127.0.0.1`
  const config = adapted(text, {
    'report.example.com {': own,
    '127.0.0.1:3000': `127.0.0.1:${web.port}`,
    '{\n\tlog {': '{\n\tadmin off\n\tauto_https off\n\tlog {',
  })
  await startCaddy(folder, config, port)
  return { web, folder, port }
}

interface Serving extends Pick<Site, 'db' | 'clock'> {
  readonly port: number
  readonly close: () => Promise<void>
  /** All that its log was told. */
  readonly heard: readonly string[]
}

/** The web server on a port of its own, where one may ask five times a minute. */
async function serving(trustedProxies: readonly string[]): Promise<Serving> {
  const made = { db: await scratchDatabase(), logged: [], clock: friday }
  const heard: string[] = []
  const {
    refused: _,
    brokenOff: __,
    ...web
  } = webOf(made, {
    trustedProxies,
    limits: { perAddress: mostAsked, perLink: mostAsked },
    log: (text) => void heard.push(text),
  })
  await addAccount(made.db, 'A-1')
  const running = await startWeb({ ...web, host: '127.0.0.1', port: 0 })
  onTestFinished(running.close)
  return { ...made, heard, port: Number(new URL(running.url).port), close: running.close }
}

async function link(made: Pick<Site, 'db' | 'clock'>): Promise<{ readonly token: string }> {
  return { token: await mailedLink(made, { ...toReport, accountId: null }) }
}

/** What is this machine's own in the manual's configuration. */
function paths({ path, cert, key }: ProxyFolder, web: Pick<Serving, 'port'>, port: number) {
  return {
    'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
    '/etc/letsencrypt/live/report.example.com/fullchain.pem': cert,
    '/etc/letsencrypt/live/report.example.com/privkey.pem': key,
    '/var/log/nginx/mmr.log': `${path}/logs/mmr.log`,
    '/var/log/nginx/mmr.error.log': `${path}/logs/mmr.error.log`,
    'http://127.0.0.1:3000': `http://127.0.0.1:${web.port}`,
  }
}

async function behindNginx(changed: Readonly<Record<string, string>> = {}, before?: Serving) {
  const web = before ?? (await serving(['127.0.0.1']))
  const folder = proxyFolder()
  const port = await freePort()
  const [text = ''] = documented('nginx')
  await startNginx(folder, adapted(text, { ...paths(folder, web, port), ...changed }), port)
  return { web, folder, port }
}

/** nginx as a load balancer of its own address, with the certificate, before another proxy. */
function balancer({ cert, key }: ProxyFolder, behind: number, port: number): string {
  return `
    server {
      listen 127.0.0.1:${port} ssl;
      ssl_certificate ${cert};
      ssl_certificate_key ${key};
      location / {
        proxy_pass http://127.0.0.1:${behind};
        proxy_bind 127.0.0.2;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      }
    }`
}

/** Ada asks too often, under names of others, too; Bob, who asks once, doesn't wait for her. */
async function eachIsOne(port: number): Promise<void> {
  const path = '/robots.txt'
  const statuses: number[] = []
  for (let asked = 1; asked <= mostAsked; asked += 1) {
    const headers = {
      'x-forwarded-for': `198.51.100.${asked}`,
      forwarded: `for=198.51.100.${asked}`,
    }
    statuses.push((await ask({ port, path, from: ada, headers })).status)
  }
  expect(statuses).toEqual(statuses.map(() => 200))
  for (const forwarded of ['', '203.0.113.1', bob, '127.0.0.1', `${bob}, 127.0.0.1`]) {
    const headers: Record<string, string> = forwarded === '' ? {} : { 'x-forwarded-for': forwarded }
    expect((await ask({ port, path, from: ada, headers })).status).toBe(429)
  }
  const headers = { 'x-forwarded-for': ada }
  expect((await ask({ port, path, from: bob, headers })).status).toBe(200)
}

interface Behind {
  readonly web: Serving
  readonly folder: ProxyFolder
  readonly port: number
}

/** Opens links of each kind, well written and not, and again when nobody answers behind the proxy. */
async function linksAreUnwritten({ web, folder, port }: Behind): Promise<void> {
  const { token } = await link(web)
  const opened = await ask({ port, path: `/update/${token}/A-1`, from: bob })
  expect(opened.status).toBe(303)
  expect(opened.location).toMatch(inSession('/accounts/A-1'))
  const ways = [`/list/${token}/unchanged`, `//update/${token}`, `/unsubscribe/${token}?a=b`]
  for (const path of ways) await ask({ port, path, from: bob })
  await web.close()
  for (const path of [...ways, `/update/${token}`, '/nowhere']) {
    expect((await ask({ port, path, from: '127.0.0.13' })).status).toBe(502)
  }
  expect(folder.written()).toContain('502')
  expect(folder.written()).not.toContain(token)
  expect(web.heard.join()).not.toContain(token)
}

/** Without what the log counts of requests that are turned away. */
function saidOfProxies(heard: readonly string[]): string[] {
  return heard.filter((line) => !line.startsWith('turned away: '))
}
