import { isIP } from 'node:net'
import * as z from 'zod'
import type { Complaint } from './fault.js'
import { complain, setting, wholeNumber } from './fields.js'

const proxyList = {
  expected: 'addresses and ranges of your proxies, with commas between them',
  cure: 'Write for example 127.0.0.1, ::1, 10.20.0.0/24: addresses, not names.',
}

/** Addresses and ranges (`10.0.0.0/8`), each as it was written; every one that is none is told. */
function readProxies(text: string, context: z.RefinementCtx): readonly string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
  for (const given of items) {
    const complaint = complaintAbout(given)
    if (complaint !== null) complain(context, { ...complaint, given })
  }
  return items
}

function complaintAbout(item: string): Omit<Complaint, 'given'> | null {
  const [, address = '', length] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(item) ?? []
  const version = isIP(address)
  if (version === 0) return proxyList
  if (version === 6 && /^::ffff:/i.test(address)) {
    return {
      expected: 'an IPv4 address by itself',
      cure: 'Write it without ::ffff: before it, and its range as of an IPv4 address.',
    }
  }
  const bits = version === 4 ? 32 : 128
  if (length === '0') {
    return {
      expected: 'proxies of yours',
      cure: 'A range of /0 is everybody: then whoever asks may say who they are. Name your proxies alone.',
    }
  }
  if (length === undefined || Number(length) <= bits) return null
  return {
    expected: `a range of at most /${bits}`,
    cure: `Write how many bits its addresses share, from 1 to ${bits}, or the address alone.`,
  }
}

/** Where account managers answer. */
export interface WebConfig {
  /** Scheme and host as people reach it, without a slash at its end; null for no links in mails. */
  readonly url: string | null
  /** Where the server listens. */
  readonly host: string
  readonly port: number
  /** Addresses and ranges of those who are believed about who asks. */
  readonly trustedProxies: readonly string[]
  /** The first signs links, all verify; none means that one is kept beside the database. */
  readonly linkKeys: readonly LinkKeySetting[]
}

export interface LinkKeySetting {
  readonly id: string
  /** At least 32 bytes in base64. It is a secret. */
  readonly secret: string
}

const url = {
  expected: 'https:// and a host, without a path',
  cure: 'Write the address as people reach it, such as https://report.example.com; http:// only works on this machine, as http://localhost:3000.',
}

const keys = {
  expected: 'pairs of an id and a secret of at least 32 random bytes in base64',
  given: '(hidden, because it holds secrets)',
  cure: 'Write for example k1:SECRET with what openssl rand -base64 32 prints for SECRET, commas between several, each with an id of its own.',
}

export const webSettings = {
  WEB_URL: setting({ ...url, standard: '', read: z.string().transform(readUrl) }),
  WEB_HOST: setting({
    standard: '127.0.0.1',
    expected: 'a host name or an IP address to listen on',
    cure: 'Write 127.0.0.1 behind a proxy on this machine, or 0.0.0.0 in a container.',
    read: z.string().regex(/^[\w.:-]{1,253}$/),
  }),
  WEB_PORT: setting({
    standard: '3000',
    expected: 'a port from 1 to 65535',
    cure: 'Write for example 3000.',
    read: wholeNumber(1, 65_535),
  }),
  TRUSTED_PROXIES: setting({
    ...proxyList,
    standard: '127.0.0.0/8, ::1',
    read: z.string().transform(readProxies),
  }),
  LINK_KEYS: setting({
    ...keys,
    standard: '',
    asWritten: true,
    read: z.string().transform(readKeys),
  }),
}

interface WebValues {
  readonly WEB_URL: string | null
  readonly WEB_HOST: string
  readonly WEB_PORT: number
  readonly TRUSTED_PROXIES: readonly string[]
  readonly LINK_KEYS: readonly LinkKeySetting[]
}

export function webOf(values: WebValues): WebConfig {
  return {
    url: values.WEB_URL,
    host: values.WEB_HOST,
    port: values.WEB_PORT,
    trustedProxies: values.TRUSTED_PROXIES,
    linkKeys: values.LINK_KEYS,
  }
}

/** Cookies and links travel in the clear over http: that may not leave the machine. */
function readUrl(text: string, context: z.RefinementCtx): string | null {
  if (text === '') return null
  const read = URL.canParse(text) ? new URL(text) : null
  const isPlain = read !== null && `${read.origin}/` === read.href
  const isLocal = isThisComputer(read?.hostname ?? '')
  if (isPlain && (read.protocol === 'https:' || (read.protocol === 'http:' && isLocal))) {
    return read.origin
  }
  complain(context, { ...url, given: text })
  return z.NEVER
}

/** Whether a URL's host is where nobody is in between. */
export function isThisComputer(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

function readKeys(text: string, context: z.RefinementCtx): readonly LinkKeySetting[] {
  const found = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => /^([\w-]{1,32}):([\w+/-]{43,}={0,2})$/.exec(pair))
    .map((match) => ({ id: match?.[1] ?? '', secret: match?.[2] ?? '' }))
  const ids = new Set(found.map(({ id }) => id))
  if (ids.size === found.length && found.every(({ secret }) => isRandom(secret))) return found
  complain(context, keys)
  return z.NEVER
}

/** Long enough, and no word written over and over: 32 random bytes have 16 different ones. */
function isRandom(secret: string): boolean {
  const bytes = Buffer.from(secret, 'base64')
  return bytes.length >= 32 && new Set(bytes).size >= 16
}
