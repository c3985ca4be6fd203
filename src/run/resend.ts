import { faultInAddress } from '../address.js'
import type { Transport } from '../mail/transport.js'
import type { ResendState } from '../report/delivery.js'
import type { Week } from '../report/week.js'
import { type Delivery, findDeliveriesById, isFiled } from '../store/deliveries.js'
import { readEdition, readFacts } from '../store/editions.js'
import type { Hold } from '../store/installation.js'
import { closeEditions } from '../store/open-editions.js'
import {
  type Ordered,
  orderResend,
  type Refused,
  type ResendOrder,
  readdress,
  readResendBlockers,
  readStillFiled,
  readWeekToResend,
} from '../store/resend.js'
import type { Delivering, Pace, Run } from './deliver.js'
import { deliverEdition, deliveringBy } from './deliver-edition.js'
import { advanceMark, checkMark } from './ledger-mark.js'
import { mendedAddress } from './mended-owners.js'
import { closedWeek } from './timetable.js'
import { isoUtc, type Workspace } from './workspace.js'

export interface ResendRequest extends Omit<ResendOrder, 'at' | 'closed' | 'hasServer'> {
  readonly transport: Transport
  /** How fast messages may follow each other; no limit unless told. */
  readonly pace?: Pace
}

/** What came of it. Where one is refused, nothing was ordered. */
export type Resent =
  | { readonly kind: 'on-hold'; readonly hold: Hold }
  | { readonly kind: 'refused'; readonly refused: readonly Refused[] }
  | {
      readonly kind: 'resent'
      readonly run: Run
      readonly deliveries: readonly Delivery[]
      /** Admins' mails that stay in their files: what they say of the others is not so. */
      readonly kept: readonly Delivery[]
    }

/**
 * Orders deliveries to be submitted once more and does it, edition by edition, each with the bytes
 * and the Message-ID that it has. Whatever else is due of these editions goes out, too. What can't
 * be submitted now is left to the worker. An admins' mail that went into a file comes after all the
 * others, and only where each of theirs has been submitted to a server, as it says.
 */
export async function resendDeliveries(work: Workspace, request: ResendRequest): Promise<Resent> {
  const hold = await checkMark(work)
  if (hold !== null) return { kind: 'on-hold', hold }
  const receipts = await filedReceipts(work, request)
  const ids = new Set(receipts.map(({ deliveryId }) => deliveryId))
  const others = request.deliveryIds.filter((id) => !ids.has(id))
  const first = await orderAndDeliver(work, { ...request, deliveryIds: others })
  if (first.kind === 'refused') return first
  const stillFiled = await readStillFiled(
    work.db,
    receipts.map(({ editionId }) => editionId),
  )
  const isRight = ({ editionId }: Delivery) =>
    first.run.kind === 'through' && !stillFiled.has(editionId)
  const right = receipts.filter(isRight).map(({ deliveryId }) => deliveryId)
  const last = await orderAndDeliver(work, { ...request, deliveryIds: right })
  await closeEditions(work.db, isoUtc(work.now()))
  await advanceMark(work)
  const deliveries = await findDeliveriesById(work.db, [...others, ...right])
  // Refused is only what came between just now: it stays as it was.
  const run = first.run.kind === 'through' && last.kind === 'done' ? last.run : first.run
  return { kind: 'resent', run, deliveries, kept: receipts.filter((one) => !isRight(one)) }
}

/** What failed for its address goes to the one that its accounts' manager has today. */
async function mend(work: Workspace, delivery: Delivery): Promise<void> {
  const { kind, role, messageId, deliveryId, address } = delivery
  if (role !== 'account-manager' || messageId !== null || faultInAddress(address) === null) return
  if (kind !== 'report' && kind !== 'prompt') return
  const facts = await readFacts(work.db, delivery.editionId)
  const today = await mendedAddress(work, facts, address)
  if (today !== null) await readdress(work.db, deliveryId, today)
}

/** Those that nothing stands in the way of: what is refused is refused with all the others. */
async function filedReceipts(
  work: Workspace,
  { deliveryIds, again, transport }: ResendRequest,
): Promise<Delivery[]> {
  if (again || transport.kind !== 'smtp') return []
  const found = await findDeliveriesById(work.db, deliveryIds)
  const obstacles = await readResendBlockers(work.db, deliveryIds, closedWeek(work))
  return found.filter(
    (one) =>
      isFiled(one) &&
      one.role === 'admin' &&
      one.kind === 'report' &&
      !obstacles.has(one.deliveryId),
  )
}

async function orderAndDeliver(
  work: Workspace,
  { transport, pace, ...order }: ResendRequest,
): Promise<Extract<Ordered, { kind: 'refused' }> | { readonly kind: 'done'; readonly run: Run }> {
  const at = isoUtc(work.now())
  const hasServer = transport.kind === 'smtp'
  const ordered = await orderResend(work.db, { ...order, at, hasServer, closed: closedWeek(work) })
  if (ordered.kind === 'refused') return ordered
  const delivering = { ...(await deliveringBy(work, transport)), ...(pace && { pace }) }
  let run: Run = { kind: 'through' }
  for (const delivery of ordered.deliveries) await mend(work, delivery)
  const mended = await findDeliveriesById(work.db, order.deliveryIds)
  for (const group of byEdition(mended)) {
    if (run.kind === 'through') run = await deliverGroup(work, group, delivering)
  }
  return { kind: 'done', run }
}

/** Deliveries of a week in one state: those that can be submitted again, and those that can't. */
export interface Candidates {
  readonly deliveryIds: readonly number[]
  readonly refused: readonly Refused[]
}

/** The deliveries of a week that have come to this state. */
export async function readCandidates(
  work: Workspace,
  week: Week,
  state: ResendState,
): Promise<Candidates> {
  const found = await readWeekToResend(work.db, week, state)
  const ids = found.map(({ deliveryId }) => deliveryId)
  const obstacles = await readResendBlockers(work.db, ids, closedWeek(work))
  return {
    deliveryIds: ids.filter((id) => !obstacles.has(id)),
    refused: found.flatMap((delivery) => {
      const { deliveryId } = delivery
      const obstacle = obstacles.get(deliveryId)
      return obstacle === undefined ? [] : [{ deliveryId, delivery, obstacle }]
    }),
  }
}

async function deliverGroup(
  work: Workspace,
  [first, ...others]: Group,
  delivering: Delivering,
): Promise<Run> {
  const edition = await readEdition(work.db, first.kind, first.week)
  if (edition === null) throw new Error(`delivery ${first.deliveryId} has lost its edition`)
  const recipient = first.address.toLowerCase()
  const isAlone = others.every(({ address }) => address.toLowerCase() === recipient)
  const only = isAlone ? recipient : null
  return await deliverEdition(work, edition, { ...delivering, only })
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
