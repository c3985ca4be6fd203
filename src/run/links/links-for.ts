import { linkLifeMs } from '../../link/claim.js'
import { linkHash } from '../../link/token.js'
import type { MessageLinks } from '../../mail/message.js'
import { type Account, managerKey } from '../../report/account.js'
import type { EditionFacts } from '../../report/facts.js'
import { slotOf, type Timetable } from '../../report/slot.js'
import type { Week } from '../../report/week.js'
import type { Database } from '../../store/database.js'
import type { Delivery } from '../../store/deliveries.js'
import { addLinks, type SharedChange } from '../../store/links.js'
import { isoUtc, type LinkIssuer } from '../workspace.js'
import { deliveryLinks, idOf, type Planned, scopesOf } from './delivery-links.js'

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
