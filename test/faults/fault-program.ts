import { once } from 'node:events'
import { readConfig } from '../../src/config.js'
import { openTransport } from '../../src/run/open-transport.js'
import type { Workspace } from '../../src/run/workspace.js'
import { openDatabase } from '../../src/store/database.js'
import { DatabaseFault } from '../../src/store/database-fault.js'
import { deadly } from './deadly.js'
import { faulty, type Mission } from './mission.js'
import { sendUntilQuiet } from './sending-mission.js'
import { workUntilQuiet } from './working-mission.js'

// A program that is there to be killed: the worker or a sending, with the clock of its mission.

try {
  process.exitCode = await carryOut(JSON.parse(process.argv[2] ?? ''))
} catch (error) {
  if (!(error instanceof DatabaseFault)) throw error
  console.error(error.message)
  process.exitCode = faulty
}
// The worker's pace and the waits of a settlement may have left timers behind.
process.stdin.destroy()

async function carryOut(mission: Mission): Promise<number> {
  const reading = readConfig({ file: mission.settings, process: {} })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  const { config } = reading
  const db = await openDatabase(mission.database, { patience: mission.patience })
  console.log('open')
  if (mission.waits) await once(process.stdin, 'data')
  const opened = openTransport(config, '.')
  if (opened.kind === 'fault') throw new Error(opened.fault)
  let ticks = 0
  const beganAt = Date.now()
  const now = () =>
    mission.startsAt + (mission.tick === null ? Date.now() - beganAt : ticks * mission.tick)
  const work: Workspace = {
    config,
    db,
    now,
    chance: Math.random,
    owner: `program ${process.pid} ${Math.random()}`,
    observer: (event) => {
      if (event.kind === 'unrecorded' || event.kind === 'fault') {
        const { error } = event
        console.log(`${event.kind} ${error instanceof Error ? error.message : String(error)}`)
      }
    },
  }
  const equipment = { work, transport: opened.transport }
  const armed = mission.kill === null ? equipment : deadly(equipment, mission.kill)
  const onTick = () => {
    ticks += 1
  }
  const run = mission.verb === 'send' ? sendUntilQuiet : workUntilQuiet
  try {
    return await run(mission, { ...armed, ledger: db, onTick })
  } finally {
    await opened.transport.close()
    await db.destroy()
  }
}
