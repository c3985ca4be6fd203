import { slotOf } from '../../report/slot.js'
import type { Week } from '../../report/week.js'
import { writing } from '../../store/database.js'
import { addDeliveries } from '../../store/deliveries.js'
import { addEdition, recordPlanned } from '../../store/editions.js'
import { recipients } from '../edition/portfolio.js'
import { subscribers } from '../edition/subscribers.js'
import { scheduleOf } from '../timetable.js'
import { emit, isoUtc, type Workspace } from '../workspace.js'

/**
 * Records weeks (in order of time) that get no report any more. The admins get one notice of all of
 * them, which belongs to the latest.
 */
export async function skipEditions(work: Workspace, weeks: readonly Week[]): Promise<void> {
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
