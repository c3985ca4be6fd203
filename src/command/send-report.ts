import { DateTime } from 'luxon'
import type { Format } from '../format.js'
import type { DeliveryState } from '../report/delivery.js'
import { slotOf } from '../report/slot.js'
import type { Week } from '../report/week.js'
import { readRecipientPlan, type Sendable } from '../run/preview.js'
import type { SendResult } from '../run/send-edition.js'
import { scheduleOf } from '../run/timetable.js'
import type { Workspace } from '../run/workspace.js'
import { type Delivery, isFiled } from '../store/deliveries.js'
import { readEdition } from '../store/editions.js'
import { unsubscribedReason } from '../store/sweep.js'
import { onHold } from './on-hold.js'
import { printable } from './printable.js'
import { comingTries, inFiles, remainder } from './remainder.js'
import { type ExitCode, Failure, type Terminal, UsageFault } from './terminal.js'
import { resubscribing } from './unsubscribed.js'

interface Sent {
  readonly week: Week
  readonly only: string | null
  readonly result: SendResult
  /** How many messages were handed over this time. */
  readonly tried: number
  /** What submitting means without a mail server; empty where there is one. */
  readonly outbox: string
  /** Where the report is made: the zone that times are told in. */
  readonly zone: string
  readonly format: Format
}

/** Says what became of an edition. 0 when everybody it was for has been submitted to. */
export function sendReport(terminal: Terminal, sent: Sent): ExitCode {
  const { week, only, result, outbox } = sent
  if (result.kind === 'on-hold') throw new Failure(onHold(result.hold))
  if (result.kind === 'no-rate') throw new Failure(withoutRate(result.currencies))
  const concerned = result.deliveries.filter(isOnly(only))
  const isMail = outbox === ''
  if (result.kind === 'held')
    terminal.err(`${heldBecause(week)}\n${noticesTold(only, concerned, isMail)}`)
  else
    terminal.out(
      `${titleOf(result.kind, week)}: ${news(sent, concerned)}.\n${table(concerned, isMail)}${outbox}`,
    )
  if (result.run.kind === 'paused') {
    terminal.err(
      `The run stopped, and nobody failed by it: ${printable(result.run.reason)}\n` +
        'Put that right and run mmr send again: nobody gets it twice. mmr start goes on by itself. ' +
        'mmr check --smtp tells whether the server can be reached and lets us log in.\n',
    )
  } else terminal.err(comingTries(concerned, sent))
  terminal.err(remainder(concerned, sent))
  if (isMail)
    terminal.err(
      inFiles(concerned, only === null ? `--week ${week} --state filed` : null, sent.format),
    )
  if (result.run.kind === 'stopped') {
    terminal.err('Stopped before the end. Run mmr send again to go on: nobody gets it twice.\n')
  }
  return result.kind !== 'held' && concerned.every(isWell(result.kind)) ? 0 : 1
}

/** A report is known by its week alone. */
export function titleOf(kind: Sendable, week: Week): string {
  return kind === 'report' ? week : `The prompt about ${week}`
}

/**
 * Whoever has answered everything needs no prompt; whoever gets no report needs one, unless they
 * have unsubscribed.
 */
function isWell(kind: Sendable): (delivery: Delivery) => boolean {
  return ({ state, reason }) =>
    state === 'submitted' ||
    (state === 'skipped' && (kind === 'prompt' || reason === unsubscribedReason))
}

/** Whether a recipient is the only one that is asked about, by address; null asks about all. */
export function isOnly(only: string | null): (recipient: { readonly address: string }) => boolean {
  return ({ address }) => only === null || address.toLowerCase() === only.toLowerCase()
}

/**
 * Refuses an address that the edition is not for, before anything is made; false where there is
 * nothing to make an edition from.
 */
export async function requireRecipient(
  work: Workspace,
  { kind, week }: { readonly kind: Sendable; readonly week: Week },
  address: string,
): Promise<boolean> {
  const outlook = await readRecipientPlan(work, week, kind)
  if (outlook.kind !== 'prospects') return false
  const named = outlook.prospects.filter(isOnly(address))
  if (named.length === 0) throw nobodyWith(address, week)
  if (named.every(({ unsubscribedSince }) => unsubscribedSince !== null)) {
    throw new UsageFault(`${address} has unsubscribed. ${resubscribing(address)}`)
  }
  return true
}

