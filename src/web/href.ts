import type { BrowserSession } from './session.js'

/** The address of a manager's accounts in one of the browser's sessions. */
export function listHref(seat: string): string {
  return `/accounts?${seat}`
}

/**
 * Where a visitor reports. By a link to take a change back nobody does: the browser may have another
 * session that does.
 */
export function reportHref({ link, seat }: BrowserSession): string {
  return link.purpose === 'revert' ? '/accounts' : listHref(seat)
}

/** The address of an account's page in one of the browser's sessions; `part` is empty for its form. */
export function accountHref(
  seat: string,
  accountId: string,
  part: '' | '/saved' | '/unchanged' = '',
): string {
  return `/accounts/${encodeURIComponent(accountId)}${part}?${seat}`
}

/**
 * The address where "nothing changed" is said of several accounts at once. It isn't below /accounts,
 * where every name may be an account's.
 */
export function othersHref(seat: string): string {
  return `/unchanged?${seat}`
}

/** What was said there by a submission. */
export function recordedHref(seat: string, submissionId: string): string {
  return `/unchanged/saved?${seat}&of=${encodeURIComponent(submissionId)}`
}

/** Where each kind of link leads, with its token after it. */
export const entrances = {
  update: '/update',
  list: '/list',
  view: '/view',
  unsubscribe: '/unsubscribe',
  revert: '/revert',
} as const
