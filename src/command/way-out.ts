import type { Config } from '../config.js'
import type { Transport } from '../mail/transport.js'
import { openTransport } from '../run/open-transport.js'
import { type Terminal, UsageFault } from './terminal.js'

/** Opens the way out of the settings for `use`, and closes it again. */
export async function withTransport<Result>(
  terminal: Terminal,
  config: Config,
  use: (transport: Transport) => Promise<Result>,
): Promise<Result> {
  const opened = openTransport(config, terminal.directory)
  if (opened.kind === 'fault') throw new UsageFault(opened.fault)
  try {
    return await use(opened.transport)
  } finally {
    await opened.transport.close()
  }
}
