import { once } from 'node:events'
import { readConfig } from '../../src/config/config.js'
import { openLinkIssuer } from '../../src/run/links.js'
import { openTransport } from '../../src/run/transport.js'
import type { Event, Workspace } from '../../src/run/workspace.js'
import { openDatabase } from '../../src/store/database.js'
import { DatabaseFault } from '../../src/store/database-fault.js'
import { deadly } from './deadly.js'
import type { Mission } from './mission.js'
import { faulty } from './mission.js'
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
process.stdin.destroy()

async function carryOut(mission: Mission): Promise<number> {
  const reading = readConfig({ file: mission.settings, process: {} })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  const { config } = reading
  const db = await openDatabase(mission.database, { patience: mission.patience, check: true })
  console.log('open')
  if (mission.waits) await once(process.stdin, 'data')
  const opened = openTransport(config, { directory: '.', now: Date.now })
  if (opened.kind === 'fault') throw new Error(opened.fault)
  const { transport } = opened
  const clock = startClock(mission)
  const claiming = new AbortController()
  const sending = new AbortController()
  const observer = (event: Event) => {
    if (event.kind !== 'unrecorded' && event.kind !== 'fault') return
    const { error } = event
    console.log(`${event.kind}: ${error instanceof Error ? error.message : String(error)}`)
    if (!mission.breaksOff) return
    sending.abort()
    if (mission.verb === 'work') claiming.abort()
  }
  const stop = { claiming: claiming.signal, sending: sending.signal }
  const identity = { chance: Math.random, owner: `program ${process.pid} ${Math.random()}` }
  const links = await openLinkIssuer(config, mission.database)
  const work: Workspace = { config, db, links, ...identity, now: clock.now, observer, stop }
  const equipment = { work, transport }
  const armed = mission.kill === null ? equipment : deadly(equipment, mission.kill)
  const run = mission.verb === 'send' ? sendUntilQuiet : workUntilQuiet
  try {
    const means = { ...armed, ledger: db, onTick: clock.tick, end: () => claiming.abort() }
    return await run(mission, means)
  } finally {
    await transport.close()
    await db.destroy()
  }
}

/** Runs by itself where the mission has no tick. */
function startClock({ startsAt, tick }: Mission) {
  const beganAt = Date.now()
  let passed = 0
  return {
    now: () => startsAt + (tick === null ? Date.now() - beganAt : passed),
    tick: () => {
      passed += tick ?? 0
    },
  }
}
