import type { Config } from '../../config/config.js'
import type { ResendState } from '../../report/delivery.js'
import type { Week } from '../../report/week.js'
import type { Resent } from '../../run/resend.js'
import { readCandidates, resendDeliveries as submitAgain } from '../../run/resend.js'
import type { Workspace } from '../../run/workspace.js'
import type { Delivery } from '../../store/deliveries.js'
import type { Refused } from '../../store/resend.js'
import type { CommonOptions } from '../session.js'
import { configOrFail, inExistingWorkspace, userOf } from '../session.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { Failure, printable, UsageFault } from '../terminal.js'
import { paceOf, requireLinkIssuer, requireSigningKey, withTransport } from '../transport.js'
import { weekOption } from '../week-option.js'
import { deliveryText } from './deliveries.js'
import { onHold } from './hold.js'
import { resubscribing } from './links.js'

export interface ResendOptions extends CommonOptions {
  readonly week?: string
  /** Of a week: uncertain unless told. */
  readonly state?: ResendState
  readonly again?: true
  readonly reason?: string
}

/** Submits deliveries once more; 1 when one of them is not submitted then. */
export async function resend(
  terminal: Terminal,
  named: readonly string[],
  options: ResendOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const numbers = idsOf(named, options)
  const week = weekOption(options.week, terminal, config)
  if (options.state === 'filed') requireServer(config)
  const dkim = await requireSigningKey(terminal, config)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const links = await requireLinkIssuer(terminal, config)
    const deliveryIds =
      numbers ?? (await ofWeek(terminal, work, { week, state: options.state ?? 'uncertain' }))
    const by = userOf(terminal)
    const order = { deliveryIds, again: options.again === true, by, why: options.reason ?? null }
    const resent = await withTransport(terminal, config, (transport) =>
      submitAgain({ ...work, dkim, links }, { ...order, transport, pace: paceOf(config) }),
    )
    return told(terminal, resent)
  })
}

/** Null where a week was named instead. */
function idsOf(named: readonly string[], { week, state }: ResendOptions): number[] | null {
  if (named.length > 0 === (week !== undefined)) {
    throw new UsageFault('mmr resend wants either the IDs of deliveries or --week, one of the two.')
  }
  if (week === undefined && state !== undefined) {
    throw new UsageFault(
      'mmr resend takes --state together with --week: deliveries that are named by ID are in the ' +
        'state that they are in.',
    )
  }
  const wrong = named.filter((text) => !/^[1-9]\d{0,14}$/.test(text))
  if (wrong.length > 0) {
    throw new UsageFault(
      `Not the ID of a delivery: ${wrong.join(', ')}. mmr deliveries lists them, whole numbers all.`,
    )
  }
  return named.length === 0 ? null : [...new Set(named.map(Number))]
}

/** What stays behind is told, and why; it keeps nothing else back. */
async function ofWeek(
  terminal: Terminal,
  work: Workspace,
  { week, state }: { readonly week: Week; readonly state: ResendState },
): Promise<readonly number[]> {
  const { deliveryIds, refused } = await readCandidates(work, week, state)
  const why = refused.map((one) => `- ${printable(refusal(one))}`)
  if (deliveryIds.length === 0) {
    throw new UsageFault([`No delivery of ${week} ${lacking[state]}.`, ...why])
  }
  if (why.length > 0) terminal.err(`${['Not submitted again:', ...why].join('\n')}\n`)
  return deliveryIds
}

const lacking: Record<ResendState, string> = {
  uncertain: 'is uncertain and could be submitted again',
  failed: 'has failed and could be submitted again',
  filed: 'is in a file and could be sent',
}

function requireServer({ mail }: Config): void {
  if (mail.kind === 'smtp') return
  throw new UsageFault('Files can be sent once there is a mail server: set SMTP_URL first.')
}

function told(terminal: Terminal, resent: Resent): ExitCode {
  if (resent.kind === 'on-hold') throw new Failure(onHold(resent.hold))
  if (resent.kind === 'refused') {
    const why = resent.refused.map((refused) => `- ${refusal(refused)}`)
    throw new UsageFault(['Nothing was submitted again.', ...why])
  }
  const { run, deliveries, kept } = resent
  terminal.out(deliveryText(deliveries))
  if (run.kind === 'paused') {
    terminal.err(`The run stopped, and nobody failed by it: ${printable(run.reason)}\n`)
  }
  terminal.err(keptText(kept))
  return kept.length === 0 && deliveries.every(({ state }) => state === 'submitted') ? 0 : 1
}

/** Why an admins' mail stays in its file; empty where none does. */
function keptText(kept: readonly Delivery[]): string {
  return kept
    .map(
      ({ deliveryId, address, week }) =>
        `${deliveryId}, to ${address}, stays in its file: it says what became of the mails of ` +
        `${week}, and some of them have not been submitted to the server. Run this again once ` +
        `they have, or send it as it is: mmr resend ${deliveryId} --again\n`,
    )
    .join('')
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
  if (obstacle === 'let-go') {
    return `${who} can’t be submitted again: its message is not kept any more (KEEP_MESSAGES_WEEKS).`
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
