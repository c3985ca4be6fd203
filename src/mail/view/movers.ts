import type { AccountMovement } from '../../report/digest/account-movement.js'
import { hasCrossed } from '../tally.js'
import { accountsWorth, type List, listOf } from './list.js'
import { moreMoved } from './more-moved.js'
import { movementRow } from './movement-row.js'
import { ownerParts } from './owner.js'
import type { Sheet } from './sheet.js'
import type { TellOnce } from './told-once.js'

/** The ticker: who moved, apart by direction. */
export interface Movers {
  readonly lost: List | null
  readonly down: List | null
  /** Flat, and yet in another status: a line was crossed. */
  readonly crossed: List | null
  readonly up: List | null
  readonly new: List | null
}

/** `once` is handed each list, in their order. */
export function movers(
  movements: readonly AccountMovement[],
  once: TellOnce,
  sheet: Sheet,
): Movers {
  const { falls, movers } = sheet.caps
  const list = (counts: (one: AccountMovement) => boolean, cap = movers) =>
    once(moverList(movements.filter(counts), cap, sheet))
  return {
    lost: list(({ movement }) => movement === 'lost'),
    down: list(({ movement }) => movement === 'down', falls),
    crossed: list(hasCrossed),
    up: list(({ movement }) => movement === 'up'),
    new: list(({ movement }) => movement === 'new'),
  }
}

function moverList(items: readonly AccountMovement[], cap: number, sheet: Sheet): List | null {
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
