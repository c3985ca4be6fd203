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
import { onHold } from './action/hold.js'
import { resubscribing } from './action/links.js'
import { type ExitCode, Failure, printable, type Terminal, UsageFault } from './terminal.js'

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

/** How figures are written, and the zone that times are told in. */
export interface RemainderWords {
  readonly format: Format
  readonly zone: string
}

/** What is left of deliveries that were tried, and who sees to it; empty where nothing is. */
function remainder(deliveries: readonly Delivery[], words: RemainderWords): string {
  const { format } = words
  return [
    underWay(deliveries, words),
    uncertain(deliveries, format),
    failed(deliveries, format),
  ].join('')
}

/** When those that the server put off are tried again, and by whom; empty where there are none. */
function comingTries(deliveries: readonly Delivery[], { format, zone }: RemainderWords): string {
  const times = deliveries.flatMap(({ state, nextAttemptAt }) =>
    state === 'retry' && nextAttemptAt !== null ? [nextAttemptAt] : [],
  )
  const [first] = times.sort()
  if (first === undefined) return ''
  const who = format.counted(times.length, 'delivery is', 'deliveries are')
  return `${who} to be tried again from ${instantText(first, zone)} on. ${runAgain}`
}

/** This run is over: whatever is still being sent is another's, or was left by one that died. */
function underWay(deliveries: readonly Delivery[], { format, zone }: RemainderWords): string {
  const leases = deliveries.flatMap(({ leaseUntil }) => (leaseUntil === null ? [] : [leaseUntil]))
  const last = leases.sort().at(-1)
  if (last === undefined) return ''
  const who = format.counted(leases.length, 'delivery is', 'deliveries are')
  return `${who} in the hands of another run, or of one that was killed, until ${instantText(last, zone)} at most. ${runAgain}`
}

const runAgain = 'Run mmr send again then; mmr start does so by itself.\n'

function uncertain(deliveries: readonly Delivery[], { counted }: Format): string {
  const count = having(deliveries, 'uncertain')
  if (count === 0) return ''
  const who = counted(count, 'delivery is', 'deliveries are')
  return `${who} uncertain: the server may have taken it. mmr deliveries --uncertain says what to do.\n`
}

function failed(deliveries: readonly Delivery[], { counted }: Format): string {
  const all = deliveries.filter(({ state }) => state === 'failed')
  const [first] = all
  if (first === undefined) return ''
  const together =
    all.length === 1 ? '' : `, or all of them: mmr resend --week ${first.week} --state failed`
  return (
    `${counted(all.length, 'delivery', 'deliveries')} failed and will not be tried again by itself. ` +
    `Once the reason is put right: mmr resend ID, as mmr deliveries numbers them${together}.\n`
  )
}

/**
 * What went into files before there was a mail server, and how to send it; else empty. `which` is
 * what `mmr resend` calls all of it, null where it has to name each.
 */
function inFiles(
  deliveries: readonly Delivery[],
  which: string | null,
  { count, counted }: Format,
): string {
  const filed = deliveries.filter(isFiled)
  if (filed.length === 0) return ''
  const [what, them] = filed.length === 1 ? ['a file', 'it'] : ['files', 'them']
  const words = which ?? filed.map(({ deliveryId }) => deliveryId).join(' ')
  return (
    `${counted(filed.length, 'message')} went into ${what}, because no mail server was set: nobody ` +
    `has got ${them} by mail. To send ${them}, as composed then: mmr resend ${words}\n` +
    fromNowhere(filed, count)
  )
}

/** Without MAIL_FROM, a message is from this computer; what it says when it is sent is frozen. */
function fromNowhere(filed: readonly Delivery[], count: Format['count']): string {
  const those = filed.filter(({ messageId }) => messageId?.endsWith('@localhost>')).length
  if (those === 0) return ''
  return (
    `${those === filed.length ? 'They were' : `${count(those)} of them were`} composed before MAIL_FROM ` +
    'was set, and say that they come from an address at localhost: few servers take that.\n'
  )
}

function having(deliveries: readonly Delivery[], wanted: DeliveryState): number {
  return deliveries.filter(({ state }) => state === wanted).length
}

function instantText(instant: string, zone: string): string {
  return `${DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM-dd HH:mm:ss')} (${zone})`
}
