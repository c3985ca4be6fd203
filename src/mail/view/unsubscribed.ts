import { capitalised } from '../../characters.js'
import type { Unsubscribed } from '../../report/digest/admin.js'
import { type List, listOf } from './list.js'
import { addressOf } from './owner.js'
import { nameOf } from './phrase.js'
import { blankRow } from './row.js'
import { instantOf, type MailLayout } from './sheet.js'

/** Who asked for no more mail, since when, and what lets it go to them again. */
export function unsubscribed(items: readonly Unsubscribed[], sheet: MailLayout): List | null {
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${format.counted(items.length, 'digest')} left out, as asked for; mmr resubscribe ADDRESS undoes it`,
      row: ({ name, address, role, since }) => ({
        ...blankRow,
        name: name === '' ? addressOf(address) : nameOf(name),
        figure: capitalised(role.replace('-', ' ')),
        facts: `${addressOf(address)}, since ${instantOf(since, sheet)}`,
      }),
    },
    (rest) => `${format.count(rest.length)} more`,
  )
}
