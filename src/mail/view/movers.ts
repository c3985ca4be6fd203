import type { AccountMovement } from '../../report/digest/account-movement.js'
import { hasCrossed } from '../tally.js'
import { accountsWorth, type List, listOf } from './list.js'
import { moreMoved } from './more-moved.js'
import { movementRow } from './movement-row.js'
import { ownerParts } from './owner.js'
import type { ProposedSection } from './section.js'
import type { MailLayout } from './sheet.js'
import type { TellOnce } from './told-once.js'

/**
 * The ticker: who moved, apart by direction; those that crossed are flat, and yet in another status.
 * `once` is handed each list, in their order.
 */
export function movers(
  movements: readonly AccountMovement[],
  once: TellOnce,
  sheet: MailLayout,
): ProposedSection[] {
  const { falls, movers } = sheet.caps
  const list = (counts: (one: AccountMovement) => boolean, cap = movers) =>
    once(moverList(movements.filter(counts), cap, sheet))
  return [
    { title: 'Lost', list: list(({ movement }) => movement === 'lost') },
    { title: 'Down', list: list(({ movement }) => movement === 'down', falls) },
    { title: 'Changed status', list: list(hasCrossed) },
    { title: 'Up', list: list(({ movement }) => movement === 'up') },
    { title: 'New', list: list(({ movement }) => movement === 'new') },
  ]
}

function moverList(items: readonly AccountMovement[], cap: number, sheet: MailLayout): List | null {
  return listOf(
    {
      items,
      cap,
      caption: accountsWorth(items, sheet),
      row: (one) => ({
        ...movementRow(one, sheet),
        ...ownerParts(one.accountManager, one.accountManagerAddress),
      }),
    },
    (rest) => moreMoved(rest, sheet),
  )
}
