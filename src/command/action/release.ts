import { type Format, formatOf } from '../../format.js'
import { releaseLedger as lift, type Release } from '../../run/ledger-mark.js'
import type { OpenCount } from '../../store/deliveries.js'
import { printable } from '../printable.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { table } from '../table.js'
import type { ExitCode, Terminal } from '../terminal.js'

export interface ReleaseOptions extends CommonOptions {
  readonly again?: true
}

/** Lets sending go on, and says what goes out now and what is left to a person. */
export async function release(terminal: Terminal, options: ReleaseOptions): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const again = options.again === true
    const released = await lift(work, { again })
    const format = formatOf(config)
    const lines = [
      ...lifted(released),
      ...(again ? [] : doubted(released, format)),
      ...goingOut(released.open, format),
    ]
    terminal.out(`${lines.join('\n')}\n`)
    return 0
  })
}

function lifted({ hold }: Release): string[] {
  if (hold === null) return ['Sending was not on hold.']
  return [`Released. It was on hold since ${hold.since}: ${printable(hold.reason)}.`]
}

function doubted({ hold, doubted }: Release, { counted }: Format): string[] {
  if (hold === null || hold.doubt === null) return []
  return [
    `Of editions up to ${hold.doubt}, more may have been submitted than this database knows. What isn't`,
    `settled of them is uncertain: ${counted(doubted, 'delivery', 'deliveries')} now, and all that is planned for them from now on.`,
    'mmr deliveries --uncertain lists them; mmr resend submits those that nobody has had.',
  ]
}

function goingOut(open: readonly OpenCount[], { count }: Format): string[] {
  if (open.length === 0) return ['Nothing is waiting to be submitted.']
  const rows = open.map(({ week, kind, state, deliveries, due }) => [
    week,
    kind,
    state,
    count(deliveries),
    count(due),
  ])
  const header = ['WEEK', 'EDITION', 'STATE', 'DELIVERIES', 'DUE NOW']
  return [
    'What is due now goes out with the next step of the worker, or with mmr send --week WEEK:',
    table([header, ...rows], [8, 7, 8, 10, 7]).trimEnd(),
  ]
}
