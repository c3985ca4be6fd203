import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Statement, statementText } from '../report/statement.js'
import { readStatement } from '../store/installation-facts.js'
import type { Web } from './web.js'

/**
 * `/healthz`, for monitors: 200 while all is well, else 503. What is wrong is for whoever asks on
 * this computer; anybody else hears no more than whether it is well.
 */
export function addHealth(app: FastifyInstance, web: Web): void {
  let told = ''
  app.get('/healthz', async (request, reply) => {
    const statement = await readStatement(web.db, web, web.now())
    // Anybody may ask, as often as they like: the same is logged once.
    const fault = statement.database === 'well' ? '' : statement.alarms[0].what
    if (fault !== told && fault !== '') web.log(`healthz: ${fault}`)
    told = fault
    reply.code(statement.status === 'well' ? 200 : 503)
    return isFromHere(request)
      ? sendWhole(request, reply, statement)
      : reply.send({ status: statement.status })
  })
}

/** JSON, unless a person's browser or somebody who wants plain text asks. */
function sendWhole(request: FastifyRequest, reply: FastifyReply, statement: Statement) {
  const { accept = '' } = request.headers
  const wantsText = /\btext\/(plain|html)\b/.test(accept) && !accept.includes('application/json')
  return wantsText
    ? reply.type('text/plain; charset=utf-8').send(statementText(statement))
    : reply.send(statement)
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

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

function isLoopback(host: string): boolean {
  if (isIPv4(host)) return loopback.check(host)
  return isIPv6(host) ? loopback.check(host, 'ipv6') : host.toLowerCase() === 'localhost'
}
