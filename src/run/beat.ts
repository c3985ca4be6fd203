import type { Transport } from '../mail/transport.js'
import {
  type DueSlot,
  duePrompt,
  dueSlot,
  type PromptSchedule,
  promptInstant,
  promptSlotOf,
} from '../report/schedule.js'
import { type Slot, slotOf } from '../report/slot.js'
import type { Week } from '../report/week.js'
import { writing } from '../store/database.js'
import { DatabaseFault } from '../store/database-fault.js'
import { addDeliveries } from '../store/deliveries.js'
import { addEdition, readEdition, readPromptOutcomes, recordPlanned } from '../store/editions.js'
import {
  endPrompting,
  type Hold,
  readHold,
  readPrompting,
  recordPrompting,
} from '../store/installation.js'
import { closeEditions, readOpenEditions, readOutcomes } from '../store/open-editions.js'
import { snapshotCount } from '../store/snapshots.js'
import type { Pace, Run } from './deliver.js'
import { deliverEdition, deliveringBy } from './deliver-edition.js'
import { recipients } from './facts.js'
import { advanceMark } from './ledger-mark.js'
import { answerRequests, tellChanges } from './letters.js'
import { planEdition, planHeld, planPrompt, subscribers } from './plan.js'
import { cutOffOf } from './pulled-until.js'
import { expireOverdue, recover } from './recover.js'
import { dueAtOf, promptScheduleOf, scheduleOf } from './timetable.js'
import { emit, isoUtc, type Workspace } from './workspace.js'

/** What the worker has in hand. */
export interface BeatOptions {
  readonly transport: Transport
  readonly pace: Pace
  /** Milliseconds since the epoch: what was due before is none of its own. */
  readonly installedAt: number
  /** False while the server would not have us: then everything is done but handing over. */
  readonly mayDeliver: boolean
}

export type Beat =
  | { readonly kind: 'on-hold'; readonly hold: Hold }
  | {
      readonly kind: 'done'
      readonly run: Run
      /** The next slot; null while one is under way. */
      readonly next: Slot | null
    }

/**
 * Looks once at the clock and the ledger and does all there is to do: takes up what was left
 * behind, makes the editions that are due, delivers every delivery that is, closes what has come to
 * its end. Everything is worked out from the database, so a beat that was missed, doubled, or
 * broken off anywhere changes nothing but when it is done.
 */
export async function beat(work: Workspace, outfit: BeatOptions): Promise<Beat> {
  const hold = await readHold(work.db)
  if (hold !== null) return { kind: 'on-hold', hold }
  await recover(work)
  await expireOverdue(work)
  // What they are made of comes first; what can't be pulled holds up none of them.
  await apart(work, () => pullFirst(work, outfit.installedAt))
  await apart(work, () => makePrompt(work))
  // What can't be planned holds up nothing that was planned before.
  const due = await apart(work, () => makeDue(work, outfit.installedAt))
  const run = await deliverOpen(work, outfit)
  // What they plan is left to the next beat.
  await apart(work, () => tellChanges(work))
  await apart(work, () => answerRequests(work))
  const closed = await closeEditions(work.db, isoUtc(work.now()))
  for (const edition of closed) emit(work, { kind: 'closed', edition })
  await advanceMark(work)
  return { kind: 'done', run, next: due?.kind === 'wait' ? due.next : null }
}

/**
 * The oldest edition first. One that has to wait doesn't hold up the next, nor does one that can't
 * be composed, nor one at whose message the server refuses us: it may be that message alone.
 */
async function deliverOpen(work: Workspace, outfit: BeatOptions): Promise<Run> {
  if (!outfit.mayDeliver) return { kind: 'through' }
  const delivering = { ...(await deliveringBy(work, outfit.transport)), pace: outfit.pace }
  let paused: Run | null = null
  for (const edition of await readOpenEditions(work.db)) {
    const run = await apart(work, () => deliverEdition(work, edition, delivering))
    if (run?.kind === 'stopped') return run
    if (run?.kind === 'paused') paused ??= run
  }
  return paused ?? { kind: 'through' }
}

/**
 * Does what holds up nothing else, whatever is wrong with it: that is told of, and it is tried again
 * at the next beat. Null then. What is wrong with the ledger itself is thrown.
 */
async function apart<T>(work: Workspace, step: () => Promise<T>): Promise<T | null> {
  try {
    return await step()
  } catch (error) {
    // Facts that a newer version froze are that edition's trouble alone.
    if (error instanceof DatabaseFault && error.kind !== 'newer') throw error
    emit(work, { kind: 'fault', error })
    return null
  }
}

/** Pulls for the report and the prompt that are to come, or are due and not made. */
async function pullFirst(work: Workspace, installedAt: number): Promise<void> {
  const { db, config, pulls } = work
  if (pulls === undefined) return
  const now = work.now()
  const prompts = promptScheduleOf(config)
  const since = Date.parse((await readPrompting(db)) ?? isoUtc(now))
  const coming = [
    dueSlot(now, scheduleOf(config), { installedAt, outcomes: await readOutcomes(db) }),
    ...(prompts === null
      ? []
      : [duePrompt(now, prompts, { installedAt: since, outcomes: await readPromptOutcomes(db) })]),
  ]
  await pulls.look(
    coming.flatMap((due) => {
      if (due.kind === 'skip') return []
      return [due.kind === 'wait' ? due.next : due]
    }),
  )
}

