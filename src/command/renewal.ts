import { resolve } from 'node:path'
import type { Config } from '../config/config.js'
import type { Transport } from '../mail/transport.js'
import type { Renewal, Ticks } from '../run/worker.js'
import { settingsLogo } from './session.js'
import type { Terminal } from './terminal.js'
import { openWayOut, paceOf, requireLinkIssuer, requireSigningKey } from './way-out.js'

/**
 * All that a worker makes of its settings, made of other ones; a UsageFault or a Failure where any of
 * it can't be had.
 */
export async function renewalOf(terminal: Terminal, config: Config): Promise<Renewal> {
  const logo = await settingsLogo(terminal, config)
  const dkim = await requireSigningKey(terminal, config)
  const links = await requireLinkIssuer(terminal, config)
  const transport = openWayOut(terminal, config)
  const outbox = resolve(terminal.directory, config.keeping.outboxDirectory)
  return { settings: { config, logo, dkim, links }, transport, pace: paceOf(config), outbox }
}

/** Settings on their way to the worker, which takes the latest ones between two beats. */
export interface Renewals {
  readonly offer: (renewal: Renewal) => void
  /** The same ticks, and one at once for each offer. */
  readonly ticking: (ticks: Ticks) => Ticks
  readonly next: () => Renewal | null
  /** Closes what was opened for them. */
  readonly close: () => Promise<void>
}

export function openRenewals(): Renewals {
  let waiting: Renewal | null = null
  const opened: Transport[] = []
  let tickAtOnce = () => {}
  return {
    offer: (renewal) => {
      opened.push(renewal.transport)
      waiting = renewal
      tickAtOnce()
    },
    ticking: (ticks) => (tick) => {
      tickAtOnce = tick
      const stop = ticks(tick)
      return () => {
        tickAtOnce = () => {}
        stop()
      }
    },
    next: () => {
      const renewal = waiting
      waiting = null
      return renewal
    },
    close: async () => {
      for (const transport of opened) await transport.close()
    },
  }
}
