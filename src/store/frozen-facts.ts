import type { EditionFacts } from '../report/facts.js'
import { DatabaseFault } from './database-fault.js'

/**
 * Which form facts are frozen in. To be raised whenever what is frozen changes so that older facts
 * can't be rendered as they are; `thawed` then has to bring those to the new form, because an
 * edition says the same for ever.
 */
const format = 1

/** Facts as the ledger keeps them. */
export function frozenText(facts: EditionFacts): string {
  return JSON.stringify({ format, facts })
}

/** @throws DatabaseFault where a newer version of this program froze them. */
export function thawed(text: string): EditionFacts {
  const frozen: Frozen = JSON.parse(text)
  if (frozen.format === format) return frozen.facts
  throw new DatabaseFault(
    'newer',
    `An edition was made by another version of this program: its facts are in form ${frozen.format}, ` +
      `this one knows form ${format}. Install the version that made it, or a newer one.`,
  )
}

interface Frozen {
  readonly format: number
  readonly facts: EditionFacts
}
