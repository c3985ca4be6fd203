import { checkMark } from '../../run/ledger-mark.js'
import { isoUtc } from '../../run/workspace.js'
import { readHold, setHold } from '../../store/installation.js'
import { holdText, liftedBy } from '../on-hold.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { userOf } from '../user.js'

export interface HoldOptions extends CommonOptions {
  readonly reason?: string
}

/** Puts sending on hold; a hold that is there already stays as it is. */
export async function hold(terminal: Terminal, options: HoldOptions): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const before = await checkMark(work)
    const why = options.reason === undefined ? '' : `: ${options.reason}`
    const reason = `${userOf(terminal)} put it on hold${why}`
    await setHold(work.db, { reason, since: isoUtc(work.now()), doubt: null })
    const held = await readHold(work.db)
    if (held === null) throw new Error('the hold was not kept')
    const already = before === null ? '' : 'It was so already. '
    terminal.out(`${holdText(held)}\n${already}${liftedBy}\n`)
    return 0
  })
}
