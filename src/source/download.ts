import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request as ask } from 'node:https'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { rootCertificates } from 'node:tls'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import {
  compared,
  type FailedWords,
  type Fetched,
  type FetchRequest,
  failed,
  megabytesText,
  secondsText,
} from './pulled.js'

export interface Address {
  /** https. It may hold a token: no fault quotes more than its host. */
  readonly url: string
  /** It is a secret. */
  readonly header: { readonly name: string; readonly value: string } | null
  /** Certificates (PEM) that count beside those that the system knows; none unless told. */
  readonly trusted?: string
}

/** Of redirects in a row. */
const mostHops = 5

/** A server that falls silent for so long says nothing more. */
const silence = 30_000

/**
 * A copy of what an address gives. Redirects stay on https, and the header is sent to its own host
 * alone. Size and time are bounded. What the server says hasn't changed isn't fetched again.
 */
export async function fetchAddress(address: Address, request: FetchRequest): Promise<Fetched> {
  const { setting, limits, stop } = request
  const slow = AbortSignal.timeout(limits.milliseconds)
  const signal = AbortSignal.any([stop, slow])
  const host = new URL(address.url).host
  try {
    return await fetched(address, request, signal)
  } catch (error) {
    stop.throwIfAborted()
    if (error instanceof Refused) return failed(setting, error.words)
    if (slow.aborted) return failed(setting, tooSlow(host, limits.milliseconds))
    return failed(setting, unreachable(host, error, setting))
  }
}

/** Ends a request whose answer is of no use. */
class Refused extends Error {
  override readonly name = 'Refused'
  readonly words: FailedWords

  constructor(words: FailedWords) {
    super(words.expected)
    this.words = words
  }
}

async function fetched(
  address: Address,
  request: FetchRequest,
  signal: AbortSignal,
): Promise<Fetched> {
  const { known, into, setting } = request
  const answer = await answerOf(address, request, signal)
  const host = new URL(address.url).host
  if (answer.statusCode === 304 && known !== null) {
    answer.destroy()
    return { kind: 'unchanged', mark: known }
  }
  const content = await saved(answer, request, { signal, host, setting })
  const { etag = '', 'last-modified': modified = '' } = answer.headers
  const look = JSON.stringify({ etag, modified })
  return compared(known, { look, content }, { kind: 'file', name: host, file: into })
}

/** What the last of the redirects answers: 200, or 304 where it was asked what has changed. */
async function answerOf(
  { url, header, trusted }: Address,
  { setting, known }: FetchRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let at = new URL(url)
  for (let hop = 0; hop <= mostHops; hop++) {
    const isOwn = at.host === new URL(url).host
    const headers = {
      accept:
        'text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.5',
      'accept-encoding': 'identity',
      'user-agent': 'monday-morning-report',
      ...(isOwn && header !== null && { [header.name]: header.value }),
      ...(isOwn && hop === 0 && conditions(known?.look)),
    }
    const answer = await askOnce(at, { headers, signal, ca: trusted })
    const { statusCode = 0 } = answer
    if (statusCode === 200 || (statusCode === 304 && known !== null)) return answer
    answer.destroy()
    if (![301, 302, 303, 307, 308].includes(statusCode)) {
      throw new Refused(statusWords(at.host, statusCode, setting))
    }
    at = leadingTo(answer.headers.location, at)
  }
  throw new Refused({
    expected: `${new URL(url).host} to give a file`,
    given: `more than ${mostHops} redirects`,
    cure: `Correct the address in ${setting}.`,
  })
}

function conditions(look: string | undefined): Record<string, string> {
  const { etag, modified }: Record<string, unknown> = look?.startsWith('{') ? JSON.parse(look) : {}
  return {
    ...(typeof etag === 'string' && etag !== '' && { 'if-none-match': etag }),
    ...(typeof modified === 'string' && modified !== '' && { 'if-modified-since': modified }),
  }
}

function leadingTo(location: string | undefined, from: URL): URL {
  const to =
    location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : null
  if (to?.protocol === 'https:' && to.username === '') return to
  throw new Refused({
    expected: 'redirects that stay on https',
    given: `${from.host} leads to ${to === null ? 'nowhere' : `${to.protocol}//${to.host}`}`,
    cure: 'Write the address that it leads to, with https, or ask whoever runs it.',
  })
}

interface Asked {
  readonly headers: Record<string, string>
  readonly signal: AbortSignal
  readonly ca: string | undefined
}

function askOnce(url: URL, { headers, signal, ca }: Asked): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      headers,
      signal,
      agent: false,
      ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    }
    const request = ask(url, options, resolve)
    request.setTimeout(silence, () => {
      request.destroy(new Error(`no word for ${secondsText(silence)}`))
    })
    request.on('error', reject)
    request.end()
  })
}

interface Saving {
  readonly signal: AbortSignal
  readonly host: string
  readonly setting: string
}

