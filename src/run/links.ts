import { randomBytes } from 'node:crypto'
import type { Config } from '../config/config.js'
import type { LinkScope } from '../link/claim.js'
import { linkLifeMs, toOthers } from '../link/claim.js'
import { keyFileOf, linkKeys } from '../link/key-file.js'
import type { LinkKeys } from '../link/token.js'
import { linkHash, linkIdOf, linkToken } from '../link/token.js'
import type { Digest, MessageLinks } from '../mail/message.js'
import type { Account } from '../report/account.js'
import { managerKey } from '../report/account.js'
import type { PromptDigest } from '../report/digest/prompt.js'
import type { EditionFacts } from '../report/facts.js'
import type { Timetable } from '../report/slot.js'
import { slotOf } from '../report/slot.js'
import type { Week } from '../report/week.js'
import type { Database } from '../store/database.js'
import type { Delivery } from '../store/deliveries.js'
import type { SharedChange } from '../store/links.js'
import { addLinks } from '../store/links.js'
import type { LinkIssuer, Workspace } from './workspace.js'
import { isoUtc } from './workspace.js'

/** What links are made with. */
export interface Linking extends LinkIssuer {
  readonly db: Database
  readonly timetable: Timetable
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** What managers are asked for. */
export interface ReportingOn {
  /** On Monday the week that has begun, on Friday the one that still runs. */
  readonly week: Week
  /** Those still with their managers. */
  readonly accounts: readonly AskedAccount[]
  /** What deliveries tell of that can be taken back, by their id. */
  readonly changes?: ReadonlyMap<number, Pick<SharedChange, 'accountId' | 'version'>>
}

export type AskedAccount = Pick<Account, 'accountId' | 'accountManager'>

/** What managers are asked for by an edition: all that was not lost. */
export function askedAccounts({ accounts }: EditionFacts): AskedAccount[] {
  return accounts.filter(({ movement }) => movement !== 'lost').map(({ account }) => account)
}

/**
 * The links of an edition's messages, by delivery id; recorded before they are given back. Made
 * again for the same delivery they are the same, byte for byte.
 */
export async function linksFor(
  linking: Linking,
  deliveries: readonly Delivery[],
  { week, accounts, changes }: ReportingOn,
): Promise<ReadonlyMap<number, MessageLinks>> {
  const isOpen = slotOf(week, linking.timetable).dueAt > linking.now()
  const byManager = isOpen ? accountsByManager(accounts) : new Map<string, string[]>()
  const planned = deliveries.map((delivery) => {
    const own = delivery.role === 'account-manager' ? byManager.get(managerKey(delivery)) : []
    const about = { week, own: own ?? [], change: changes?.get(delivery.deliveryId) ?? null }
    return { delivery, own: about.own, scopes: scopesOf(delivery, about) }
  })
  await record(linking, planned)
  return new Map(planned.map((one) => [one.delivery.deliveryId, deliveryLinks(linking, one)]))
}

function accountsByManager(accounts: readonly AskedAccount[]): Map<string, string[]> {
  const byManager = new Map<string, string[]>()
  for (const { accountId, accountManager } of accounts) {
    const key = managerKey(accountManager)
    const own = byManager.get(key)
    if (own === undefined) byManager.set(key, [accountId])
    else own.push(accountId)
  }
  return byManager
}

/** Records links that are not there yet, in one statement: each has a row before it is mailed. */
async function record({ db, keys, now }: Linking, planned: readonly Planned[]): Promise<void> {
  const [issuedAt, expiresAt] = [isoUtc(now()), isoUtc(now() + linkLifeMs)]
  const links = planned.flatMap(({ delivery, scopes }) =>
    scopes.map((scope) => ({
      linkHash: linkHash(idOf(delivery, scope, keys)),
      purpose: scope.purpose,
      address: scope.address,
      week: 'week' in scope ? scope.week : null,
      accountId: scope.purpose === 'revert' ? scope.accountId : null,
      version: scope.purpose === 'revert' ? scope.version : null,
      deliveryId: delivery.deliveryId,
      issuedAt,
      expiresAt,
    })),
  )
  await addLinks(db, links)
}

/** A delivery, the accounts that it asks about, and what its links are for. */
interface Planned {
  readonly delivery: Delivery
  readonly own: readonly string[]
  readonly scopes: readonly LinkScope[]
}

/** What a message is about: the accounts that it asks for, or a change that it tells of. */
export interface About {
  readonly week: Week
  readonly own: readonly string[]
  readonly change: Pick<SharedChange, 'accountId' | 'version'> | null
}

/** One link serves all of a manager's accounts: where it begins stands behind its token. */
function scopesOf(delivery: Delivery, { week, own, change }: About): LinkScope[] {
  const { address } = delivery
  const { accountId = '', version = 0 } = change ?? {}
  const reporting = own.length === 0 ? [] : (['update', 'list'] as const)
  return [
    mailScope('view', delivery),
    mailScope('unsubscribe', delivery),
    ...reporting.map((purpose) => ({ purpose, address, week, accountId: null })),
    ...(change === null ? [] : [{ purpose: 'revert' as const, address, week, accountId, version }]),
  ]
}

function mailScope(purpose: 'view' | 'unsubscribe', { address, deliveryId }: Delivery): LinkScope {
  return { purpose, address, deliveryId }
}

/** The addresses of a delivery's links: the same whenever they are made. */
function deliveryLinks(
  { keys, origin }: LinkIssuer,
  { delivery, own, scopes }: Planned,
): MessageLinks {
  const url = (scope: LinkScope) => {
    const token = linkToken(idOf(delivery, scope, keys), scope.purpose, keys)
    return `${origin}/${scope.purpose}/${token}`
  }
  const of = (purpose: LinkScope['purpose']) => scopes.find((scope) => scope.purpose === purpose)
  const [update, list, revert] = [of('update'), of('list'), of('revert')]
  const updates = own.flatMap((accountId): [string, string][] =>
    update === undefined ? [] : [[accountId, `${url(update)}/${encodeURIComponent(accountId)}`]],
  )
  return {
    updateLinks: new Map(updates),
    listUrl: list === undefined ? null : url(list),
    unchangedUrl: list === undefined || own.length < 2 ? null : url(list) + toOthers,
    revertUrl: revert === undefined ? null : url(revert),
    viewUrl: url(mailScope('view', delivery)),
    unsubscribeUrl: url(mailScope('unsubscribe', delivery)),
  }
}

/** Without the key nobody can tell it. */
function idOf(
  { deliveryId, week, kind, role, address }: Delivery,
  { purpose }: LinkScope,
  keys: LinkKeys,
): string {
  return linkIdOf(JSON.stringify([purpose, deliveryId, week, kind, role, address]), keys)
}

/**
 * Opens the keys of the settings, or those beside the database (`databaseFile`, resolved), which
 * are made where there are none. Null where no address is set that links could lead to.
 *
 * @throws KeyFileFault where the file is there and can't be used.
 */
export async function openLinkIssuer(
  { web }: Config,
  databaseFile: string,
): Promise<LinkIssuer | null> {
  if (web.url === null) return null
  const keys = await linkKeys(web.linkKeys, keyFileOf(databaseFile), randomBytes)
  return { keys, origin: web.url }
}

/**
 * The issuer that was opened. Throws rather than letting mail leave without the links it should
 * have.
 */
export function linkIssuer({ config, links = null }: Workspace): LinkIssuer | null {
  if (config.web.url === null || links !== null) return links
  throw new Error('mail should carry links, and their keys were not opened')
}

/** Links as a digest's message would have them, in the same places, that open nothing. */
export function placeholderLinks({ web: { url } }: Config, digest: Digest): MessageLinks | null {
  return linksTo(url, digest.role === 'account-manager' ? digest.movements : [], 'preview')
}

/** The same for a prompt. */
export function promptLinks({ web: { url } }: Config, digest: PromptDigest): MessageLinks | null {
  return linksTo(url, digest.open, 'preview')
}

/** Links as a message has them that asks about these accounts, whose page says that it is a test. */
export function testLinks(
  { web: { url } }: Config,
  own: readonly { readonly accountId: string }[],
): MessageLinks | null {
  return linksTo(url, own, 'test')
}

function linksTo(
  url: string | null,
  own: readonly { readonly accountId: string }[],
  token: 'preview' | 'test',
): MessageLinks | null {
  if (url === null) return null
  const to = (purpose: string) => `${url}/${purpose}/${token}`
  return {
    updateLinks: new Map(own.map(({ accountId }) => [accountId, to('update')])),
    listUrl: own.length > 0 ? to('list') : null,
    unchangedUrl: own.length > 1 ? to('list') + toOthers : null,
    revertUrl: null,
    viewUrl: to('view'),
    unsubscribeUrl: to('unsubscribe'),
  }
}
