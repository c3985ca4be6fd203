import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { type Address, fetchAddress } from '../../src/source/download.js'
import { describeRowFault } from '../../src/source/fault.js'
import { type Fetched, type FetchRequest, fetchLimits } from '../../src/source/pulled.js'
import { certificate } from '../fixture/certificate.js'
import { localhost, openSourceServer, type SourceServer } from '../fixture/source-server.js'

const csv = 'account_id,week,health\nA1,2026-W47,80\n'

let folder: string
let server: SourceServer

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mmr-download-'))
  server = await openSourceServer((_request, response) => void response.end(csv))
})

afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

let copies = 0

async function fetch(
  address: Partial<Address> = {},
  request: Partial<FetchRequest> = {},
): Promise<Fetched> {
  return await fetchAddress(
    { url: `${server.origin}/report.csv`, header: null, trusted: localhost.cert, ...address },
    {
      setting: 'IMPORT_SNAPSHOTS',
      into: join(folder, `copy-${copies++}`),
      known: null,
      limits: fetchLimits,
      stop: new AbortController().signal,
      ...request,
    },
  )
}

function text(fetched: Fetched): string {
  if (fetched.kind === 'fetched' && fetched.copy.kind === 'file') {
    return readFileSync(fetched.copy.file, 'utf8')
  }
  throw new Error(`nothing was fetched: ${JSON.stringify(fetched)}`)
}

function fault(fetched: Fetched): string {
  if (fetched.kind !== 'failed') throw new Error(`it did not fail: ${JSON.stringify(fetched)}`)
  return describeRowFault(fetched.fault)
}

describe('an address', () => {
  it('gives a file, which is copied for us alone', async () => {
    const fetched = await fetch()
    expect(text(fetched)).toBe(csv)
    expect(fetched).toMatchObject({ copy: { name: `localhost:${server.port}` } })
    expect(fetched.kind === 'fetched' && fetched.copy.kind === 'file').toBe(true)
    if (fetched.kind !== 'fetched' || fetched.copy.kind !== 'file') return
    expect(statSync(fetched.copy.file).mode & 0o777).toBe(0o600)
  })

  it('is asked with the header of the settings', async () => {
    await fetch({ header: { name: 'Authorization', value: 'Bearer t0ken' } })
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer t0ken'])
  })

  it('leads to other places of its host, which get the header, and to others, which do not', async () => {
    const other = await openSourceServer((_request, response) => void response.end(csv))
    server.answering = ({ url }, response) => {
      const location = url === '/report.csv' ? '/moved' : `https://localhost:${other.port}/there`
      response.writeHead(302, { location }).end()
    }
    const fetched = await fetch({ header: { name: 'Authorization', value: 'Bearer t0ken' } })
    expect(text(fetched)).toBe(csv)
    const sent = ({ url, headers }: SourceServer['asked'][0]) => [url, headers.authorization]
    expect(server.asked.map(sent)).toEqual([
      ['/report.csv', 'Bearer t0ken'],
      ['/moved', 'Bearer t0ken'],
    ])
    expect(other.asked.map(sent)).toEqual([['/there', undefined]])
    await other.close()
  })

  it('is not fetched again where its server says that it has not changed', async () => {
    server.answering = ({ headers }, response) => {
      if (headers['if-none-match'] === '"a1"') response.writeHead(304).end()
      else response.writeHead(200, { etag: '"a1"' }).end(csv)
    }
    const first = await fetch()
    if (first.kind !== 'fetched') throw new Error('it was not fetched')
    const into = join(folder, 'second')
    expect(await fetch({}, { known: first.mark, into })).toEqual({
      kind: 'unchanged',
      mark: first.mark,
    })
    expect(existsSync(into)).toBe(false)
  })

  it('is known again by what is in it', async () => {
    const first = await fetch()
    if (first.kind !== 'fetched') throw new Error('it was not fetched')
    expect((await fetch({}, { known: first.mark })).kind).toBe('unchanged')
    server.answering = (_request, response) => void response.end(`${csv}A2,2026-W47,70\n`)
    expect((await fetch({}, { known: first.mark })).kind).toBe('fetched')
  })

  it('may pack what it gives', async () => {
    server.answering = (_request, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(csv))
    expect(text(await fetch())).toBe(csv)
  })
})

