import type { Week } from '../report/week.js'

/**
 * What a link is for: report back for a manager on a week (`update` begins with one account, `list`
 * with all of them, or with "nothing changed" for several), read one delivery, end a recipient's
 * mails, take back what was changed in a manager's name.
 */
export type LinkScope =
  | ReportScope
  | {
      readonly purpose: 'view' | 'unsubscribe'
      readonly address: string
      readonly deliveryId: number
    }
  | {
      readonly purpose: 'revert'
      readonly address: string
      readonly week: Week
      readonly accountId: string
      /** Of the snapshot that is taken back. */
      readonly version: number
    }

/** Whoever holds such a link reports for one manager on one week, and on no other. */
export interface ReportScope {
  readonly purpose: 'update' | 'list'
  readonly address: string
  readonly week: Week
  /**
   * Where to begin; null for the list. It limits nothing: all of the manager's accounts are theirs.
   */
  readonly accountId: string | null
}

/**
 * Behind the token of a link to the list: where "nothing changed" is said of several accounts in one
 * step. It is the same link, with all that it may do, and begins on another page.
 */
export const toOthers = '/unchanged'

export type LinkPurpose = LinkScope['purpose']

/** For how long a link is valid: until the Tuesday after the Monday that closes its week. */
export const linkLifeMs = 8 * 24 * 60 * 60_000
