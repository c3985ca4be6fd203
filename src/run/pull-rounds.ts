import { setTimeout as timer } from 'node:timers/promises'
import { isPullDue, type LastPull, type PullSlot } from '../report/pull-time.js'
import { databaseFile } from '../store/database.js'
import { type PullRecord, readPullState } from '../store/pull-state.js'
import type { PullRequest } from './pull.js'
import { pullSources } from './pull.js'
import { pulledKinds } from './pull-orders.js'
import { emit, type Pulls, type Workspace } from './workspace.js'

/** The worker's pulls: beside its beats, and in their way for no longer than `wait`. */
export interface PullRounds extends Pulls {
  /** Until no pull is under way. */
  readonly ended: () => Promise<void>
}

const noRounds: PullRounds = { look: async () => {}, ended: async () => {} }

const minute = 60_000

export interface PullRoundsOptions extends Pick<PullRequest, 'limits' | 'trusted'> {
  /** For how long an edition that is due waits for a pull, in milliseconds. */
  readonly wait?: number
}

/**
 * Pulls in the background where it is time. Whatever goes wrong is told; it never throws. An edition
 * that is due waits for it no longer than two minutes: it is made of what is known then.
 */
export function pullRounds(work: Workspace, options: PullRoundsOptions = {}): PullRounds {
  const { imports } = work.config
  const kinds = pulledKinds.filter((kind) => imports[kind] !== null)
  if (kinds.length === 0) return noRounds
  const { wait = 2 * minute, ...means } = options
  const before = imports.minutesBefore * minute
  // What failed by the settings of before, or before a start, may be mended by these.
  let isFresh = true
  let busy: Promise<void> | null = null

  const isDue = (slots: readonly PullSlot[]) => (last: PullRecord | null) =>
    last === null ||
    (isFresh && last.failing !== null) ||
    slots.some((slot) => isPullDue(work.now(), slot, before, lastOf(last)))
  const pull = async (slots: readonly PullSlot[]) => {
    const state = await readPullState(await databaseFile(work.db))
    if (!kinds.some((kind) => isDue(slots)(state[kind]))) {
      isFresh = false
      return
    }
    await pullSources(work, { ...means, kinds, isDue: isDue(slots), isForced: false })
    isFresh = false
  }
  const told = (error: unknown) => {
    if (!work.stop?.claiming.aborted) emit(work, { kind: 'fault', error })
  }
  return {
    look: async (slots) => {
      busy ??= pull(slots)
        .catch(told)
        .finally(() => {
          busy = null
        })
      if (!slots.some(({ dueAt }) => dueAt <= work.now())) return
      const waiting = new AbortController()
      const { signal } = waiting
      await Promise.race([busy, timer(wait, undefined, { signal }).catch(() => {})])
      waiting.abort()
    },
    ended: async () => void (await busy),
  }
}

function lastOf({ triedAt, failing }: PullRecord): LastPull {
  return { triedAt, isFailing: failing !== null }
}
