import { BlockList, isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Web } from './web.js'

/** What is amiss between a proxy and us, and what to do about it. */
export interface ProxyRemark {
  readonly what: string
  readonly cure: string
}

/** Who is believed about who asks, and what was seen of those who should say so. */
export interface ProxyWatch {
  /** Whether the computer of this address is one of the settings' proxies. */
  readonly isTrusted: (address: string) => boolean
  /** Reads what this app's requests say of who asks. To be added before all that asks it. */
  readonly watch: (app: FastifyInstance) => void
  /** What is amiss by the last requests. */
  readonly remarks: () => readonly ProxyRemark[]
}

/**
 * Every visitor behind a proxy that isn't believed, or that doesn't say who asks, is one and the
 * same to us: one who asks too often keeps all others out. That is told once in the log, and for as
 * long as it is so in `remarks`, by what the requests of people show: those that open a link, which
 * leads to the public address and so through the proxy.
 */
export function proxyWatch({ trustedProxies, origin, log }: Web): ProxyWatch {
  const isTrusted = addressSet(trustedProxies)
  const isPublic = !/^http:/.test(origin)
  const seen = new Map<string, ProxyRemark>()
  const told = new Set<string>()
  const note = (peer: string, remark: ProxyRemark | null) => {
    if (remark === null) return void seen.delete(peer)
    if (seen.size < mostSeen || seen.has(peer)) seen.set(peer, remark)
    if (told.size >= mostSeen || told.has(remark.what)) return
    told.add(remark.what)
    log(`${remark.what} ${remark.cure}`, 'info')
  }
  return {
    isTrusted,
    watch: (app) => {
      app.addHook('onRequest', async ({ raw }) => withoutPorts(raw.headers))
      app.addHook('onSend', async (request, reply) => {
        if (!isPublic || reply.statusCode >= 400 || !opensLink(request)) return
        const peer = request.raw.socket.remoteAddress ?? ''
        note(peer, remarkOn(peer, { request, isTrusted: isTrusted(peer) }))
      })
    },
    remarks: () => [...seen.values()],
  }
}

/** Anybody may come with a header of their own: what is kept of them has an end. */
const mostSeen = 8

/** Whether an address is one of these, or in one of these ranges. */
export function addressSet(ranges: readonly string[]): (address: string) => boolean {
  const set = new BlockList()
  for (const range of ranges) {
    const [address = '', length] = range.split('/')
    const family = familyOf(address)
    if (length === undefined) set.addAddress(address, family)
    else set.addSubnet(address, Number(length), family)
  }
  return (given) => {
    // A zone (`fe80::1%eth0`) says by which of this computer's own cables.
    const [address = ''] = given.split('%')
    return isIP(address) !== 0 && set.check(address, familyOf(address))
  }
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}

/** Some load balancers write the port behind the address: every connection would be a visitor. */
function withoutPorts(headers: FastifyRequest['raw']['headers']): void {
  const said = headers['x-forwarded-for']
  if (said === undefined) return
  headers['x-forwarded-for'] = String(said)
    .split(',')
    .map((address) => address.trim().replace(withPort, '$1$2'))
    .join(', ')
}

const withPort = /^(?:([\d.]+):\d+|\[([\da-f.:]+)\](?::\d+)?)$/i

function opensLink({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.includes('/:token') ?? false
}

interface Passed {
  readonly request: FastifyRequest
  readonly isTrusted: boolean
}

function remarkOn(peer: string, { request, isTrusted }: Passed): ProxyRemark | null {
  const says = request.headers['x-forwarded-for'] !== undefined
  if (says && !isTrusted) {
    return {
      what: `Requests come from ${peer} with X-Forwarded-For, and TRUSTED_PROXIES doesn’t name it: all who come that way count as one visitor, and one who asks too often keeps all others out.`,
      cure: 'If it is a proxy of yours, add it to TRUSTED_PROXIES and start again.',
    }
  }
  if (says || !isTrusted) return null
  return {
    what: `Requests come by the proxy ${peer} without X-Forwarded-For: all who come that way count as one visitor, and one who asks too often keeps all others out.`,
    cure: 'Let the proxy add X-Forwarded-For, and keep Host, as docs/deploy/proxies.md says.',
  }
}
