import { DateTime } from 'luxon'
import { counted } from '../report/counted.js'
import type { DeliveryState } from '../report/delivery.js'
import type { Delivery } from '../store/deliveries.js'

/** What is left of deliveries that were tried, and who sees to it; empty where nothing is. */
export function remainder(deliveries: readonly Delivery[], zone: string): string {
  return [underWay(deliveries, zone), uncertain(deliveries), failed(deliveries)].join('')
}

/** When those that the server put off are tried again, and by whom; empty where there are none. */
export function comingTries(deliveries: readonly Delivery[], zone: string): string {
  const times = deliveries.flatMap(({ state, nextAttemptAt }) =>
    state === 'retry' && nextAttemptAt !== null ? [nextAttemptAt] : [],
  )
  const [first] = times.sort()
  if (first === undefined) return ''
  const who = counted(times.length, 'delivery is', 'deliveries are')
  return `${who} to be tried again from ${inWords(first, zone)} on. ${runAgain}`
}

/** This run is over: whatever is still being sent is another's, or was left by one that died. */
function underWay(deliveries: readonly Delivery[], zone: string): string {
  const leases = deliveries.flatMap(({ leaseUntil }) => (leaseUntil === null ? [] : [leaseUntil]))
  const last = leases.sort().at(-1)
  if (last === undefined) return ''
  const who = counted(leases.length, 'delivery is', 'deliveries are')
  return `${who} in the hands of another run, or of one that was killed, until ${inWords(last, zone)} at most. ${runAgain}`
}

const runAgain = 'Run mmr send again then; mmr start does so by itself.\n'

function uncertain(deliveries: readonly Delivery[]): string {
  const count = having(deliveries, 'uncertain')
  if (count === 0) return ''
  const who = counted(count, 'delivery is', 'deliveries are')
  return `${who} uncertain: the server may have taken it. mmr deliveries --uncertain says what to do.\n`
}

function failed(deliveries: readonly Delivery[]): string {
  const count = having(deliveries, 'failed')
  if (count === 0) return ''
  return (
    `${counted(count, 'delivery', 'deliveries')} failed and will not be tried again by itself. ` +
    'Once what the server said is put right: mmr resend ID, as mmr deliveries numbers them.\n'
  )
}

function having(deliveries: readonly Delivery[], wanted: DeliveryState): number {
  return deliveries.filter(({ state }) => state === wanted).length
}

function inWords(instant: string, zone: string): string {
  return `${DateTime.fromISO(instant, { zone }).toFormat('yyyy-MM-dd HH:mm:ss')} (${zone})`
}
