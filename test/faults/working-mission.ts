import { unpaced } from '../../src/run/deliver.js'
import { runWorker } from '../../src/run/worker.js'
import type { Database } from '../../src/store/database.js'
import { readHold } from '../../src/store/installation.js'
import type { Deadly } from './deadly.js'
import { endless, faulty, type Mission, quiet } from './mission.js'
import { isQuiet } from './quiet.js'

export interface Means extends Deadly {
  /** The way to the ledger on which nobody is killed. */
  readonly ledger: Database
  /** Lets the clock move on. */
  readonly onTick: () => void
  /** Asks the worker to end. */
  readonly end: () => void
}

const mostTicks = 3000

/** Each costs a heartbeat on the disk. In milliseconds. */
const beatEvery = 30

/** Runs the worker, which ticks fast, until its report is closed and nothing is left to do. */
export async function workUntilQuiet(mission: Mission, means: Means): Promise<number> {
  const { work, transport, ledger, onTick } = means
  let count = 0
  let isHeld = false
  const look = async () => {
    isHeld = (await readHold(ledger)) !== null
    if (isHeld || count >= mostTicks || (await isQuiet(ledger, mission))) means.end()
  }
  const ticks = (tick: () => void) => {
    const timer = setInterval(() => {
      count += 1
      onTick()
      tick()
      look().catch(() => {})
    }, beatEvery)
    return () => clearInterval(timer)
  }
  const ended = await runWorker(work, { transport, pace: unpaced, ticks })
  if (ended.kind === 'broken') throw ended.fault
  if (isHeld) return faulty
  if (count >= mostTicks) return endless
  return ended.kind === 'stopped' ? quiet : faulty
}
