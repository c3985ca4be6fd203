import { parseWeek } from '../report/week.js'
import type { LinkPurpose, LinkScope } from './claim.js'
import type { LinkKeys } from './key.js'
import { verified } from './signature.js'

/** What a token of before 0.2.0 says of its link; today it stands in the link's row alone. */
export interface LinkClaim {
  readonly linkId: string
  readonly scope: LinkScope
}

/**
 * What such a token claims, or null where it isn't ours or is for another purpose. They are made no
 * more; those that were mailed hold until their rows say otherwise.
 */
export function readEarlierToken(
  token: string,
  purpose: LinkPurpose,
  keys: LinkKeys,
): LinkClaim | null {
  const text = verified(token, purpose, keys)
  if (text === null) return null
  const [linkId, expiresAt, address, ...about]: unknown[] = JSON.parse(text)
  if (typeof linkId !== 'string' || typeof expiresAt !== 'number') return null
  const scope = typeof address === 'string' ? scopeOf(purpose, address, about) : null
  return scope === null ? null : { linkId, scope }
}

function scopeOf(
  purpose: LinkPurpose,
  address: string,
  [first, accountId, version]: readonly unknown[],
): LinkScope | null {
  if (purpose === 'view' || purpose === 'unsubscribe') {
    return typeof first === 'number' ? { purpose, address, deliveryId: first } : null
  }
  const week = typeof first === 'string' ? parseWeek(first) : null
  if (week === null) return null
  const named = typeof accountId === 'string' ? accountId : null
  if (purpose !== 'revert') return { purpose, address, week, accountId: named }
  if (named === null || typeof version !== 'number') return null
  return { purpose, address, week, accountId: named, version }
}
