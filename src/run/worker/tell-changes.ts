import { linkLifeMs } from '../../link/claim.js'
import type { Week } from '../../report/week.js'
import { occasionOf, readSharedChanges, type SharedChange } from '../../store/links.js'
import { activeAccounts } from '../edition/portfolio.js'
import { isoUtc, type Workspace } from '../workspace.js'
import { managersToday, openWeek, planLetters } from './letters.js'

/**
 * Plans a letter for each change that came by a link which was used in more than one browser: its
 * manager should hear what was changed in their name. Each is told once.
 */
export async function tellChanges(work: Workspace): Promise<void> {
  const changes = await readSharedChanges(work.db, isoUtc(work.now() - linkLifeMs))
  if (changes.length === 0) return
  const managers = await managersToday(work, await activeAccounts(work, openWeek(work)))
  for (const [week, ofWeek] of byWeek(changes)) {
    const letters = ofWeek.flatMap((change) => {
      const recipient = managers.get(change.address.toLowerCase())
      return recipient === undefined ? [] : [{ recipient, occasion: occasionOf(change) }]
    })
    await planLetters(work, { kind: 'change', week }, letters)
  }
}

function byWeek(changes: readonly SharedChange[]): Map<Week, SharedChange[]> {
  const weeks = new Map<Week, SharedChange[]>()
  for (const change of changes) weeks.set(change.week, [...(weeks.get(change.week) ?? []), change])
  return weeks
}
