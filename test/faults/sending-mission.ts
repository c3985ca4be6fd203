import { sendEdition } from '../../src/run/send-edition.js'
import { endless, faulty, type Mission, quiet } from './mission.js'
import { isQuiet } from './quiet.js'
import type { Means } from './working-mission.js'

const mostRuns = 60

/** Sends the edition again and again, as people do who are told that something is left. */
export async function sendUntilQuiet(mission: Mission, means: Means): Promise<number> {
  const { work, transport, ledger, onTick } = means
  for (let run = 0; run < mostRuns; run += 1) {
    const result = await sendEdition(work, { week: mission.week, transport, only: null })
    if (result.kind === 'on-hold' || result.kind === 'no-rate') return faulty
    if (await isQuiet(ledger, mission)) return quiet
    onTick()
  }
  return endless
}
