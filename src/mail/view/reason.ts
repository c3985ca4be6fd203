import type { AccountMovement } from '../../report/digest/account-movement.js'

/**
 * The digest's reason ends in the manager's note, which is shown apart, as somebody's own words.
 */
export function reasonAlone({ reason, note }: Pick<AccountMovement, 'reason' | 'note'>): string {
  return note === null ? reason : reason.slice(0, -(note.length + '. '.length))
}
