import { DateTime } from 'luxon'
import type { Format } from '../format.js'
import type { DeliveryState } from '../report/delivery.js'
import { type Delivery, isFiled } from '../store/deliveries.js'

/** How figures are written, and the zone that times are told in. */
export interface RemainderWords {
  readonly format: Format
  readonly zone: string
}

/** What is left of deliveries that were tried, and who sees to it; empty where nothing is. */
export function remainder(deliveries: readonly Delivery[], words: RemainderWords): string {
  const { format } = words
  return [
    underWay(deliveries, words),
    uncertain(deliveries, format),
    failed(deliveries, format),
  ].join('')
}

/** When those that the server put off are tried again, and by whom; empty where there are none. */
export function comingTries(
  deliveries: readonly Delivery[],
  { format, zone }: RemainderWords,
): string {
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
export function inFiles(
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
