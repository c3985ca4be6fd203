import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { faultInAddress } from '../address.js'
import { addLinkRequest } from '../store/links.js'
import { showMessage } from './answer.js'
import { one, openFormOf } from './csrf.js'
import { isoUtcOf, type Web } from './web.js'

/**
 * Where somebody whose link doesn't hold asks for another. It is mailed, by the worker and only to
 * the address in the settings; the page says the same whatever the address, and just as soon.
 */
export function addNewLink(app: FastifyInstance, web: Web): void {
  const limited = { config: { rateLimit: { max: mostAsked, timeWindow: 60_000 } } }
  app.post('/new-link', limited, (request, reply) => askForLink(web, request, reply))
}

/** By one visitor, in a minute. */
const mostAsked = 10

/** For one address: who asks again sooner gets no further mail. */
const patienceMs = 60 * 60_000

function askForLink(web: Web, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const body = openFormOf(web, request, ['address'])
  const address = body === null ? '' : one(body, 'address').trim()
  if (faultInAddress(address) === null) remember(web, address)
  return showMessage(web, reply, {
    heading: 'Look into your mail',
    paragraphs: [
      'If that is the address of an account manager in the report’s settings, a new link is mailed to it within minutes.',
      'Nothing came? Look for spam, and ask again in an hour; or ask whoever runs the report.',
    ],
  })
}

/** Not waited for: how long it takes must not tell whether the address is known. */
function remember(web: Web, address: string): void {
  const now = web.now()
  const asked = { at: isoUtcOf(now), notSince: isoUtcOf(now - patienceMs) }
  addLinkRequest(web.db, address, asked).catch((error: unknown) => {
    web.log(`new-link: ${error instanceof Error ? error.message : String(error)}`)
  })
}
