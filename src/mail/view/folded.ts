import { joined } from '../../format.js'
import type { AccountMovement, AccountRow } from '../../report/digest/account-movement.js'
import { hasCrossed } from '../tally.js'
import { foldsOne } from './list.js'
import { caveat } from './movement-row.js'
import { nameOf } from './phrase.js'
import type { MailLayout } from './sheet.js'

/** Accounts in one sentence: how many, what is said of them, and which. */
export interface Folded {
  readonly count: string
  /** Empty where the title says it. */
  readonly said: string
  readonly names: string
}

/** Those that stayed where they were, with what must be known of the comparison. */
export function unchanged(movements: readonly AccountMovement[], sheet: MailLayout): Folded | null {
  const flat = movements.filter((one) => one.movement === 'flat' && !hasCrossed(one))
  if (flat.length === 0) return null
  const names = flat.map((one) => {
    const said = caveat(one, sheet)
    return said === '' ? nameOf(one.name) : `${nameOf(one.name)} (${said})`
  })
  const count = `${sheet.format.counted(flat.length, 'account')}:`
  return { count, said: '', names: namesIn(names, sheet) }
}

/** Accounts the contractor would rather lose, in none of the figures. */
export function notDesired(accounts: readonly AccountRow[], sheet: MailLayout): Folded | null {
  if (accounts.length === 0) return null
  const names = accounts.map(({ name }) => nameOf(name))
  return {
    count: sheet.format.counted(names.length, 'account'),
    said: 'we would rather lose, in none of the figures above:',
    names: namesIn(names, sheet),
  }
}

/** As many as fit into a sentence, and how many more there are. */
export function namesIn(names: readonly string[], { format, caps }: MailLayout): string {
  const shown = names.slice(0, foldsOne(names, caps.names) ? names.length : caps.names)
  const rest = names.length - shown.length
  return `${joined(rest === 0 ? shown : [...shown, `${format.count(rest)} more`])}.`
}
