import type { DeliveryState } from '../report/delivery.js'
import type { Week } from '../report/week.js'
import { readOutlook } from '../run/outlook.js'
import type { SendResult } from '../run/send-edition.js'
import type { Workspace } from '../run/workspace.js'
import type { Delivery } from '../store/deliveries.js'
import { counted } from './counted.js'
import { onHold } from './on-hold.js'
import { type ExitCode, Failure, type Terminal, UsageFault } from './terminal.js'

interface Sent {
  readonly week: Week
  readonly only: string | null
  readonly result: SendResult
}

/** Says what became of an edition. 0 when everybody it was for has been submitted to. */
export function sendReport(terminal: Terminal, { week, only, result }: Sent): ExitCode {
  if (result.kind === 'on-hold') throw new Failure(onHold(result.hold))
  if (result.kind === 'no-rate') throw new Failure(withoutRate(result.currencies))
  const concerned = result.deliveries.filter(isOnly(only))
  if (result.kind === 'held') terminal.err(`${heldBecause(week)}\n${table(concerned)}`)
  else terminal.out(`${week}: ${summary(concerned)}.\n${table(concerned)}`)
  if (result.run.kind === 'paused') {
    terminal.err(
      `The run stopped, and nobody failed by it: ${result.run.reason}\n` +
        'Put that right, check it with mmr check --smtp, and run mmr send again: nobody gets it twice.\n',
    )
  }
  if (result.run.kind === 'stopped') {
    terminal.err('Stopped before the end. Run mmr send again to go on: nobody gets it twice.\n')
  }
  const everybody = concerned.every(({ state }) => state === 'submitted')
  return result.kind === 'report' && everybody ? 0 : 1
}

/** Whether a recipient is the only one that is asked about, by address; null asks about all. */
export function isOnly(only: string | null): (recipient: { readonly address: string }) => boolean {
  return ({ address }) => only === null || address.toLowerCase() === only.toLowerCase()
}

/** Refuses an address that the edition is not for, before anything is made. */
export async function requireRecipient(
  work: Workspace,
  week: Week,
  address: string,
): Promise<void> {
  const outlook = await readOutlook(work, week)
  if (outlook.kind === 'prospects' && !outlook.prospects.some(isOnly(address))) {
    throw nobodyWith(address, week)
  }
}

export function nobodyWith(address: string, week: Week): UsageFault {
  return new UsageFault(
    `Nobody with the address ${address} gets a report of ${week}. mmr send --dry-run lists who does.`,
  )
}

export function withoutRate(currencies: readonly string[]): string {
  return (
    `There are accounts in ${currencies.join(', ')} and no exchange rate for ` +
    `${currencies.length === 1 ? 'it' : 'them'}. Set EXCHANGE_RATES, such as EUR=1.0837.`
  )
}

export function heldBecause(week: Week): string {
  return (
    `There is no snapshot of ${week}: the edition is held, which is not "no change", and nobody ` +
    `gets a report. Import the week's snapshots and run this again.`
  )
}

/** `18 submitted`, or `16 submitted, 2 failed`. */
export function summary(deliveries: readonly Delivery[]): string {
  if (deliveries.length === 0) return 'there is nobody to send it to; name people in the settings'
  const counts = new Map<DeliveryState, number>()
  for (const { state } of deliveries) counts.set(state, (counts.get(state) ?? 0) + 1)
  const parts = [...counts].map(([state, count]) => `${count} ${state}`)
  return `${counted(deliveries.length, 'delivery', 'deliveries')}: ${parts.join(', ')}`
}

function table(deliveries: readonly Delivery[]): string {
  return deliveries
    .map(({ state, role, name, address, reason }) => {
      const why = state === 'submitted' || reason === null ? '' : `  ${reason}`
      return `  ${state.padEnd(10)}${role.padEnd(17)}${name === '' ? address : `${name} <${address}>`}${why}\n`
    })
    .join('')
}
