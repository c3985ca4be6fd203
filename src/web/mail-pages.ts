import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { accountOrderOf } from '../report/digest/account-order.js'
import { readSentMail } from '../store/messages.js'
import { isUnsubscribed, unsubscribe } from '../store/unsubscribes.js'
import { mailPolicy, pageHead, refuse, showMessage, showPage } from './answer.js'
import { formOf, hiddenFields, one } from './csrf.js'
import { entrances } from './href.js'
import { logOutOf } from './log-out.js'
import { type BrowserSession, openedLink } from './session.js'
import { type AtVisit, visited } from './visited.js'
import { isoUtcOf, type Web } from './web.js'

/** What a mail's own links lead to: the mail itself, and an end to it. */
export function addMailPages(app: FastifyInstance, web: Web, limited: RouteShorthandOptions): void {
  app.get('/view', visited(web, 'view', showReport))
  app.get('/unsubscribe', visited(web, 'unsubscribe', askToUnsubscribe))
  app.post('/unsubscribe', limited, visited(web, 'unsubscribe', submitUnsubscribe))
  // In a scope of its own, so that no other address takes such bodies.
  app.register(async (scope) => addOneClick(scope, web, limited))
}

/**
 * All that the mail's reader is told, as a page: what the mail had no room for is here. Where there is
 * no such page, and where it is asked for, the mail itself.
 */
async function showReport(at: AtVisit & { readonly request: FastifyRequest }) {
  const { web, request, reply, visit } = at
  const { deliveryId, address } = visit.link
  const { searchParams } = new URL(request.url, web.origin)
  if (deliveryId === null || searchParams.has('mail')) return await showMail(at)
  const self = viewHref(visit)
  const page = await web.reportOf({
    deliveryId,
    address,
    order: accountOrderOf(searchParams.get('sort'), searchParams.get('dir')),
    links: {
      self,
      mail: `${self}&mail=1`,
      list: '/accounts',
      logOut: logOutOf(visit).href,
    },
  })
  return page === null ? await showMail(at) : reply.type('text/html; charset=utf-8').send(page)
}

function viewHref({ seat }: BrowserSession): string {
  return `/view?${seat}`
}

/**
 * Exactly what was sent, but for the tokens in it, and for a way to log out above it: whoever is shown
 * a mail gets no way to act in it.
 */
async function showMail({ web, reply, visit }: AtVisit): Promise<FastifyReply> {
  const { deliveryId, address } = visit.link
  const mail = deliveryId === null ? null : await readSentMail(web.db, deliveryId)
  if (mail === null || mail.address !== address) return refuse(web, reply)
  if (mail.bytes === null) return sayLetGo(web, reply)
  const html = await web.htmlOf(mail.bytes)
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', mailPolicy)
    .send(withLogOut(withoutTokens(html, web, visit), visit))
}

function sayLetGo(web: Web, reply: FastifyReply): FastifyReply {
  reply.code(410)
  return showMessage(web, reply, {
    heading: 'This mail is not kept any more',
    paragraphs: [
      'The report keeps its mails for some months, and then only what became of them.',
      'What was in it may still be in your own mailbox.',
    ],
  })
}

function withLogOut(html: string, visit: BrowserSession): string {
  const { href } = logOutOf(visit)
  const button = `<button type="submit">This isn’t my computer: log out</button>`
  const form = `<form method="post" action="${href}" style="margin:8px;text-align:right">${button}</form>`
  return html.replace(/<body\b[^>]*>/, (body) => body + form)
}

function withoutTokens(html: string, { origin }: Web, { seat }: BrowserSession): string {
  const ways = Object.values(entrances).map((way) => way.slice(1))
  const start = `${origin}/`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const link = new RegExp(`${start}(${ways.join('|')})/[^\\s"'<>]+`, 'g')
  return html.replace(
    link,
    (_, way: string) => `${origin}/${way === 'view' ? `view?${seat}` : 'accounts'}`,
  )
}

async function askToUnsubscribe({ web, reply, visit }: AtVisit): Promise<FastifyReply> {
  if (visit.link.deliveryId === null) return refuse(web, reply)
  if (await isUnsubscribed(web.db, visit.link.deliveryId)) return sayUnsubscribed(web, reply, visit)
  return showDecision(web, reply, { visit, fault: '' })
}

async function submitUnsubscribe({ web, request, reply, visit }: AtVisit): Promise<FastifyReply> {
  if (visit.link.deliveryId === null) return refuse(web, reply)
  const body = formOf(web, request, { visit, names: ['confirmed'] })
  if (body === null) return refuse(web, reply)
  if (one(body, 'confirmed') !== 'yes') {
    reply.code(422)
    return showDecision(web, reply, { visit, fault: 'Nothing was changed yet. Tick this first.' })
  }
  const { linkHash, deliveryId } = visit.link
  const at = isoUtcOf(web.now())
  await unsubscribe(web.db, { deliveryId, linkHash, device: visit.device, at })
  return reply.redirect(unsubscribeHref(visit), 303)
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
  await unsubscribe(web.db, { deliveryId, linkHash, device: 'one click', at: isoUtcOf(web.now()) })
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

function unsubscribeHref({ seat }: BrowserSession): string {
  return `/unsubscribe?${seat}`
}

function showDecision(
  web: Web,
  reply: FastifyReply,
  { visit, fault }: { readonly visit: BrowserSession; readonly fault: string },
): FastifyReply {
  return showPage(reply, 'decision', {
    ...pageHead(web, 'Unsubscribe', { logOut: logOutOf(visit) }),
    heading: 'No more of these mails?',
    paragraphs: [
      `The Monday Morning Report will no longer be sent to ${visit.link.address}.`,
      'The admins are told, and can send it to you again when you ask them.',
    ],
    href: unsubscribeHref(visit),
    hidden: hiddenFields(web, visit, 'none'),
    tick: 'Yes, stop these mails',
    button: 'Unsubscribe',
    fault,
  })
}

function sayUnsubscribed(web: Web, reply: FastifyReply, visit: BrowserSession): FastifyReply {
  const { address } = visit.link
  return showMessage(web, reply, {
    heading: 'You are unsubscribed',
    paragraphs: [
      `${address} gets no more of these mails; one that was planned already is called off. ` +
        'Only what had left by then may still arrive.',
      'To have them again, ask whoever runs the report.',
    ],
    logOut: logOutOf(visit),
  })
}
