import {
  type DueSlot,
  duePrompt,
  type PromptSchedule,
  promptInstant,
  promptSlotOf,
} from '../../report/schedule.js'
import type { Week } from '../../report/week.js'
import { writing } from '../../store/database.js'
import { addEdition, readPromptOutcomes, recordPlanned } from '../../store/editions.js'
import { endPrompting, recordPrompting } from '../../store/installation.js'
import { planPrompt } from '../edition/plan-prompt.js'
import { promptScheduleOf } from '../timetable.js'
import { emit, isoUtc, type Workspace } from '../workspace.js'

/** Makes the prompt that is due, if one is, and records those that make no sense any more. */
export async function makePrompt(work: Workspace): Promise<void> {
  const { db, config } = work
  const schedule = promptScheduleOf(config)
  if (schedule === null) return await endPrompting(db)
  const since = await recordPrompting(db, isoUtc(work.now()))
  const past = { installedAt: Date.parse(since), outcomes: await readPromptOutcomes(db) }
  const due = duePrompt(work.now(), schedule, past)
  if (due.kind === 'skip') await skipPrompts(work, due.weeks, schedule)
  if (due.kind === 'make') {
    await skipPrompts(work, due.skip, schedule)
    await make(work, due, schedule)
  }
}

/** The cut-off is the instant it was due; each copy is due in its reader's own zone. */
async function make(
  work: Workspace,
  { week, dueAt, late }: Extract<DueSlot, { kind: 'make' }>,
  schedule: PromptSchedule,
): Promise<void> {
  const { config } = work
  const soonest = late ? work.now() : dueAt
  const planned = await planPrompt(work, {
    week,
    cutOff: dueAt,
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