/**
 * Refuses a copy for one before the report is due, which would freeze it for everybody. A prompt
 * may be made at any time: who has answered since is left out of it.
 */
export async function requireDue(
  { config, db, now }: Workspace,
  { kind, week }: { readonly kind: Sendable; readonly week: Week },
  address: string,
): Promise<void> {
  const { dueAt } = slotOf(week, scheduleOf(config))
  if (kind === 'prompt' || dueAt <= now()) return
  if ((await readEdition(db, 'report', week)) !== null) return
  const due = DateTime.fromMillis(dueAt, { zone: config.timeZone }).toFormat('yyyy-MM-dd HH:mm')
  throw new UsageFault(
    `The report of ${week} is due ${due} (${config.timeZone}), and a copy for ${address} now ` +
      'freezes it for everybody: what is recorded from now on never counts in it. To see what it ' +
      `looks like: mmr send --test ADDRESS --as ${address} --week ${week}. To freeze it and send ` +
      'the copy, say so with --yes. Nothing was made.',
  )
}

export function nobodyWith(address: string, week: Week): UsageFault {
  return new UsageFault(
    `Nobody with the address ${address} gets a report of ${week}. mmr send --dry-run lists who does.`,
  )
}

export function withoutRate(currencies: readonly string[]): string {
  const wanted = currencies.map((currency) => `${currency}=RATE`).join(', ')
  return (
    `There are accounts in ${currencies.join(', ')} and no exchange rate for ` +
    `${currencies.length === 1 ? 'it' : 'them'}. Add ${wanted} to EXCHANGE_RATES: what one unit ` +
    'is worth in CURRENCY.'
  )
}

export function heldBecause(week: Week): string {
  return (
    `There is no snapshot of ${week}: the edition is held, which is not "no change", and nobody ` +
    `gets a report. Import the week's snapshots and run this again.`
  )
}

/** Whom the notice of a held week went to. */
function noticesTold(only: string | null, notices: readonly Delivery[], isMail: boolean): string {
  if (only === null || notices.length > 0) return table(notices, isMail)
  return 'A run with --only mails nobody the notice of it: the admins get it by one without.\n'
}

const open: ReadonlySet<DeliveryState> = new Set(['planned', 'sending', 'retry'])

/** What is so now, and that it was so before where nothing was left to do. */
function news({ tried, outbox, format }: Sent, deliveries: readonly Delivery[]): string {
  const isMail = outbox === ''
  const isOver = deliveries.length > 0 && !deliveries.some(({ state }) => open.has(state))
  return `${summary(deliveries, format, isMail)}${tried === 0 && isOver ? '. There was nothing new to submit' : ''}`
}

/**
 * `18 submitted`, or `16 submitted, 2 failed`. Where mail goes to a server, `filed` is what went
 * into files before there was one.
 */
export function summary(deliveries: readonly Delivery[], format: Format, isMail = false): string {
  if (deliveries.length === 0) return 'there is nobody to send it to; name people in the settings'
  const counts = new Map<string, number>()
  for (const delivery of deliveries) {
    const state = shownState(delivery, isMail)
    counts.set(state, (counts.get(state) ?? 0) + 1)
  }
  const parts = [...counts].map(([state, count]) => `${format.count(count)} ${state}`)
  return `${format.counted(deliveries.length, 'delivery', 'deliveries')}: ${parts.join(', ')}`
}

function shownState(delivery: Delivery, isMail: boolean): DeliveryState | 'filed' {
  return isMail && isFiled(delivery) ? 'filed' : delivery.state
}

function table(deliveries: readonly Delivery[], isMail: boolean): string {
  return deliveries
    .map((delivery) => {
      const { role, name, address, reason } = delivery
      const state = shownState(delivery, isMail)
      const why = state === 'submitted' || reason === null ? '' : `  ${reason}`
      const who = name === '' ? address : `${name} <${address}>`
      return `  ${state.padEnd(10)}${role.padEnd(17)}${printable(`${who}${why}`)}\n`
    })
    .join('')
}
