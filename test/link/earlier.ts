import type { LinkScope } from '../../src/link/claim.js'
import { type LinkKeys, signed } from '../../src/link/token.js'

export interface EarlierLink {
  readonly linkId: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly scope: LinkScope
}

/** A token as 0.1.0 mailed it, with all that it says in base64. */
export function earlierToken({ linkId, expiresAt, scope }: EarlierLink, keys: LinkKeys): string {
  const { purpose, address } = scope
  return signed(JSON.stringify([linkId, expiresAt, address, ...aboutOf(scope)]), purpose, keys)
}

function aboutOf(scope: LinkScope): (string | number | null)[] {
  if ('deliveryId' in scope) return [scope.deliveryId]
  const about = [scope.week, scope.accountId]
  return scope.purpose === 'revert' ? [...about, scope.version] : about
}
