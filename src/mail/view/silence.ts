import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { ManagerParticipation, Participation } from '../../report/participation.js'
import { accountsWorth, type List, listOf, moreRevenue } from './list.js'
import { movementRow } from './movement-row.js'
import { addressOf, ownerNamed, ownerParts } from './owner.js'
import { nameOf } from './phrase.js'
import { blankRow, type Row } from './row.js'
import type { Sheet } from './sheet.js'

/** Account managers who sent nothing at all, the longest silence first. */
export function silentManagers({ managers }: Participation, sheet: Sheet): List | null {
  const { format } = sheet
  const items = managers
    .filter(({ updated }) => updated === 0)
    .sort((a, b) => silence(b) - silence(a) || b.active - a.active)
  const accounts = items.reduce((sum, { active }) => sum + active, 0)
  return listOf(
    {
      items,
      cap: sheet.caps.rows,
      caption: `${format.counted(items.length, 'account manager')}, ${format.counted(accounts, 'account')}`,
      row: (one) => managerRow(one, sheet),
    },
    (rest) => `${format.count(rest.length)} more account managers`,
  )
}

/** Accounts nobody reported on: carried with their age, or unknown by now. */
export function silentAccounts(movements: readonly AccountMovement[], sheet: Sheet): List | null {
  const items = movements
    .filter(({ movement }) => movement === 'stale' || movement === 'unknown')
    .sort((a, b) => age(b) - age(a) || b.revenue - a.revenue)
  return listOf(
    {
      items,
      cap: sheet.caps.rows,
      caption: accountsWorth(items, sheet),
      row: (one) => ({ ...silentRow(one, sheet), ...ownerNamed(one.accountManager) }),
    },
    (rest) => moreRevenue(rest, sheet),
  )
}

function managerRow(one: ManagerParticipation, { format }: Sheet): Row {
  const { name, address, weeksSilent } = one
  return {
    ...blankRow,
    ...ownerParts(name, address),
    owner: addressOf(address),
    contact: addressOf(address),
    name: nameOf(name),
    figure: weeksSilent === null ? 'Never' : format.counted(weeksSilent, 'week'),
    figureNote: weeksSilent === null ? 'reported' : 'running',
    facts: format.counted(one.active, 'account'),
  }
}

/** What it stood for when it was last heard of; reasons and actions stand elsewhere. */
function silentRow(one: AccountMovement, sheet: Sheet): Row {
  return { ...movementRow(one, sheet), note: '', action: '', actionBy: '', warning: '' }
}

function silence({ weeksSilent }: ManagerParticipation): number {
  return weeksSilent ?? Number.MAX_SAFE_INTEGER
}

function age({ weeksSinceUpdate }: AccountMovement): number {
  return weeksSinceUpdate ?? Number.MAX_SAFE_INTEGER
}
