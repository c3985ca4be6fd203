import { isOldPull, type OldPull } from '../report/pull-time.js'
import { dayIn } from '../report/week.js'
import { databaseFile } from '../store/database.js'
import { readPullState, type TakenPull } from '../store/pull-state.js'
import { pulledKinds } from './pull-orders.js'
import type { Workspace } from './workspace.js'

/**
 * The cut-off of an edition that was due at `dueAt` (milliseconds since the epoch). What was pulled
 * after that counts in it, because it was waited for: then it is just after the pull.
 */
export async function cutOffOf(work: Workspace, dueAt: number): Promise<number> {
  const pulls = await takenPulls(work)
  const changes = pulls.flatMap(({ taken }) => taken.changedAt ?? [])
  const since = changes.filter((at) => at >= dueAt && at <= work.now())
  return Math.max(dueAt, ...since.map((at) => at + 1))
}

/** What of the pulled data is old at a cut-off (UTC, ISO 8601), for executives to know. */
export async function readOldPulls(work: Workspace, cutOff: string): Promise<OldPull[]> {
  const until = Date.parse(cutOff)
  return (await takenPulls(work)).flatMap(({ of, taken }) => {
    // Accounts may well stay as they are for weeks; of scores, nothing new means that they are old.
    const at = of === 'accounts' ? taken.seenAt : (taken.changedAt ?? taken.at)
    return isOldPull(at, until) ? [{ of, since: dayIn(at, work.config.timeZone) }] : []
  })
}

async function takenPulls({ db, config }: Workspace) {
  const state = await readPullState(await databaseFile(db))
  return pulledKinds.flatMap((of) => {
    const taken: TakenPull | null = state[of]?.taken ?? null
    return config.imports[of] === null || taken === null ? [] : [{ of, taken }]
  })
}
