import type { DigestBody } from '../../report/digest/digest.js'
import { namesIn } from './folded.js'
import { annotated } from './phrase.js'
import type { MailLayout } from './sheet.js'
import { statusWords } from './status.js'

/** What executives are told about some of a manager's accounts. */
export interface Seen {
  readonly label: string
  readonly accounts: string
}

/**
 * Every list of the executives' digest that names an account of this manager, with its accounts.
 */
export function seenByExecutives(digest: DigestBody, sheet: MailLayout): Seen[] {
  const { format, monday } = sheet
  const seen = <Item extends { readonly name: string }>(
    label: string,
    items: readonly Item[],
    said: (item: Item) => string,
  ) => ({ label, items: items.map((item) => annotated(item.name, said(item))) })
  return [
    seen('Near exit', digest.nearExit, ({ earliestExit }) => format.day(earliestExit, monday)),
    seen('No open action', digest.actions.unattended, ({ revenue }) => format.money(revenue)),
    seen(
      'Decision-maker change',
      digest.decisionMakerChanges,
      ({ weeksOpen }) => `${format.counted(weeksOpen, 'week')} open`,
    ),
    seen(
      'You see it differently',
      digest.pulseDisagreements,
      ({ pulse, status }) =>
        `you ${statusWords(pulse)}, figures ${statusWords(status ?? 'unknown')}`,
    ),
    seen('One group alone in touch', digest.singleThreaded, ({ group }) => group),
  ]
    .filter(({ items }) => items.length > 0)
    .map(({ label, items }) => ({ label: `${label}:`, accounts: namesIn(items, sheet) }))
}
