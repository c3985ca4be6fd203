import type { Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Web } from './web.js'

/**
 * Counts connections that the other side broke off: anybody can do that as often as they like, so they
 * are told together and not one by one.
 */
export interface BrokenOffTally {
  /** Counts the connection, once however often it is named. */
  readonly count: (connection: object) => void
  /** From now on, those of this server that break off before a request is whole. */
  readonly watch: (server: Server) => void
  /** Tells how many there were since the last time; nothing where there was none. */
  readonly tell: (log: (text: string, level: 'info') => void) => void
}

export function brokenOffTally(): BrokenOffTally {
  const known = new WeakSet()
  let connections = 0
  const count = (connection: object) => {
    if (!known.has(connection)) connections += 1
    known.add(connection)
  }
  return {
    count,
    watch: (server) => {
      server.on('clientError', (error: NodeJS.ErrnoException, connection) => {
        if (inTheMiddle.includes(error.code ?? '')) count(connection)
      })
    },
    tell: (log) => {
      if (connections === 0) return
      const were = connections === 1 ? '1 connection was' : `${connections} connections were`
      connections = 0
      log(`${were} broken off by the other side`, 'info')
    },
  }
}

/** A reset, and an end in the middle of a request. */
const inTheMiddle = ['ECONNRESET', 'EPIPE', 'HPE_INVALID_EOF_STATE']

/**
 * Drops requests whose connection is gone by the time that they are read: nobody waits for an answer,
 * and the connection has no address any more to limit them by. To be added before all else that
 * looks at a request.
 */
export function dropBrokenOff(app: FastifyInstance, { brokenOff }: Web): void {
  app.addHook('onRequest', async ({ raw }, reply) => {
    const { destroyed, remoteAddress } = raw.socket
    if (!destroyed && remoteAddress !== undefined) return
    brokenOff(raw.socket)
    reply.hijack()
    raw.destroy()
  })
}

const ofTheConnection = ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']

/** Whether an error only says that the sender of a request is gone, and nothing of this program. */
export function isBrokenOff(
  error: NodeJS.ErrnoException,
  request: { readonly destroyed: boolean },
): boolean {
  return request.destroyed && ofTheConnection.includes(error.code ?? '')
}
