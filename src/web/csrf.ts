import type { FastifyRequest } from 'fastify'
import { formToken, isFormToken } from '../link/session.js'
import type { Hidden } from './page.js'
import { type BrowserSession, kindOf } from './session.js'
import type { Web } from './web.js'

/**
 * A form's fields as they were sent: each once, unless it is one that may be there several times.
 */
export type Body = ReadonlyMap<string, readonly string[]>

/**
 * The fields of a form that we made for this visit, or null for anything else: another site's form,
 * a field that we don't know, one that is there twice.
 */
export function formOf(
  web: Web,
  request: FastifyRequest,
  expected: { readonly visit: BrowserSession; readonly names: readonly string[] },
): Body | null {
  const body = fieldsOf(request, [...expected.names, ...hiddenNames])
  if (body === null || !isFromHere(web, request)) return null
  return isFormToken(one(body, 'form'), visitorOf(expected.visit), web.keys) ? body : null
}

/**
 * The same for a form that anybody may send, who came by no link. The page that has it tells no
 * referrer, so that its origin is `null`.
 */
export function openFormOf(
  web: Web,
  request: FastifyRequest,
  names: readonly string[],
): Body | null {
  const { origin, 'sec-fetch-site': site } = request.headers
  const isOurs = origin === 'null' && site === 'same-origin'
  return isOurs || isFromHere(web, request) ? fieldsOf(request, names) : null
}

function fieldsOf(request: FastifyRequest, names: readonly string[]): Body | null {
  const body = sentFields(request)
  for (const [name, values] of body ?? []) {
    if (!names.includes(name) || (values.length > 1 && !groups.includes(name))) return null
  }
  return body
}

/** Of which any number may be chosen. */
const groups = ['contacts', 'accounts']

const hiddenNames = ['form', 'submission', 'base']

/** What a page's form carries unseen: whose it is, which submission, and what it was made from. */
export function hiddenFields(web: Web, visit: BrowserSession, base: string): Hidden[] {
  return [
    { name: 'form', value: formToken(visitorOf(visit), web.keys) },
    { name: 'submission', value: web.random(15).toString('base64url') },
    { name: 'base', value: base },
  ]
}

/**
 * The browser, and what its link is for. Another link for the same, such as Monday's and Friday's
 * of one week, ends no form that was begun by the first.
 */
function visitorOf({ device, link }: BrowserSession): string {
  const { purpose, address, week, accountId, version, deliveryId } = link
  const isReport = kindOf(purpose) === 'report'
  const about = isReport ? week : [week, accountId, version, deliveryId]
  return JSON.stringify([device, kindOf(purpose), address, about])
}

/** The value of a field that is there once; empty where it isn't there. */
export function one(body: Body, name: string): string {
  return body.get(name)?.[0] ?? ''
}

/** Browsers say where a request comes from; old ones say nothing, and the hidden value decides. */
export function isFromHere({ origin }: Web, { headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  return headers.origin === undefined || headers.origin === origin
}

/** What a form sent, as it came: nothing is known of it yet. Null where it was no form. */
export function sentFields({ body: sent }: FastifyRequest): Body | null {
  if (typeof sent !== 'object' || sent === null) return null
  const fields = Object.entries(sent).map(([name, value]): [string, string[]] => {
    const values: unknown[] = Array.isArray(value) ? value : [value]
    return [name, values.filter((text) => typeof text === 'string')]
  })
  return new Map(fields)
}
