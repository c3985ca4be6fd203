import type { Week } from '../../report/week.js'
import { findFacts } from '../../store/editions.js'
import { isoUtc, type Workspace } from '../workspace.js'
import { type Portfolio, readPortfolio } from './portfolio.js'

/** The facts of a week as its edition froze them; where none has been made, as they are now. */
export async function readWeekFacts(work: Workspace, week: Week): Promise<Portfolio> {
  const frozen = await findFacts(work.db, 'report', week)
  if (frozen !== null) return { kind: 'facts', facts: frozen }
  return await readPortfolio(work, { week, cutOff: isoUtc(work.now()) })
}