describe('in words', () => {
  const answer =
    (status: number, headers: Record<string, string> = {}, body = ''): SourceServer['answering'] =>
    (_request, response) =>
      void response.writeHead(status, headers).end(body)

  it.each<[string, SourceServer['answering'], RegExp]>([
    ['a refusal', answer(403), /403, which means that we may not have it.*IMPORT_SNAPSHOTS_HEADER/],
    ['nothing there', answer(404), /404, which means that it is not there.*IMPORT_SNAPSHOTS/],
    ['trouble', answer(503), /503, which means that its server is in trouble.*tried again/],
    ['too many', answer(429), /429.*asked too often/],
    [
      'a redirect to http',
      answer(302, { location: 'http://localhost/x?t0ken' }),
      /stay on https.*leads to http:\/\/localhost"/,
    ],
    ['a redirect to nowhere', answer(302), /leads to nowhere/],
    ['redirects without end', answer(302, { location: '/again' }), /more than 5 redirects/],
    [
      'a page to log in',
      answer(200, {}, '\n<!DOCTYPE html><title>Log in</title>'),
      /a web page of localhost.*published as CSV/,
    ],
  ])('%s', async (_what, answering, words) => {
    server.answering = answering
    const told = fault(await fetch({ url: `${server.origin}/report.csv?key=t0ken` }))
    expect(told).toMatch(words)
    expect(told).not.toContain('t0ken')
  })

  test('a certificate that nobody vouches for', async () => {
    const told = fault(
      await fetchAddress(
        { url: server.origin, header: null },
        {
          setting: 'IMPORT_ACCOUNTS',
          into: join(folder, 'a'),
          known: null,
          limits: fetchLimits,
          stop: new AbortController().signal,
        },
      ),
    )
    expect(told).toMatch(/that nobody vouches for.*NODE_EXTRA_CA_CERTS/)
  })

  test('a certificate of another host', async () => {
    const other = await openSourceServer(
      (_request, response) => void response.end(csv),
      certificate,
    )
    const told = fault(await fetch({ url: other.origin, trusted: certificate.cert }))
    expect(told).toMatch(/a certificate of another host/)
    await other.close()
  })

  test('nobody there', async () => {
    const gone = await openSourceServer(() => {})
    await gone.close()
    expect(fault(await fetch({ url: gone.origin }))).toMatch(/nothing listens there/)
  })

  test('no https', async () => {
    expect(fault(await fetch({ url: 'https://no.such.host.invalid/x' }))).toMatch(
      /an answer from no\.such\.host\.invalid/,
    )
  })

  test('a server that never ends', async () => {
    server.answering = (_request, response) => void response.write('account_id')
    const limits = { ...fetchLimits, milliseconds: 300 }
    expect(fault(await fetch({}, { limits }))).toMatch(/all of it within 0\.3 seconds/)
  })

  test('one that gives too much, whether it says so or not', async () => {
    const limits = { ...fetchLimits, bytes: 10 }
    expect(fault(await fetch({}, { limits }))).toMatch(/more than that from localhost/)
    server.answering = (_request, response) => {
      response.write(csv)
      response.end(csv)
    }
    expect(fault(await fetch({}, { limits }))).toMatch(/more than that from localhost/)
    const bomb = gzipSync(Buffer.alloc(5_000_000, 'a'))
    server.answering = (_request, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    const some = { ...fetchLimits, bytes: 1_000_000 }
    expect(fault(await fetch({}, { limits: some }))).toMatch(/more than that from localhost/)
  })

  test('one that breaks off', async () => {
    server.answering = (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write(csv)
      setTimeout(() => response.destroy(), 50)
    }
    expect(fault(await fetch())).toMatch(/an answer from localhost.*tried again/)
  })
})

test('whoever is asked to stop, stops', async () => {
  server.answering = () => {}
  const stop = new AbortController()
  setTimeout(() => stop.abort(new Error('asked to stop')), 50)
  await expect(fetch({}, { stop: stop.signal })).rejects.toThrow('asked to stop')
})
