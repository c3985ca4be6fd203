import type { LinkScope } from '../../link/claim.js'
import { type LinkKeys, linkIdOf, linkToken } from '../../link/token.js'
import type { MessageLinks } from '../../mail/message.js'
import type { Week } from '../../report/week.js'
import type { Delivery } from '../../store/deliveries.js'
import type { SharedChange } from '../../store/links.js'
import type { LinkIssuer } from '../workspace.js'

/** A delivery, the accounts that it asks about, and what its links are for. */
export interface Planned {
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
export function scopesOf(delivery: Delivery, { week, own, change }: About): LinkScope[] {
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
export function deliveryLinks(
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
    revertUrl: revert === undefined ? null : url(revert),
    viewUrl: url(mailScope('view', delivery)),
    unsubscribeUrl: url(mailScope('unsubscribe', delivery)),
  }
}

/** Without the key nobody can tell it. */
export function idOf(
  { deliveryId, week, kind, role, address }: Delivery,
  { purpose }: LinkScope,
  keys: LinkKeys,
): string {
  return linkIdOf(JSON.stringify([purpose, deliveryId, week, kind, role, address]), keys)
}
