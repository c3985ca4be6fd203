import { isIP } from 'node:net'
import type * as z from 'zod'
import type { Complaint } from './fault.js'
import { complain } from './setting.js'

export const proxyList = {
  expected: 'addresses and ranges of your proxies, with commas between them',
  cure: 'Write for example 127.0.0.1, ::1, 10.20.0.0/24: addresses, not names.',
}

/** Addresses and ranges (`10.0.0.0/8`), each as it was written; every one that is none is told. */
export function readProxies(text: string, context: z.RefinementCtx): readonly string[] {
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
