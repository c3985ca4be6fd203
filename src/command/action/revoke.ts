import { formatOf } from '../../format.js'
import { isoUtc } from '../../run/workspace.js'
import { revokeLinks } from '../../store/links.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, type Terminal, UsageFault } from '../terminal.js'
import { linkTable } from './links.js'

/** Ends links at once: whoever has one open can save nothing more by it. */
export async function revoke(
  terminal: Terminal,
  named: string,
  options: CommonOptions,
): Promise<ExitCode> {
  if (!/^[0-9a-f]{6,64}$/i.test(named) && !named.includes('@')) {
    throw new UsageFault(`"${named}" is no id of a link and no address. mmr links lists them.`)
  }
  const config = configOrFail(terminal, options)
  return await inExistingWorkspace(terminal, config, async ({ db, now }) => {
    const ended = await revokeLinks(db, named, isoUtc(now()))
    if (ended.length === 0)
      throw new UsageFault(`No link of "${named}" holds. mmr links lists them.`)
    terminal.out(`${linkTable(ended, formatOf(config))}The next mail brings a new link.\n`)
    return 0
  })
}
