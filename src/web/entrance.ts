import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { LinkPurpose } from '../link/claim.js'
import { isEntitled, refuseRemoved } from './access.js'
import { refuse, showMessage } from './answer.js'
import { openSession } from './cookie.js'
import { accountHref, entrances, listHref } from './href.js'
import { openedLink } from './visit.js'
import type { Web } from './web.js'

interface Opening {
  readonly Params: {
    readonly token: string
    /** Where a manager begins; any account that isn't theirs is refused like a bad link. */
    readonly accountId?: string
  }
}

/**
 * Where links lead: the token becomes a cookie, and the browser goes on to an address without it.
 * Opening a link changes nothing and uses nothing up, however often scanners do it.
 */
export function addLinkPages(app: FastifyInstance, web: Web): void {
  const purposes: readonly LinkPurpose[] = ['update', 'list', 'view', 'unsubscribe', 'revert']
  for (const purpose of purposes) {
    const open = (request: FastifyRequest<Opening>, reply: FastifyReply) =>
      enter(web, { request, reply }, { purpose, ...request.params })
    app.get<Opening>(`${entrances[purpose]}/:token`, open)
    if (purpose === 'update') app.get<Opening>(`${entrances.update}/:token/:accountId`, open)
  }
}

async function enter(
  web: Web,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { purpose, token, accountId }: Opening['Params'] & { readonly purpose: LinkPurpose },
): Promise<FastifyReply> {
  if (token === 'test' || token === 'preview') return showSample(web, reply, token)
  const opened = await openedLink(web, token, purpose)
  if (opened === null) return refuse(web, reply)
  if (!(await isEntitled(web, opened.link))) return refuseRemoved(web, reply, opened.link)
  const seat = await openSession(web, { request, reply }, opened)
  return reply
    .header('referrer-policy', 'no-referrer')
    .redirect(leadsTo(purpose, accountId ?? opened.accountId, seat), 303)
}

/** What stands where a link would: whoever follows it was shown a mail that is nobody's. */
function showSample(web: Web, reply: FastifyReply, token: 'test' | 'preview'): FastifyReply {
  return showMessage(web, reply.header('referrer-policy', 'no-referrer'), {
    heading: token === 'test' ? 'This link is a test' : 'This link is a preview',
    paragraphs: [
      `It is from a mail that was made as a ${token}, and opens nothing. Nothing was changed.`,
      'In the mail itself, the same link works for the person whom it is sent to.',
    ],
  })
}

function leadsTo(purpose: LinkPurpose, accountId: string | null, seat: string): string {
  switch (purpose) {
    case 'update':
    case 'list':
      return accountId === null ? listHref(seat) : accountHref(seat, accountId)
    case 'view':
      return `/view?${seat}`
    case 'unsubscribe':
      return `/unsubscribe?${seat}`
    case 'revert':
      return `/revert?${seat}`
  }
}
