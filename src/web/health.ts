import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Statement, statementText } from '../report/statement.js'
import { readStatement } from '../store/installation-facts.js'
import { addressSet, type ProxyRemark } from './proxy-watch.js'
import type { Web } from './web.js'

/**
 * `/healthz`, for monitors: 200 while all is well, else 503. What is wrong is for whoever asks on
 * this computer; anybody else hears no more than whether it is well. `remarks` are of no consequence
 * for that.
 */
export function addHealth(
  app: FastifyInstance,
  web: Web,
  remarks: () => readonly ProxyRemark[],
): void {
  let told = ''
  app.get('/healthz', async (request, reply) => {
    const statement = await readStatement(web.db, web, web.now())
    // Anybody may ask, as often as they like: the same is logged once.
    const fault = statement.database === 'well' ? '' : statement.alarms[0].what
    if (fault !== told && fault !== '') web.log(`healthz: ${fault}`)
    told = fault
    reply.code(statement.status === 'well' ? 200 : 503)
    return isFromHere(request)
      ? sendWhole(request, reply, { statement, remarks: remarks() })
      : reply.send({ status: statement.status })
  })
}

interface Told {
  readonly statement: Statement
  readonly remarks: readonly ProxyRemark[]
}

/** JSON, unless a person's browser or somebody who wants plain text asks. */
function sendWhole(request: FastifyRequest, reply: FastifyReply, { statement, remarks }: Told) {
  const { accept = '' } = request.headers
  const wantsText = /\btext\/(plain|html)\b/.test(accept) && !accept.includes('application/json')
  if (!wantsText) return reply.send({ ...statement, ...(remarks.length > 0 ? { remarks } : {}) })
  const lines = remarks.map(({ what, cure }) => `${what} ${cure}\n`)
  return reply.type('text/plain; charset=utf-8').send(statementText(statement) + lines.join(''))
}

/** What proxies add to the requests of others. */
const ofProxies =
  /^(forwarded|via|x-forwarded(-.+)?|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/

/**
 * Whether it comes from this computer and was passed on by nobody. A proxy on this computer that says
 * nothing of the kind is known by the public name that it is asked by, where it keeps that.
 */
function isFromHere({ raw, headers }: FastifyRequest): boolean {
  if (Object.keys(headers).some((name) => ofProxies.test(name))) return false
  return isLoopback(raw.socket.remoteAddress ?? '') && isLoopback(hostIn(headers.host ?? ''))
}

/** The host of a Host header, without port and brackets. */
function hostIn(header: string): string {
  return header.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
}

const isLoopbackAddress = addressSet(['127.0.0.0/8', '::1'])

function isLoopback(host: string): boolean {
  return isLoopbackAddress(host) || host.toLowerCase() === 'localhost'
}
