import { type Format, joined } from '../../format.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { ManagerParticipation, Participation } from '../../report/participation.js'
import type { MailLayout } from './frame.js'
import {
  accountsWorth,
  addressOf,
  blankRow,
  type List,
  ownerNamed,
  ownerParts,
  type Row,
  wholeList,
} from './list.js'
import { movementRow } from './movement-row.js'
import { nameOf, sentence } from './phrase.js'

/**
 * Account managers whose reports are missing: those who sent nothing first, the longest silence
 * first.
 */
export function missingReports({ managers }: Participation, sheet: MailLayout): List | null {
  const items = managers
    .filter(({ updated, active }) => updated < active)
    .sort((a, b) => silence(b) - silence(a) || b.active - a.active)
  return wholeList(items, missingCaption(items, sheet), (one) => managerRow(one, sheet))
}

/** Accounts nobody reported on: carried with their age, or unknown by now. */
export function silentAccounts(
  movements: readonly AccountMovement[],
  sheet: MailLayout,
): List | null {
  const items = movements
    .filter(({ movement }) => movement === 'stale' || movement === 'unknown')
    .sort((a, b) => age(b) - age(a) || b.revenue - a.revenue)
  return wholeList(items, accountsWorth(items, sheet), (one) => ({
    ...silentRow(one, sheet),
    ...ownerNamed(one.accountManager),
  }))
}

function missingCaption(items: readonly ManagerParticipation[], { format }: MailLayout): string {
  const silent = items.filter(({ updated }) => updated === 0).length
  const partly = items.length - silent
  const nothing = `${format.counted(silent, 'account manager')} sent nothing at all`
  if (silent === 0) return `${format.counted(partly, 'account manager')} reported in part`
  return partly === 0 ? nothing : `${nothing}, ${format.count(partly)} reported in part`
}

function managerRow(one: ManagerParticipation, { format }: MailLayout): Row {
  const { name, address, updated, active } = one
  return {
    ...blankRow,
    ...ownerParts(name, address),
    owner: addressOf(address),
    contact: addressOf(address),
    name: nameOf(name),
    figure: `${format.count(updated)} of ${format.count(active)}`,
    figureNote: active === 1 ? 'account' : 'accounts',
    reason: missing(one, format),
  }
}

/** For how long nothing came at all, and what is known of the accounts without a report. */
function missing(one: ManagerParticipation, { count, counted }: Format): string {
  const { updated, weeksSilent, stale, unknown, neverAnswered } = one
  if (updated === 0 && weeksSilent === null) return 'Never answered.'
  const parts = [
    { accounts: stale, are: 'stale' },
    { accounts: unknown - neverAnswered, are: 'unknown' },
    { accounts: neverAnswered, are: 'never answered' },
  ]
  const told = parts.filter(({ accounts }) => accounts > 0)
  const accounts = joined(told.map(({ accounts, are }) => `${count(accounts)} ${are}`))
  if (updated > 0) return sentence(accounts)
  return `Nothing for ${counted(weeksSilent ?? 0, 'week')} running: ${accounts}.`
}

/** What it stood for when it was last heard of; reasons and actions stand elsewhere. */
function silentRow(one: AccountMovement, sheet: MailLayout): Row {
  return { ...movementRow(one, sheet), reason: '', note: '', action: '', actionBy: '', warning: '' }
}

function silence({ weeksSilent }: ManagerParticipation): number {
  return weeksSilent ?? Number.MAX_SAFE_INTEGER
}

function age({ weeksSinceUpdate }: AccountMovement): number {
  return weeksSinceUpdate ?? Number.MAX_SAFE_INTEGER
}
