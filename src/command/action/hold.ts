import { type Format, formatOf } from '../../format.js'
import { checkMark, releaseLedger as lift, type Release } from '../../run/ledger-mark.js'
import { isoUtc } from '../../run/workspace.js'
import type { OpenCount } from '../../store/deliveries.js'
import { type Hold, readHold, setHold } from '../../store/installation.js'
import { type CommonOptions, configOrFail, inExistingWorkspace, userOf } from '../session.js'
import { table } from '../table.js'
import { type ExitCode, printable, type Terminal } from '../terminal.js'

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

/** That nothing is submitted, why, and what to do about it. */
export function onHold(hold: Hold): string[] {
  return [...holdText(hold).split('\n'), `Nothing was submitted. ${liftedBy}`]
}

/** That sending is on hold, since when and why. */
export function holdText({ reason, since, doubt }: Hold): string {
  const why = `Sending is on hold since ${since}: ${printable(reason)}.`
  return doubt === null ? why : `${why}\n${inDoubtText(doubt)}`
}

export const liftedBy = 'mmr release lets it go on.'

/** What stands in doubt, and what release makes of it. */
export function inDoubtText(week: string): string {
  return (
    `Of editions up to ${week}, more may have been submitted than this database knows. What isn't\n` +
    'settled of them is uncertain once it is released: nobody gets a second copy unseen.'
  )
}
