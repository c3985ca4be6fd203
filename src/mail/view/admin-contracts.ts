import { leastDays } from '../../report/contract/retention.js'
import type { AccountWithoutRate, MissingFromFile } from '../../report/digest/admin.js'
import type { RetentionSummary } from '../../report/digest/contracts.js'
import type { MailLayout } from './frame.js'
import {
  accountsWorth,
  blankRow,
  type List,
  listOf,
  moreRevenue,
  ownerNamed,
  rowView,
} from './list.js'
import { nameOf, unbroken } from './phrase.js'

/** Nobody has said of them that they have ended, and nobody lists them any more. */
export function missingFromFile(missing: MissingFromFile | null, sheet: MailLayout): List | null {
  if (missing === null) return null
  const { format, caps, monday } = sheet
  const { accounts, asOf } = missing
  const are = accounts.length === 1 ? 'is' : 'are'
  return listOf(
    {
      items: accounts,
      cap: caps.rows,
      caption:
        `${accountsWorth(accounts, sheet)}, ${are} active and not in the file of ${unbroken(format.day(asOf, monday))}. ` +
        'Where one has ended, say so in ended_on; mmr import accounts FILE --complete ends what the whole list lacks.',
      row: (one) => rowView(one, sheet),
    },
    (rest) => moreRevenue(rest, sheet),
  )
}

/** Accounts whose revenue of a year ago nobody can convert. */
export function leftOutOfRatios(
  items: readonly AccountWithoutRate[],
  sheet: MailLayout,
): List | null {
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption:
        `${format.counted(items.length, 'account')} left out of the amounts of retention: ` +
        'a currency that they were in has no rate any more; EXCHANGE_RATES takes it',
      row: ({ name, accountManager }) => ({
        ...blankRow,
        name: nameOf(name),
        ...ownerNamed(accountManager),
      }),
    },
    (rest) => format.counted(rest.length, 'more account'),
  )
}

/** In its first weeks an installation knows of no contract for long enough, unless it is told. */
export function unmeasured({ weeks }: RetentionSummary, { format }: MailLayout): List | null {
  return listOf(
    {
      items: weeks < leastWeeks ? [weeks] : [],
      cap: 1,
      caption: `Retention is told once contracts have been known for ${format.counted(leastWeeks, 'week')}`,
      row: (known) => ({
        ...blankRow,
        name: 'Retention',
        figure: 'Not yet',
        facts: `known for ${format.counted(known, 'week')} so far`,
        action:
          'import older exports of accounts, each with its day (mmr import accounts FILE --as-of DAY), in any order; a year of them gives a year’s retention at once.',
      }),
    },
    () => '',
  )
}

const leastWeeks = leastDays / 7
