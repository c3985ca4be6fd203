import { sendEdition } from '../../src/run/send-edition.js'
import { openTransport } from '../../src/run/transport.js'
import type { Workspace } from '../../src/run/workspace.js'
import { lastWeek } from './generated-database.js'

/** Makes the edition of the last week and submits it. Throws unless everyone's was submitted. */
export async function sendEverything(work: Workspace): Promise<void> {
  const opened = openTransport(work.config, { directory: '.', now: work.now })
  if (opened.kind === 'fault') throw new Error(opened.fault)
  const { transport } = opened
  const result = await sendEdition(work, { week: lastWeek, transport, only: null })
  await transport.close()
  if (result.kind !== 'report') throw new Error(result.kind)
  const left = result.deliveries.filter(({ state }) => state !== 'submitted')
  if (left.length > 0) throw new Error(`${left.length} were not submitted: ${left[0]?.reason}`)
}