/** Writes what comes into the copy, and gives the mark of it. */
async function saved(
  answer: IncomingMessage,
  { into, limits }: FetchRequest,
  { signal, host, setting }: Saving,
): Promise<string> {
  const tooMuch = () => new Refused(tooLarge(host, limits.bytes))
  if (Number(answer.headers['content-length'] ?? 0) > limits.bytes) {
    answer.destroy()
    throw tooMuch()
  }
  const hash = createHash('sha256')
  let size = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (size === 0 && isPage(chunk)) return done(new Refused(pageWords(host, setting)))
      size += chunk.length
      hash.update(chunk)
      done(size > limits.bytes ? tooMuch() : null, chunk)
    },
  })
  const copy = createWriteStream(into, { flags: 'wx', mode: 0o600 })
  await pipeline([...unpacked(answer), count, copy], { signal })
  return hash.digest('base64url')
}

/** We ask for nothing packed; some servers pack all the same. */
function unpacked(answer: IncomingMessage): [Readable, ...Transform[]] {
  switch (answer.headers['content-encoding']) {
    case 'gzip':
    case 'x-gzip':
      return [answer, createGunzip()]
    case 'deflate':
      return [answer, createInflate()]
    case 'br':
      return [answer, createBrotliDecompress()]
    default:
      return [answer]
  }
}

function isPage(start: Buffer): boolean {
  return /^(\ufeff|\s|<!--.*?-->)*<(!doctype\s+html|html|head|body)\b/is.test(
    start.toString('utf8', 0, 1000),
  )
}

function pageWords(host: string, setting: string): FailedWords {
  return {
    expected: 'a file, CSV or XLSX',
    given: `a web page of ${host}`,
    cure: `It may ask to log in. Open the address in a browser where you are logged out; correct ${setting} or ${setting}_HEADER. A Google sheet has to be published as CSV: File, Share, Publish to web.`,
  }
}

function tooLarge(host: string, most: number): FailedWords {
  return {
    expected: `at most ${megabytesText(most)}`,
    given: `more than that from ${host}`,
    cure: 'Let the report hold what is needed alone.',
  }
}

function tooSlow(host: string, milliseconds: number): FailedWords {
  return {
    expected: `${host} to give all of it within ${secondsText(milliseconds)}`,
    given: '',
    cure: 'It is tried again. If it stays so, let the report hold what is needed alone.',
  }
}

function statusWords(host: string, status: number, setting: string): FailedWords {
  const [given, cure] = meaningOf(status, setting)
  return { expected: `${host} to give a file`, given: `${status}, ${given}`, cure }
}

function meaningOf(status: number, setting: string): [given: string, cure: string] {
  if (status === 401 || status === 403 || status === 407) {
    return [
      'which means that we may not have it',
      `Renew the token in ${setting}_HEADER, or give its user the right to read it.`,
    ]
  }
  if (status === 404 || status === 410) {
    return ['which means that it is not there', `Correct the address in ${setting}.`]
  }
  if (status === 429) return ['which means that it is asked too often', 'It is tried again.']
  if (status >= 500) {
    return ['which means that its server is in trouble', 'It is tried again; ask whoever runs it.']
  }
  return ['which is no file', `Correct the address in ${setting}.`]
}

function unreachable(host: string, error: unknown, setting: string): FailedWords {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  const [given, cure] = trouble[code] ?? [
    /certificate|self.signed/i.test(message)
      ? `its certificate is not trusted: ${message}`
      : message,
    `Correct the address in ${setting}, or ask whoever runs it; it is tried again.`,
  ]
  return { expected: `an answer from ${host}`, given, cure }
}

const ownAuthority =
  'Where your company signs its own certificates, start the program with NODE_EXTRA_CA_CERTS=/path/to/ca.pem.'

const trouble: Readonly<Record<string, [given: string, cure: string]>> = {
  ENOTFOUND: ['no computer of that name', 'Correct the address, or look after the DNS.'],
  EAI_AGAIN: ['the DNS does not answer', 'It is tried again; look after the network.'],
  ECONNREFUSED: ['nothing listens there', 'Correct the address, or ask whoever runs it.'],
  ECONNRESET: ['the connection was broken off', 'It is tried again.'],
  ETIMEDOUT: ['nothing', 'It is tried again; a firewall may be in between.'],
  EHOSTUNREACH: ['no way there', 'Look after the network.'],
  ENETUNREACH: ['no way there', 'Look after the network.'],
  ENOSPC: ['no room on the disk for a copy of it', 'Make room beside the database.'],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'Ask whoever runs it.'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['a certificate of another host', 'Correct the address.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['a certificate that nobody vouches for', ownAuthority],
  SELF_SIGNED_CERT_IN_CHAIN: ['a certificate that nobody vouches for', ownAuthority],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['a certificate that nobody vouches for', ownAuthority],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['a certificate that nobody vouches for', ownAuthority],
  EPROTO: ['no TLS', 'Correct the address: https has another port than http.'],
}
