import type { Transport } from '../../mail/transport.js'
import type { Week } from '../../report/week.js'
import type { Delivery } from '../../store/deliveries.js'
import { findDeliveriesById } from '../../store/delivery-list.js'
import { readEdition } from '../../store/editions.js'
import type { Hold } from '../../store/hold.js'
import { readObstacles } from '../../store/obstacle.js'
import { closeEditions } from '../../store/open-editions.js'
import { orderResend, type Refused, type ResendOrder, readUncertain } from '../../store/resend.js'
import { checkMark, writeMark } from '../ledger/high-water-mark.js'
import { closedWeek } from '../timetable.js'
import { stored, type Workspace } from '../workspace.js'
import type { Run } from './deliver.js'
import { deliverEdition, deliveringBy } from './deliver-edition.js'

export interface ResendRequest extends Omit<ResendOrder, 'at' | 'closed'> {
  readonly transport: Transport
}

/** What came of it. Where one is refused, nothing was ordered. */
export type Resent =
  | { readonly kind: 'on-hold'; readonly hold: Hold }
  | { readonly kind: 'refused'; readonly refused: readonly Refused[] }
  | { readonly kind: 'resent'; readonly run: Run; readonly deliveries: readonly Delivery[] }

/**
 * Orders deliveries to be submitted once more and does it, edition by edition, each with the bytes
 * and the Message-ID that it has. Whatever else is due of these editions goes out, too. What can't
 * be submitted now is left to the worker.
 */
export async function resend(work: Workspace, request: ResendRequest): Promise<Resent> {
  const hold = await checkMark(work)
  if (hold !== null) return { kind: 'on-hold', hold }
  const { transport, ...order } = request
  const now = { at: stored(work.now()), closed: closedWeek(work) }
  const ordered = await orderResend(work.db, { ...order, ...now })
  if (ordered.kind === 'refused') return ordered
  let run: Run = { kind: 'through' }
  for (const group of byEdition(ordered.deliveries)) {
    if (run.kind === 'through') run = await deliverGroup(work, group, transport)
  }
  await closeEditions(work.db, stored(work.now()))
  await writeMark(work)
  const deliveries = await findDeliveriesById(work.db, order.deliveryIds)
  return { kind: 'resent', run, deliveries }
}

/** The deliveries of a week that are held for a person, and can be submitted again. */
export async function resendable(work: Workspace, week: Week): Promise<number[]> {
  const ids = await readUncertain(work.db, week)
  const obstacles = await readObstacles(work.db, ids, closedWeek(work))
  return ids.filter((id) => !obstacles.has(id))
}

async function deliverGroup(
  work: Workspace,
  [first, ...others]: Group,
  transport: Transport,
): Promise<Run> {
  const edition = await readEdition(work.db, first.kind, first.week)
  if (edition === null) throw new Error(`delivery ${first.deliveryId} has lost its edition`)
  const recipient = first.address.toLowerCase()
  const isAlone = others.every(({ address }) => address.toLowerCase() === recipient)
  const only = isAlone ? recipient : null
  return await deliverEdition(work, edition, { ...(await deliveringBy(work, transport)), only })
}

type Group = readonly [Delivery, ...Delivery[]]

function byEdition(deliveries: readonly Delivery[]): Group[] {
  const groups = new Map<number, [Delivery, ...Delivery[]]>()
  for (const delivery of deliveries) {
    const group = groups.get(delivery.editionId)
    if (group === undefined) groups.set(delivery.editionId, [delivery])
    else group.push(delivery)
  }
  return [...groups.values()]
}
