import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Fault, Place } from '../fixture/smtp-fault.js'
import { type Script, serve, type Taken } from '../fixture/smtp-fault-session.js'

/** What befalls one message. */
export interface Fate {
  readonly place: Place
  readonly fault: Fault
  /** Whether it is kept all the same; matters at the dot alone. */
  readonly takes?: boolean
  /** What else happens at that moment. */
  readonly meanwhile?: () => void
}

/** A mail server that counts what it takes, and treats each message as the test wants it. */
export interface PostOffice {
  readonly url: string
  /** Every copy that it took, in order. */
  readonly taken: readonly Taken[]
  /** Breaks every connection off. */
  readonly hangUp: () => void
  readonly close: () => Promise<void>
}

/**
 * `fateOf` is asked once for each message, when its recipient is named; null when all goes well.
 */
export async function openPostOffice(
  fateOf: (recipient: string) => Fate | null = () => null,
): Promise<PostOffice> {
  const taken: Taken[] = []
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
    let fate: Fate | null = null
    const hear = (verb: string, recipient: string) => {
      if (verb === 'RCPT') fate = fateOf(recipient)
    }
    serve(
      socket,
      scriptOf(() => fate),
      { take: (message) => taken.push(message), hear },
    )
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const hangUp = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    taken,
    hangUp,
    close: async () => {
      hangUp()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A script that is written while it is played. */
function scriptOf(current: () => Fate | null): Script {
  const at = (place: string | symbol): Fault | undefined => {
    const fate = current()
    if (fate?.place !== place) return undefined
    fate.meanwhile?.()
    return fate.fault
  }
  const faults = new Proxy<Script['faults']>({}, { get: (_, place) => at(place) })
  return {
    faults,
    fromMessage: 1,
    pipelining: true,
    tls: 'none',
    get takes() {
      return current()?.takes ?? false
    },
  }
}

/** What mail systems know a message by. */
export function messageIdIn({ text }: Taken): string {
  return /^Message-ID: *(\S+)/im.exec(text)?.[1] ?? ''
}
