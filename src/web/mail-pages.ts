import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { readSentMail } from '../store/sent-mail.js'
import { isUnsubscribed, unsubscribe } from '../store/unsubscribes.js'
import { frame, refuse, showMessage, showPage } from './answer.js'
import { formOf, hiddenFields, one } from './guard.js'
import { entrances } from './href.js'
import { mailPolicy } from './policy.js'
import { openedLink, type Visit, visitOf } from './visit.js'
import { stored, type Web } from './web.js'

/** What a mail's own links lead to: the mail itself, and an end to it. */
export function addMailPages(app: FastifyInstance, web: Web, limited: RouteShorthandOptions): void {
  app.get('/view', (request, reply) => showMail(web, request, reply))
  app.get('/unsubscribe', (request, reply) => askToUnsubscribe(web, request, reply))
  app.post('/unsubscribe', limited, (request, reply) => submitUnsubscribe(web, request, reply))
  // In a scope of its own, so that no other address takes such bodies.
  app.register(async (scope) => addOneClick(scope, web, limited))
}

/**
 * Exactly what was sent, but for the tokens in it: whoever is shown a mail gets no way to act in
 * it.
 */
async function showMail(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visit = await visitOf(web, request, 'view')
  const deliveryId = visit?.link.deliveryId ?? null
  const mail = deliveryId === null ? null : await readSentMail(web.db, deliveryId)
  if (visit === null || mail === null || mail.address !== visit.link.address) {
    return refuse(web, reply)
  }
  const html = await web.htmlOf(mail.bytes)
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', mailPolicy)
    .send(withoutTokens(html, web))
}

function withoutTokens(html: string, { origin }: Web): string {
  const ways = Object.values(entrances).map((way) => way.slice(1))
  const start = `${origin}/`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const link = new RegExp(`${start}(${ways.join('|')})/[^\\s"'<>]+`, 'g')
  return html.replace(link, (_, way: string) => `${origin}/${way === 'view' ? way : 'accounts'}`)
}

async function askToUnsubscribe(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visit = await visitOf(web, request, 'unsubscribe')
  if (visit === null || visit.link.deliveryId === null) return refuse(web, reply)
  if (await isUnsubscribed(web.db, visit.link.deliveryId)) return sayUnsubscribed(web, reply, visit)
  return showDecision(web, reply, { visit, fault: '' })
}

async function submitUnsubscribe(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const visit = await visitOf(web, request, 'unsubscribe')
  if (visit === null || visit.link.deliveryId === null) return refuse(web, reply)
  const body = formOf(web, request, { visit, names: ['confirmed'] })
  if (body === null) return refuse(web, reply)
  if (one(body, 'confirmed') !== 'yes') {
    reply.code(422)
    return showDecision(web, reply, { visit, fault: 'Nothing was changed yet. Tick this first.' })
  }
  const { linkHash, deliveryId } = visit.link
  const at = stored(web.now())
  await unsubscribe(web.db, { deliveryId, linkHash, device: visit.device, at })
  return reply.redirect('/unsubscribe', 303)
}

/**
 * RFC 8058: mail programs post this for their user, without cookies. The link says whose it is, and
 * that it is posted says that it is meant; the body is theirs to choose, as a form, as form data or
 * as text, and their type for it, if any, says nothing more.
 */
function addOneClick(scope: FastifyInstance, web: Web, limited: RouteShorthandOptions): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  scope.addHook('onRequest', async ({ raw }) => {
    // A type that can't be read would be refused before the body is.
    delete raw.headers['content-type']
  })
  scope.post<{ Params: { token: string } }>(
    `${entrances.unsubscribe}/:token`,
    limited,
    (request, reply) => oneClick(web, request.params.token, { request, reply }),
  )
}

async function oneClick(
  web: Web,
  token: string,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const opened = await openedLink(web, token, 'unsubscribe')
  const deliveryId = opened?.link.deliveryId ?? null
  if (opened === null || deliveryId === null || !isOneClick(request.body)) return refuse(web, reply)
  const { linkHash } = opened.link
  await unsubscribe(web.db, { deliveryId, linkHash, device: 'one click', at: stored(web.now()) })
  return reply.type('text/plain; charset=utf-8').send('You are unsubscribed.\n')
}

/** Whether a body says so, however it is coded, or nothing at all; another answer is no consent. */
function isOneClick(body: unknown): boolean {
  const text = typeof body === 'string' ? body.replace(/%2d/gi, '-').trim() : ''
  return text === '' || oneClickField.test(text)
}

/** `name=value` or `"name":"value"`, or else a part's name, what its head says more, its value. */
const oneClickField =
  /(?<![\w-])list-unsubscribe"?(?:\s*[=:]\s*"?|[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n\s*)one-click(?![\w-])/i

function showDecision(
  web: Web,
  reply: FastifyReply,
  { visit, fault }: { readonly visit: Visit; readonly fault: string },
): FastifyReply {
  return showPage(reply, 'decision', {
    ...frame(web, 'Unsubscribe'),
    heading: 'No more of these mails?',
    paragraphs: [
      `The Monday Morning Report will no longer be sent to ${visit.link.address}.`,
      'The admins are told, and can send it to you again when you ask them.',
    ],
    href: '/unsubscribe',
    hidden: hiddenFields(web, visit, 'none'),
    tick: 'Yes, stop these mails',
    button: 'Unsubscribe',
    fault,
  })
}

function sayUnsubscribed(web: Web, reply: FastifyReply, { link }: Visit): FastifyReply {
  return showMessage(web, reply, {
    heading: 'You are unsubscribed',
    paragraphs: [
      `${link.address} gets no more of these mails; one that was planned already is called off. ` +
        'Only what had left by then may still arrive.',
      'To have them again, ask whoever runs the report.',
    ],
  })
}
