import { type LinkScope, linkLifeMs, linkToken } from '../link/claim.js'
import type { LinkKeys } from '../link/key.js'
import { linkHash, linkIdOf } from '../link/link-id.js'
import { managerKey } from '../report/account.js'
import type { EditionFacts } from '../report/facts.js'
import { slotOf, type Timetable } from '../report/slot.js'
import type { Week } from '../report/week.js'
import type { Database } from '../store/database.js'
import type { Delivery } from '../store/deliveries.js'
import { addLinks, readExpiries } from '../store/links.js'
import { stored } from './workspace.js'

/** What links are made with. */
export interface Linking {
  readonly db: Database
  readonly keys: LinkKeys
  /** WEB_URL: scheme and host, without a slash at its end. */
  readonly origin: string
  readonly timetable: Timetable
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** The links of one delivery's message. */
export interface DeliveryLinks {
  /** By account id, for an account manager; empty for others, and once the week is closed. */
  readonly updateLinks: ReadonlyMap<string, string>
  /** All of the manager's accounts; null where there are no update links. */
  readonly listUrl: string | null
  readonly viewUrl: string
  /** For List-Unsubscribe (RFC 8058), and for people. */
  readonly unsubscribeUrl: string
}

/** What managers are asked for. */
export interface ReportingOn {
  /** On Monday the week that has begun, on Friday the one that still runs. */
  readonly week: Week
  readonly accounts: EditionFacts['accounts']
}

/**
 * The links of an edition's messages, by delivery id; recorded before they are given back. Made
 * again for the same delivery they are the same, byte for byte.
 */
export async function linksFor(
  linking: Linking,
  deliveries: readonly Delivery[],
  { week, accounts }: ReportingOn,
): Promise<ReadonlyMap<number, DeliveryLinks>> {
  const isOpen = slotOf(week, linking.timetable).dueAt > linking.now()
  const byManager = isOpen ? accountsByManager(accounts) : new Map<string, string[]>()
  const planned = deliveries.map((delivery) => {
    const own = delivery.role === 'account-manager' ? byManager.get(managerKey(delivery)) : []
    return { delivery, own: own ?? [], scopes: scopesOf(delivery, own ?? [], week) }
  })
  const expiries = await recorded(linking, planned)
  return new Map(
    planned.map((one) => [one.delivery.deliveryId, deliveryLinks(linking, one, expiries)]),
  )
}

interface Planned {
  readonly delivery: Delivery
  readonly own: readonly string[]
  readonly scopes: readonly LinkScope[]
}

function accountsByManager(accounts: EditionFacts['accounts']): Map<string, string[]> {
  const byManager = new Map<string, string[]>()
  for (const { account, movement } of accounts) {
    if (movement === 'lost') continue
    const key = managerKey(account.accountManager)
    const own = byManager.get(key)
    if (own === undefined) byManager.set(key, [account.accountId])
    else own.push(account.accountId)
  }
  return byManager
}

/** One link serves all of a manager's accounts: where it begins stands in its token. */
function scopesOf(delivery: Delivery, own: readonly string[], week: Week): LinkScope[] {
  const { address } = delivery
  const reporting = own.length === 0 ? [] : (['update', 'list'] as const)
  return [
    mailScope('view', delivery),
    mailScope('unsubscribe', delivery),
    ...reporting.map((purpose) => ({ purpose, address, week, accountId: null })),
  ]
}

function mailScope(purpose: 'view' | 'unsubscribe', { address, deliveryId }: Delivery): LinkScope {
  return { purpose, address, deliveryId }
}

/** Records links that are not there yet, and says when each of them expires, by its hash. */
async function recorded(
  { db, keys, now }: Linking,
  planned: readonly Planned[],
): Promise<ReadonlyMap<string, string>> {
  const [issuedAt, expiresAt] = [stored(now()), stored(now() + linkLifeMs)]
  const links = planned.flatMap(({ delivery, scopes }) =>
    scopes.map((scope) => ({
      linkHash: linkHash(idOf(delivery, scope, keys)),
      purpose: scope.purpose,
      address: scope.address,
      week: 'week' in scope ? scope.week : null,
      accountId: null,
      version: null,
      deliveryId: delivery.deliveryId,
      issuedAt,
      expiresAt,
    })),
  )
  await addLinks(db, links)
  return await readExpiries(
    db,
    links.map((link) => link.linkHash),
  )
}

function deliveryLinks(
  { keys, origin }: Linking,
  { delivery, own, scopes }: Planned,
  expiries: ReadonlyMap<string, string>,
): DeliveryLinks {
  const url = (scope: LinkScope) => {
    const linkId = idOf(delivery, scope, keys)
    const expiresAt = Date.parse(expiries.get(linkHash(linkId)) ?? '')
    return `${origin}/${scope.purpose}/${linkToken({ linkId, expiresAt, scope }, keys)}`
  }
  const of = (purpose: LinkScope['purpose']) => scopes.find((scope) => scope.purpose === purpose)
  const [update, list] = [of('update'), of('list')]
  const updates = own.flatMap((accountId): [string, string][] =>
    update?.purpose === 'update' ? [[accountId, url({ ...update, accountId })]] : [],
  )
  return {
    updateLinks: new Map(updates),
    listUrl: list === undefined ? null : url(list),
    viewUrl: url(mailScope('view', delivery)),
    unsubscribeUrl: url(mailScope('unsubscribe', delivery)),
  }
}

function idOf(
  { deliveryId, week, kind, role, address }: Delivery,
  { purpose }: LinkScope,
  keys: LinkKeys,
): string {
  return linkIdOf(JSON.stringify([purpose, deliveryId, week, kind, role, address]), keys)
}
