import { capitalised } from '../../characters.js'
import { type LinkRefusals, refusalKinds } from '../../report/digest/admin.js'
import type { Week } from '../../report/week.js'
import { type List, listOf } from './list.js'
import { blankRow } from './row.js'
import type { MailLayout } from './sheet.js'

/** Links that led nowhere in a week, by what was wrong with them. */
export function linksRefused(
  refusals: LinkRefusals,
  week: Week,
  { format }: MailLayout,
): List | null {
  const items = kinds.filter((kind) => refusals[kind] > 0)
  const total = items.reduce((sum, kind) => sum + refusals[kind], 0)
  return listOf(
    {
      items,
      cap: kinds.length,
      caption: `${format.counted(total, 'time')} in the week of ${format.shortWeek(week)}`,
      row: (kind) => ({
        ...blankRow,
        name: capitalised(kind),
        figure: format.count(refusals[kind]),
        facts: meanings[kind],
      }),
    },
    () => '',
  )
}

const kinds = [...refusalKinds, 'withheld'] as const

const meanings: Readonly<Record<keyof LinkRefusals, string>> = {
  expired: 'older than eight days',
  revoked: 'ended by an admin, and tried again',
  removed: 'of somebody whom the settings no longer name for it, and tried again',
  unknown: 'cut off, made up, or signed with a key that was retired',
  withheld: 'a new link asked for, and not mailed: the person was mailed three that day',
}
