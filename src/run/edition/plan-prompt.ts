import type { Config } from '../../config/config.js'
import { managerKey } from '../../report/account.js'
import { askedByManager } from '../../report/digest/prompt.js'
import type { EditionFacts } from '../../report/facts.js'
import type { Recipient } from '../../report/recipient.js'
import { type Edition, readEdition } from '../../store/editions.js'
import { isoUtc, type Workspace } from '../workspace.js'
import { type EditionRequest, planFrozen } from './plan-edition.js'
import { readRunningWeek, recipients } from './portfolio.js'

/** A prompt whose facts are frozen, or what stands in the way of one. */
export type PlannedPrompt =
  | { readonly kind: 'prompt'; readonly edition: Edition }
  | { readonly kind: 'no-rate'; readonly currencies: readonly string[] }

/**
 * Freezes what is known of the week that still runs and plans a delivery for each account manager
 * who has something to report on and has not unsubscribed, or finds what was frozen before. Who has
 * answered everything by the time that theirs is due is left out then.
 */
export async function planPrompt(work: Workspace, slot: EditionRequest): Promise<PlannedPrompt> {
  const { week, cutOff } = slot
  const isMade = (await readEdition(work.db, 'prompt', week)) !== null
  const known = isMade ? null : await readRunningWeek(work, { week, cutOff: isoUtc(cutOff) })
  if (known?.kind === 'no-rate') return known
  const edition = await planFrozen(work, slot, {
    kind: 'prompt',
    facts: known?.facts ?? null,
    readers: (frozen) => prompted(work.config, frozen),
  })
  return { kind: 'prompt', edition }
}

/** Account managers with something to report on. */
export function prompted(config: Config, facts: EditionFacts): Recipient[] {
  const asked = askedByManager(facts)
  return recipients(config, facts).filter(
    (one) => one.role === 'account-manager' && asked.has(managerKey(one)),
  )
}