/** Makes the edition that is due, if one is, and records those that are not made any more. */
async function makeDue(work: Workspace, installedAt: number): Promise<DueSlot> {
  const outcomes = await readOutcomes(work.db)
  const due = dueSlot(work.now(), scheduleOf(work.config), { installedAt, outcomes })
  if (due.kind === 'skip') await skipEditions(work, due.weeks)
  if (due.kind === 'make') {
    await skipEditions(work, due.skip)
    await makeEdition(work, due)
  }
  return due
}

/**
 * The cut-off is as `cutOffOf` has it. Where nothing was known by then, or revenue lacks a rate,
 * the edition is held, and every further look takes what is known by now: the report is made as
 * soon as there is one to make.
 */
async function makeEdition(
  work: Workspace,
  { week, dueAt, late }: Extract<DueSlot, { kind: 'make' }>,
): Promise<void> {
  const { config, db } = work
  const now = work.now()
  const pulledBy = await cutOffOf(work, dueAt)
  const wasKnown = (await snapshotCount(db, week, isoUtc(pulledBy))) > 0
  const isKnown = wasKnown || (await snapshotCount(db, week, isoUtc(now))) > 0
  if (!isKnown && (await readEdition(db, 'held', week)) !== null) return
  const cutOff = wasKnown ? pulledBy : now
  const recipientDueAt = dueAtOf(config, week, late ? now : null)
  const slot = { week, cutOff, scheduledAt: dueAt, late, dueAt: recipientDueAt }
  const planned = await planEdition(work, slot)
  if (planned.kind === 'held') emit(work, { kind: 'no-snapshots', week })
  if (planned.kind === 'no-rate') {
    await planHeld(work, slot, planned.currencies)
    emit(work, { kind: 'no-rate', week, currencies: planned.currencies })
  }
}

/** Makes the prompt that is due, if one is, and records those that make no sense any more. */
async function makePrompt(work: Workspace): Promise<void> {
  const { db, config } = work
  const schedule = promptScheduleOf(config)
  if (schedule === null) return await endPrompting(db)
  const since = await recordPrompting(db, isoUtc(work.now()))
  const past = { installedAt: Date.parse(since), outcomes: await readPromptOutcomes(db) }
  const due = duePrompt(work.now(), schedule, past)
  if (due.kind === 'skip') await skipPrompts(work, due.weeks, schedule)
  if (due.kind === 'make') {
    await skipPrompts(work, due.skip, schedule)
    await makePrompts(work, due, schedule)
  }
}

/** Each copy is due in its reader's own zone. */
async function makePrompts(
  work: Workspace,
  { week, dueAt, late }: Extract<DueSlot, { kind: 'make' }>,
  schedule: PromptSchedule,
): Promise<void> {
  const { config } = work
  const soonest = late ? work.now() : dueAt
  const planned = await planPrompt(work, {
    week,
    cutOff: await cutOffOf(work, dueAt),
    late,
    dueAt: ({ zone }) => Math.max(soonest, promptInstant(week, schedule, zone ?? config.timeZone)),
  })
  if (planned.kind === 'no-rate') {
    emit(work, { kind: 'no-rate', week, currencies: planned.currencies })
  }
}

/** Nobody is told but the log: the report is due, and says who has not answered. */
async function skipPrompts(
  work: Workspace,
  weeks: readonly Week[],
  schedule: PromptSchedule,
): Promise<void> {
  if (weeks.length === 0) return
  const madeAt = isoUtc(work.now())
  await writing(work.db, async (db) => {
    for (const week of weeks) {
      const dueAt = isoUtc(promptSlotOf(week, schedule).dueAt)
      const skipped = { kind: 'skipped-prompt', week, late: true, facts: null } as const
      const edition = await addEdition(db, { ...skipped, dueAt, cutOff: dueAt, madeAt })
      await recordPlanned(db, edition.editionId, madeAt)
    }
  })
  emit(work, { kind: 'prompts-skipped', weeks })
}

/**
 * Records weeks (in order of time) that get no report any more. The admins get one notice of all of
 * them, which belongs to the latest.
 */
async function skipEditions(work: Workspace, weeks: readonly Week[]): Promise<void> {
  const latest = weeks.at(-1)
  if (latest === undefined) return
  const madeAt = isoUtc(work.now())
  await writing(work.db, async (db) => {
    for (const week of weeks) {
      const dueAt = isoUtc(slotOf(week, scheduleOf(work.config)).dueAt)
      const skipped = { kind: 'skipped', week, dueAt, cutOff: dueAt, madeAt, late: true } as const
      const edition = await addEdition(db, { ...skipped, facts: null })
      // Where another worker was faster, it has planned the notice as well.
      if (week === latest && edition.madeAt === madeAt) {
        const admins = recipients(work.config, null).filter(({ role }) => role === 'admin')
        const to = await subscribers(db, admins)
        const planned = to.map((recipient) => ({ recipient, dueAt: madeAt }))
        await addDeliveries(db, edition.editionId, planned)
      }
      await recordPlanned(db, edition.editionId, madeAt)
    }
  })
  emit(work, { kind: 'skipped', weeks })
}
