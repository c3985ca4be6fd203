import { unpaced } from '../../src/run/pace.js'
import { runWorker } from '../../src/run/worker.js'
import type { Database } from '../../src/store/database.js'
import type { Deadly } from './deadly.js'
import { isQuiet } from './quiet.js'
import { endless, faulty, type Mission, quiet } from './mission.js'

export interface Means extends Deadly {
  /** The way to the ledger on which nobody is killed. */
  readonly ledger: Database
  /** Lets the clock move on. */
  readonly onTick: () => void
}

const mostTicks = 3000

/** Runs the worker, which ticks fast, until its report is closed and nothing is left to do. */
export async function workUntilQuiet(mission: Mission, means: Means): Promise<number> {
  const { work, transport, ledger, onTick } = means
  const claiming = new AbortController()
  const sending = new AbortController()
  let ticks = 0
  const look = async () => {
    if (ticks >= mostTicks || (await isQuiet(ledger, mission))) claiming.abort()
  }
  const stop = { claiming: claiming.signal, sending: sending.signal }
  const end = await runWorker(
    { ...work, stop },
    {
      transport,
      pace: unpaced,
      ticks: (tick) => {
        const timer = setInterval(() => {
          ticks += 1
          onTick()
          tick()
          look().catch(() => {})
        }, 10)
        return () => clearInterval(timer)
      },
    },
  )
  if (end.kind === 'broken') throw end.fault
  if (ticks >= mostTicks) return endless
  return end.kind === 'stopped' ? quiet : faulty
}
