import { previewOf } from '../../mail/outbox.js'
import { lastEndedWeek, type Week } from '../../report/week.js'
import { previewDigests, previewMail } from '../../run/preview.js'
import type { Workspace } from '../../run/workspace.js'
import { weekRange } from '../../store/snapshots.js'
import { openInBrowser } from '../open-in-browser.js'
import { withoutRate } from '../send-report.js'
import { Failure } from '../terminal.js'
import { type Asking, say } from './asking.js'
import type { EnvValues } from './questions.js'
import { inTrial, type TriedFile } from './trial.js'

/**
 * Shows the executives' report that the files make, in the browser. The database that it is made in
 * is gone afterwards.
 */
export async function firstLook(
  asking: Asking,
  values: EnvValues,
  files: readonly TriedFile[],
): Promise<void> {
  await inTrial(asking.terminal, values, files, async (work) => {
    const week = await weekToShow(work)
    if (week === null) return
    const found = await previewDigests(work, { week, role: 'executive', address: null })
    if (found.kind === 'no-rate') return say(asking, [withoutRate(found.currencies)])
    const [digest] = found.kind === 'digests' ? found.digests : []
    if (digest === undefined) return
    const { eml } = await previewMail(work, digest)
    say(asking, [`The executives' report of ${week}, as these files make it:`])
    try {
      await openInBrowser(asking.terminal, `executive-${week}`, await previewOf(eml))
    } catch (error) {
      // Whoever sits at another machine's terminal opens it by hand.
      if (!(error instanceof Failure)) throw error
      say(asking, [error.message])
    }
  })
}

/** The week that has just ended, else the last one that anything is known of. */
async function weekToShow({ config, db, now }: Workspace): Promise<Week | null> {
  const range = await weekRange(db)
  if (range === null) return null
  const ended = lastEndedWeek(now(), config.timeZone)
  return range.first <= ended && ended <= range.last ? ended : range.last
}
