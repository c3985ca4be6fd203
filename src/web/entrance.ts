import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { LinkPurpose, LinkScope } from '../link/claim.js'
import { refuse } from './answer.js'
import { setSession } from './cookie.js'
import { accountHref, entrances } from './href.js'
import { openedLink } from './visit.js'
import type { Web } from './web.js'

interface Opening {
  readonly Params: { readonly token: string }
}

/**
 * Where links lead: the token becomes a cookie, and the browser goes on to an address without it.
 * Opening a link changes nothing and uses nothing up, however often scanners do it.
 */
export function addEntrances(app: FastifyInstance, web: Web): void {
  const purposes: readonly LinkPurpose[] = ['update', 'list', 'view', 'unsubscribe', 'revert']
  for (const purpose of purposes) {
    app.get<Opening>(`${entrances[purpose]}/:token`, (request, reply) =>
      enter(web, { request, reply }, { purpose, token: request.params.token }),
    )
  }
}

async function enter(
  web: Web,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { purpose, token }: { readonly purpose: LinkPurpose; readonly token: string },
): Promise<FastifyReply> {
  const opened = await openedLink(web, token, purpose)
  if (opened === null) return refuse(web, reply)
  setSession(web, { request, reply }, opened)
  return reply.header('referrer-policy', 'no-referrer').redirect(leadsTo(opened.scope), 303)
}

function leadsTo(scope: LinkScope): string {
  switch (scope.purpose) {
    case 'update':
    case 'list':
      return scope.accountId === null ? '/accounts' : accountHref(scope.accountId)
    case 'view':
      return '/view'
    case 'unsubscribe':
      return '/unsubscribe'
    case 'revert':
      return '/revert'
  }
}
