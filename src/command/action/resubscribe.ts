import { isoUtc } from '../../run/workspace.js'
import { liftUnsubscribes } from '../../store/unsubscribes.js'
import { printable } from '../printable.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, type Terminal, UsageFault } from '../terminal.js'
import { userOf } from '../user.js'

/** Lifts what somebody asked for by unsubscribing: only an admin's word does. */
export async function resubscribe(
  terminal: Terminal,
  address: string,
  options: CommonOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  return await inExistingWorkspace(terminal, config, async ({ db, now }) => {
    const word = { at: isoUtc(now()), by: userOf(terminal) }
    const lifted = await liftUnsubscribes(db, address, word)
    if (lifted === 0)
      throw new UsageFault(`${address} has not unsubscribed. mmr links lists who has.`)
    terminal.out(`${printable(address)} gets the report again, as the settings say.\n`)
    return 0
  })
}
