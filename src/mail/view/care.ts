import { capitalised } from '../../characters.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { ImportProblem, OwnerNotInSettings } from '../../report/digest/admin.js'
import { accountsWorth, type List, listOf, moreRevenue } from './list.js'
import { movementRow } from './movement-row.js'
import { addressOf } from './owner.js'
import { cleanText, nameOf, sentence, unbroken } from './phrase.js'
import { blankRow } from './row.js'
import { instantOf, type MailLayout } from './sheet.js'

/** People who own accounts and get no digest. */
export function ownersNotInSettings(
  items: readonly OwnerNotInSettings[],
  sheet: MailLayout,
): List | null {
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${format.counted(items.length, 'account manager')} without a digest; ACCOUNT_MANAGERS says who gets one`,
      row: ({ name, address, accounts }) => ({
        ...blankRow,
        name: nameOf(name),
        figure: format.count(accounts),
        figureNote: accounts === 1 ? 'account' : 'accounts',
        facts: addressOf(address),
      }),
    },
    (rest) => format.counted(rest.length, 'more account manager'),
  )
}

/** Accounts with figures that were corrected after they had gone out. */
export function restated(movements: readonly AccountMovement[], sheet: MailLayout): List | null {
  const { format } = sheet
  const items = movements.filter(({ restatedFrom }) => restatedFrom !== null)
  return listOf(
    {
      items,
      cap: sheet.caps.rows,
      caption: accountsWorth(items, sheet),
      row: (one) => ({
        ...blankRow,
        name: nameOf(one.name),
        status: movementRow(one, sheet).status,
        figure: format.points(one.previousHealth ?? 0),
        figureNote: `was ${format.points(one.restatedFrom ?? 0)}`,
        facts: `health in ${unbroken(format.shortWeek(one.comparedWeek ?? sheet.previousWeek))}`,
      }),
    },
    (rest) => moreRevenue(rest, sheet),
  )
}

function firstOf(faults: number, fault: string): string {
  return faults === 1 ? capitalised(fault) : `First, ${fault}`
}

/** A fault names its file, which the row does already. */
function within(fault: string, file: string): string {
  return fault.startsWith(`${file}, `) ? fault.slice(file.length + 2) : fault
}

export function importProblems(items: readonly ImportProblem[], sheet: MailLayout): List | null {
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${format.counted(items.length, 'import')} refused; nothing of ${items.length === 1 ? 'it' : 'them'} was taken`,
      row: ({ file, at, faults, firstFault }) => ({
        ...blankRow,
        name: cleanText(file, 120),
        figure: format.count(faults),
        figureNote: faults === 1 ? 'fault' : 'faults',
        facts: instantOf(at, sheet),
        reason: sentence(cleanText(firstOf(faults, within(firstFault, file)), 240)),
      }),
    },
    (rest) => `${format.count(rest.length)} more`,
  )
}
