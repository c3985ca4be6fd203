import { setTimeout as timer } from 'node:timers/promises'
import { recordVisit } from '../../store/bounces.js'
import { databaseFile } from '../../store/database.js'
import { bounceMailboxOf } from '../server-logins.js'
import { emit, isoUtc, type Workspace } from '../workspace.js'
import { type CollectedBounces, collectFromMailbox } from './collect-bounces.js'
import { openBouncing } from './return-paths.js'

/** The worker's looks into the mailbox of bounces: beside its beats, and never in their way. */
export interface Rounds {
  /** Looks in the background, where the last look is an hour ago. */
  readonly hourly: () => void
  /** Looks now, and waits for it: for a few seconds, whatever the mailbox does. */
  readonly look: () => Promise<void>
  /** Until no look is under way. */
  readonly ended: () => Promise<void>
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/**
 * Whatever goes wrong is told and kept for the admins; it never throws. A look may take as long as
 * `patience`, in milliseconds; mail is kept waiting for it no longer than `wait`, and what is found
 * after that is told with the next mail.
 */
export function bounceRounds(work: Workspace, patience = minute, wait = 5 * second): Rounds {
  const { address, imapUrl } = work.config.bounces
  if (address === null || imapUrl === null) return nothingToRead
  let lastAt: number | null = null
  let busy: Promise<void> | null = null
  let waited: Promise<void> = Promise.resolve()

  const look = () => {
    lastAt = work.now()
    if (busy === null) {
      waited = timer(wait, undefined, { ref: false })
      busy = visit(work, patience)
        .catch((error) => emit(work, { kind: 'fault', error }))
        .finally(() => {
          busy = null
        })
    }
    // From the beginning of the look, so that several mails wait for one no longer than one does.
    return Promise.race([busy, waited])
  }
  return {
    look,
    hourly: () => {
      // A clock that was set back is no reason to wait for it.
      const since = lastAt === null ? hour : Math.abs(work.now() - lastAt)
      if (since >= hour) void look()
    },
    ended: async () => void (await busy),
  }
}

const nothingToRead: Rounds = { hourly: () => {}, look: async () => {}, ended: async () => {} }

async function visit(work: Workspace, patience: number): Promise<void> {
  const { db, now, config } = work
  const reading = bounceMailboxOf(config, { databaseFile: await databaseFile(db), now })
  if (reading === null) return
  if (reading.kind === 'fault') {
    await recordVisit(work.db, { at: isoUtc(work.now()), fault: reading.fault })
    return emit(work, { kind: 'bounces-unread', reason: reading.fault })
  }
  const bouncing = await openBouncing(work)
  if (bouncing === null || work.stop?.claiming.aborted) return
  const request = { server: reading.server, patience }
  const { found, visit } = await collectFromMailbox(work, bouncing, request)
  for (const one of found) tellOf(work, one)
  if (visit.kind === 'failed' && !work.stop?.claiming.aborted) {
    emit(work, { kind: 'bounces-unread', reason: visit.reason })
  }
}

function tellOf(work: Workspace, { source, taken }: CollectedBounces): void {
  if (taken.kind === 'recorded' && taken.isNew) {
    emit(work, { kind: 'bounced', delivery: taken.delivery, bounce: taken.bounce })
  }
  if (taken.kind === 'replied' && taken.isNew) {
    emit(work, { kind: 'replied', delivery: taken.delivery, reply: taken.reply })
  }
  if (taken.kind === 'unmatched') {
    emit(work, { kind: 'bounce-unmatched', source, why: taken.why, report: taken.report })
  }
  if (taken.kind === 'ignored') emit(work, { kind: 'bounce-ignored', source, why: taken.why })
}
