import type { AccountRow } from '../../report/digest/account-movement.js'
import type { Picture } from '../picture.js'
import { ownerNamed } from './owner.js'
import { nameOf } from './phrase.js'
import type { MailLayout } from './sheet.js'
import { type StatusView, statusView } from './status.js'

/** One account (or person, or file) in a list. What doesn't apply is empty, never missing. */
export interface Row {
  /** Whose row it is; empty where it isn't an account's. */
  readonly accountId: string
  /** Itself in a sentence, for where it is told of above; empty where it keeps a row there. */
  readonly brief: string
  readonly name: string
  readonly status: StatusView | null
  /** Beside the status: `was yellow`. */
  readonly statusBefore: string
  /** What the list is about, at its right edge, and a word on it below. */
  readonly figure: string
  readonly figureNote: string
  /** Its last 12 weeks; null where the list is about something else. */
  readonly trend: Picture | null
  readonly owner: string
  /** Where text cannot carry a link: `Name <address>`. */
  readonly contact: string
  readonly ownerLink: string
  /** Size, region, dates: what places it. */
  readonly facts: string
  /** What has to be known to read the figure rightly. */
  readonly caveat: string
  readonly reason: string
  /** In the account manager's own words. */
  readonly note: string
  /** What else must be known of it, a sentence each. */
  readonly alerts: readonly string[]
  readonly action: string
  readonly actionBy: string
  readonly warning: string
  /** Where its manager reports back; null where nobody is asked to. */
  readonly update: Button | null
}

/** A place to do something, one tap away. */
export interface Button {
  readonly label: string
  /** What it is for, where the label doesn't say it to those who only hear it; else empty. */
  readonly about: string
  readonly url: string
  /** Whether something stands above it, from which it keeps apart. */
  readonly apart: boolean
}

export const blankRow: Row = {
  accountId: '',
  brief: '',
  name: '',
  status: null,
  statusBefore: '',
  figure: '',
  figureNote: '',
  trend: null,
  owner: '',
  contact: '',
  ownerLink: '',
  facts: '',
  caveat: '',
  reason: '',
  note: '',
  alerts: [],
  action: '',
  actionBy: '',
  warning: '',
  update: null,
}

/** Null where there is nowhere to go. */
export function buttonTo(
  url: string | null | undefined,
  parts: Omit<Button, 'url'>,
): Button | null {
  return url ? { ...parts, url } : null
}

/** Leads to where an account is reported back on. */
export function updateButton(name: string, url: string | undefined): Button | null {
  return buttonTo(url, { label: 'Update', about: nameOf(name), apart: true })
}

/** The part of a row that every list of accounts has: who it is, where it stands, how big it is. */
export function rowView(account: AccountRow, { format }: MailLayout): Row {
  return {
    ...blankRow,
    accountId: account.accountId,
    name: nameOf(account.name),
    status: account.status === null ? null : statusView(account.status),
    figure: format.money(account.revenue),
    ...ownerNamed(account.accountManager),
  }
}
