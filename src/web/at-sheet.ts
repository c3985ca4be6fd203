import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuse } from './answer.js'
import { type Desk, readDesk, readSheet, type Sheet } from './desk.js'
import { scopeOf, type Visit, visitOf } from './visit.js'
import type { Web } from './web.js'

/** Everything that a request to a page of account managers is about. */
export interface AtDesk {
  readonly web: Web
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly visit: Visit
  readonly desk: Desk
}

/** The same for a page about one account. */
export interface AtSheet extends AtDesk {
  readonly sheet: Sheet
}

export interface AboutAccount {
  readonly Params: { readonly accountId: string }
}

type Answer = FastifyReply | Promise<FastifyReply>

/** A page for whoever came by a link that holds. */
export function deskPage(web: Web, show: (at: AtDesk) => Answer) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const at = await atDesk(web, request, reply)
    return at === null ? refuse(web, reply) : await show(at)
  }
}

/** A page about one of their own accounts; anybody else's is refused like a bad link. */
export function sheetPage(web: Web, show: (at: AtSheet) => Answer) {
  return async (
    request: FastifyRequest<AboutAccount>,
    reply: FastifyReply,
  ): Promise<FastifyReply> => {
    const at = await atDesk(web, request, reply)
    if (at === null) return refuse(web, reply)
    const sheet = await readSheet(web.db, at.desk, request.params.accountId)
    return sheet === null ? refuse(web, reply) : await show({ ...at, sheet })
  }
}

/** What counts now: somebody may have saved since the request came. */
export async function refreshed(at: AtSheet): Promise<AtSheet> {
  const { accountId } = at.sheet.account
  const sheet = await readSheet(at.web.db, at.desk, accountId)
  if (sheet === null) throw new Error(`account ${accountId} is gone`)
  return { ...at, sheet }
}

async function atDesk(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<AtDesk | null> {
  const visit = await visitOf(web, request, 'report')
  const scope = visit === null ? null : scopeOf(visit)
  if (visit === null || scope === null) return null
  return { web, request, reply, visit, desk: await readDesk(web, scope) }
}
