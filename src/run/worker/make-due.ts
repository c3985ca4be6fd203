import { type DueSlot, dueSlot } from '../../report/schedule.js'
import { readEdition } from '../../store/editions.js'
import { readOutcomes } from '../../store/open-editions.js'
import { snapshotCount } from '../../store/snapshots.js'
import { planEdition, planHeld } from '../edition/plan-edition.js'
import { dueAtOf, scheduleOf } from '../timetable.js'
import { emit, isoUtc, type Workspace } from '../workspace.js'
import { skipEditions } from './skip-editions.js'

/** Makes the edition that is due, if one is, and records those that are not made any more. */
export async function makeDue(work: Workspace, installedAt: number): Promise<DueSlot> {
  const outcomes = await readOutcomes(work.db)
  const due = dueSlot(work.now(), scheduleOf(work.config), { installedAt, outcomes })
  if (due.kind === 'skip') await skipEditions(work, due.weeks)
  if (due.kind === 'make') {
    await skipEditions(work, due.skip)
    await make(work, due)
  }
  return due
}

/**
 * The cut-off is the instant it was due. Where nothing was known by then, or revenue lacks a rate,
 * the edition is held, and every further look takes what is known by now: the report is made as
 * soon as there is one to make.
 */
async function make(
  work: Workspace,
  { week, dueAt, late }: Extract<DueSlot, { kind: 'make' }>,
): Promise<void> {
  const { config, db } = work
  const now = work.now()
  const wasKnown = (await snapshotCount(db, week, isoUtc(dueAt))) > 0
  const isKnown = wasKnown || (await snapshotCount(db, week, isoUtc(now))) > 0
  if (!isKnown && (await readEdition(db, 'held', week)) !== null) return
  const cutOff = wasKnown ? dueAt : now
  const recipientDueAt = dueAtOf(config, week, late ? now : null)
  const slot = { week, cutOff, scheduledAt: dueAt, late, dueAt: recipientDueAt }
  const planned = await planEdition(work, slot)
  if (planned.kind === 'held') emit(work, { kind: 'no-snapshots', week })
  if (planned.kind === 'no-rate') {
    await planHeld(work, slot, planned.currencies)
    emit(work, { kind: 'no-rate', week, currencies: planned.currencies })
  }
}
