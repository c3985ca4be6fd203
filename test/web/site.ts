import { randomBytes } from 'node:crypto'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { onTestFinished } from 'vitest'
import { formatOf } from '../../src/format.js'
import type { LinkScope, ReportScope } from '../../src/link/claim.js'
import { linkHash, linkIdOf, linkToken } from '../../src/link/token.js'
import { defaultPolicy } from '../../src/report/policy.js'
import type { Database } from '../../src/store/database.js'
import { addLinks } from '../../src/store/links.js'
import { webApp } from '../../src/web/app.js'
import { usualLimits, type Web } from '../../src/web/web.js'
import { addAccount, addSnapshot, friday, week } from '../fixture/answering.js'
import { keys } from '../link/key.js'
import { scratchDatabase } from '../store/scratch.js'

/** A web server of the running test's own, its database, and a clock that stands still. */
export interface Site {
  readonly db: Database
  readonly app: FastifyInstance
  readonly web: Web
  readonly logged: string[]
  /** Why links were refused. */
  readonly refused: string[]
  /** Milliseconds since the epoch; set it to let time pass. */
  clock: number
}

/** Ada owns A-1 (last reported a week ago) and A-2 (never), Bob owns B-1. */
export async function site(over: Partial<Web> = {}): Promise<Site> {
  const db = await scratchDatabase()
  await addAccount(db, 'A-1', { name: 'Meridian Hospital' })
  await addAccount(db, 'A-2', { name: 'Quill & Sons' })
  await addAccount(db, 'B-1', { manager_address: 'bob@example.com', manager_name: 'Bob' })
  await addSnapshot(db, 'A-1', { relationship: 61, pulse: 'green', note: 'All calm' })
  await addSnapshot(db, 'B-1')
  const logged: string[] = []
  const refused: string[] = []
  const made = { db, logged, refused, clock: friday }
  const web = webOf(made, over)
  const app = await webApp(web)
  onTestFinished(() => app.close())
  return Object.assign(made, { app, web })
}

export function webOf(
  made: Pick<Site, 'db' | 'logged' | 'clock'> & { readonly refused?: string[] },
  over: Partial<Web> = {},
): Web {
  return {
    db: made.db,
    keys,
    origin: 'https://report.example.com',
    trustedProxies: ['127.0.0.0/8', '::1'],
    now: () => made.clock,
    random: randomBytes,
    companyName: 'Harbour Services',
    format: formatOf({ locale: 'en-US', currency: 'USD' }),
    timeZone: 'America/New_York',
    policy: defaultPolicy,
    roster: { executives: [], accountManagers: { everyone: true, listed: [] }, admins: [] },
    timetable: { at: { weekday: 1, hour: 7, minute: 0 }, zones: ['America/New_York'] },
    prompts: null,
    readsBounces: false,
    pulls: [],
    limits: usualLimits,
    htmlOf: async (bytes) => bytes.toString('utf8'),
    reportOf: async () => null,
    refused: (kind) => made.refused?.push(kind),
    brokenOff: () => {},
    log: (text, level = 'error') => void (level === 'error' && made.logged.push(text)),
    ...over,
  }
}

/** The address of a page in a browser's session, as pages link to it. */
export function inSession(path: string): RegExp {
  return new RegExp(`^${path}\\?[\\w-]{16}$`)
}

export const toReport: ReportScope = {
  purpose: 'update',
  address: 'ada@example.com',
  week,
  accountId: 'A-1',
}

/** A link that was mailed, and the token in it, with the account that it begins with behind it. */
export async function mailedLink(
  made: Pick<Site, 'db' | 'clock'>,
  scope: LinkScope = toReport,
  name = randomBytes(6).toString('hex'),
): Promise<string> {
  await recordLink(made, scope, linkIdOf(name, keys))
  const token = linkToken(linkIdOf(name, keys), scope.purpose, keys)
  const begins = scope.purpose === 'update' && scope.accountId !== null
  return begins ? `${token}/${scope.accountId}` : token
}

/** Records a link as it is before it is mailed. */
export async function recordLink(
  { db, clock }: Pick<Site, 'db' | 'clock'>,
  scope: LinkScope,
  linkId: string,
): Promise<void> {
  const expiresAt = clock + 8 * 86_400_000
  await addLinks(db, [
    {
      linkHash: linkHash(linkId),
      purpose: scope.purpose,
      address: scope.address,
      week: 'week' in scope ? scope.week : null,
      accountId: scope.purpose === 'revert' ? scope.accountId : null,
      version: scope.purpose === 'revert' ? scope.version : null,
      deliveryId: 'deliveryId' in scope ? scope.deliveryId : null,
      issuedAt: new Date(clock).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
    },
  ])
}

type Fields = Readonly<Record<string, string | readonly string[]>>

/** Somebody with a browser that keeps cookies and can read forms. */
export interface Visitor {
  readonly get: (path: string) => Promise<LightMyRequestResponse>
  readonly post: (
    path: string,
    fields: Fields,
    headers?: Record<string, string>,
  ) => Promise<LightMyRequestResponse>
  /** Opens a page with a form and sends it with these fields changed. */
  readonly fill: (path: string, changed: Fields) => Promise<LightMyRequestResponse>
}

export function visitor({ app }: Pick<Site, 'app'>): Visitor {
  const cookies: Record<string, string> = {}
  const keep = (response: LightMyRequestResponse) => {
    for (const { name, value } of response.cookies) cookies[name] = value
    return response
  }
  const get = async (url: string) => keep(await app.inject({ url, cookies }))
  const post: Visitor['post'] = async (url, fields, headers = {}) =>
    keep(
      await app.inject({
        method: 'POST',
        url,
        cookies,
        payload: encoded(fields),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
          origin: 'https://report.example.com',
          ...headers,
        },
      }),
    )
  const fill: Visitor['fill'] = async (path, changed) => {
    const page = await get(path)
    return await post(path, { ...formIn(page.body), ...changed })
  }
  return { get, post, fill }
}

/** Comes by a link, and goes where it leads. */
export async function comeBy(site: Site, token: string, way = 'update'): Promise<Visitor> {
  const visiting = visitor(site)
  await visiting.get(`/${way}/${token}`)
  return visiting
}

/** The fields of a page's form as a browser would send them untouched. */
export function formIn(html: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {}
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const [name, value] = [attribute(tag, 'name'), attribute(tag, 'value')]
    const type = attribute(tag, 'type')
    const chosen = type !== 'radio' && type !== 'checkbox'
    if (!chosen && !/ checked\b/.test(tag)) continue
    const before = fields[name]
    fields[name] = before === undefined ? value : [before, value].flat()
  }
  for (const [, name = '', text = ''] of html.matchAll(
    /<textarea [^>]*name="([^"]*)"[^>]*>\n?([\s\S]*?)<\/textarea>/g,
  )) {
    fields[name] = unescaped(text)
  }
  for (const [, name = '', options = ''] of html.matchAll(
    /<select [^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g,
  )) {
    fields[name] = unescaped(/value="([^"]*)" selected/.exec(options)?.[1] ?? '')
  }
  return fields
}

function attribute(tag: string, name: string): string {
  return unescaped(new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
}

function unescaped(text: string): string {
  const entities: Record<string, string> = {
    lt: '<',
    gt: '>',
    quot: '"',
    '#x27': "'",
    '#x60': '`',
    '#x3D': '=',
    amp: '&',
  }
  return text.replace(/&([#\w]+);/g, (whole, name: string) => entities[name] ?? whole)
}

function encoded(fields: Fields): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  )
  return new URLSearchParams(pairs).toString()
}
