import type { Week } from '../../report/week.js'
import { type Resent, resendable, resend as submitAgain } from '../../run/delivery/resend.js'
import type { Workspace } from '../../run/workspace.js'
import type { Refused } from '../../store/resend.js'
import { deliveryTable } from '../delivery-table.js'
import { onHold } from '../on-hold.js'
import { type CommonOptions, inExistingWorkspace, settings } from '../session.js'
import { type ExitCode, Failure, type Terminal, UsageFault } from '../terminal.js'
import { resubscribing } from '../unsubscribed.js'
import { userOf } from '../user.js'
import { requireLinkIssuer, requireSigningKey, withTransport } from '../way-out.js'
import { weekOption } from '../week-option.js'

export interface ResendOptions extends CommonOptions {
  readonly week?: string
  readonly again?: true
  readonly reason?: string
}

/** Submits deliveries once more; 1 when one of them is not submitted then. */
export async function resend(
  terminal: Terminal,
  named: readonly string[],
  options: ResendOptions,
): Promise<ExitCode> {
  const config = settings(terminal, options)
  const numbers = idsOf(named, options)
  const week = weekOption(options.week, terminal, config)
  const dkim = await requireSigningKey(terminal, config)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const links = await requireLinkIssuer(terminal, config)
    const deliveryIds = numbers ?? (await uncertainOf(work, week))
    const by = userOf(terminal)
    const order = { deliveryIds, again: options.again === true, by, why: options.reason ?? null }
    const resent = await withTransport(terminal, config, (transport) =>
      submitAgain({ ...work, dkim, links }, { ...order, transport }),
    )
    return told(terminal, resent)
  })
}

/** Null where a week was named instead. */
function idsOf(named: readonly string[], { week }: ResendOptions): number[] | null {
  if (named.length > 0 === (week !== undefined)) {
    throw new UsageFault('mmr resend wants either the IDs of deliveries or --week, one of the two.')
  }
  const wrong = named.filter((text) => !/^[1-9]\d{0,14}$/.test(text))
  if (wrong.length > 0) {
    throw new UsageFault(
      `Not the ID of a delivery: ${wrong.join(', ')}. mmr deliveries lists them, whole numbers all.`,
    )
  }
  return named.length === 0 ? null : [...new Set(named.map(Number))]
}

async function uncertainOf(work: Workspace, week: Week): Promise<number[]> {
  const ids = await resendable(work, week)
  if (ids.length === 0) {
    throw new UsageFault(`No delivery of ${week} is uncertain and could be submitted again.`)
  }
  return ids
}

function told(terminal: Terminal, resent: Resent): ExitCode {
  if (resent.kind === 'on-hold') throw new Failure(onHold(resent.hold))
  if (resent.kind === 'refused') {
    const why = resent.refused.map((refused) => `- ${refusal(refused)}`)
    throw new UsageFault(['Nothing was submitted again.', ...why].join('\n'))
  }
  const { run, deliveries } = resent
  terminal.out(deliveryTable(deliveries))
  if (run.kind === 'paused') {
    terminal.err(`The run stopped, and nobody failed by it: ${run.reason}\n`)
  }
  return deliveries.every(({ state }) => state === 'submitted') ? 0 : 1
}

function refusal({ deliveryId, delivery, obstacle }: Refused): string {
  if (delivery === null) return `There is no delivery ${deliveryId}. mmr deliveries lists them.`
  const { state, address, reason, week } = delivery
  const who = `${deliveryId}, to ${address},`
  if (obstacle === 'unsubscribed') {
    return `${who} is for somebody who has unsubscribed. ${resubscribing(address)}`
  }
  if (obstacle === 'closed') {
    return `${who} asks about ${week}, whose report is made or due: its links are closed.`
  }
  switch (state) {
    case 'submitted':
      return `${who} is submitted already. With --again, they get a second copy.`
    case 'skipped':
      return `${who} was skipped: ${reason}.`
    default:
      return `${who} goes out by itself: it is in the state ${state}.`
  }
}
