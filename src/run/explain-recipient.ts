import type { Config } from '../config/config.js'
import { suggestion } from '../config/misspelling.js'
import type { Recipient, Role } from '../report/recipient.js'
import { slotInstant } from '../report/slot.js'
import { localTime, type Week } from '../report/week.js'
import { type RecordedBounce, readBounces } from '../store/bounces.js'
import { type RecordedAttempt, type RecordedResend, readHistory } from '../store/claim.js'
import { type Delivery, findDeliveries } from '../store/deliveries.js'
import { type Edition, readEditions } from '../store/editions.js'
import { type Hold, readHold } from '../store/installation.js'
import { type RecordedReply, readReplies } from '../store/replies.js'
import { type ResendBlocker, readResendBlockers } from '../store/resend.js'
import { readRunningWeek, readWeekFacts, recipients } from './facts.js'
import { readUnsubscribeOf } from './plan.js'
import { closedWeek } from './timetable.js'
import { isoUtc, type Workspace } from './workspace.js'

/** Why somebody did or did not get an edition, or that nobody has that address. */
export type RecipientExplanation =
  | {
      readonly kind: 'explained'
      readonly address: string
      readonly week: Week
      /** Of every kind, made so far. */
      readonly editions: readonly Edition[]
      readonly deliveries: readonly ExplainedDelivery[]
      /** What today's settings and data name them as. */
      readonly expected: readonly Expected[]
      readonly hold: Hold | null
    }
  | {
      readonly kind: 'nobody'
      /** An address that may have been meant. */
      readonly similar: string | undefined
    }

export interface ExplainedDelivery {
  readonly delivery: Delivery
  /** When it was due by the plan, on clocks where the recipient is. */
  readonly due: LocalInstant
  readonly attempts: readonly RecordedAttempt[]
  readonly resends: readonly RecordedResend[]
  readonly bounces: readonly RecordedBounce[]
  readonly replies: readonly RecordedReply[]
  /** Why it can't be submitted again; null where only its state may stand in the way. */
  readonly obstacle: ResendBlocker | null
}

/** A role in which the schedule has a copy for somebody. */
export interface Expected {
  readonly role: Role
  readonly due: LocalInstant
  /**
   * UTC, ISO 8601: since when they want no more mail in it; null where they have not unsubscribed.
   */
  readonly unsubscribedSince: string | null
}

export interface LocalInstant {
  /** UTC, ISO 8601 with milliseconds. */
  readonly at: string
  /** IANA zone. */
  readonly zone: string
  /** The same instant on clocks in the zone: `2026-03-09T07:00:00-04:00`. */
  readonly local: string
}

/** Explains what became of somebody's copies of the edition about a week. */
export async function explainRecipient(
  work: Workspace,
  address: string,
  week: Week,
): Promise<RecipientExplanation> {
  const { db, config } = work
  const everyone = await everyoneToday(work, week)
  const named = everyone.filter((one) => one.address.toLowerCase() === address.toLowerCase())
  const found = await findDeliveries(db, { week, state: null, recipient: address })
  if (named.length + found.length === 0) {
    return { kind: 'nobody', similar: suggestion(address, await known(work, week, everyone)) }
  }
  const editions = await readEditions(db)
  const unsubscribeOf = await readUnsubscribeOf(db)
  return {
    kind: 'explained',
    address: found[0]?.address ?? named[0]?.address ?? address,
    week,
    editions: editions.filter((edition) => edition.week === week),
    deliveries: await withHistory(work, found, named),
    expected: named.map((recipient) => ({
      role: recipient.role,
      due: dueTo(config, week, recipient),
      unsubscribedSince: unsubscribeOf(recipient)?.askedAt ?? null,
    })),
    hold: await readHold(db),
  }
}

/** Owners of accounts count as far as the week's facts, or today's, have them. */
async function everyoneToday(work: Workspace, week: Week): Promise<Recipient[]> {
  const told = await readWeekFacts(work, week)
  const at = { week, cutOff: isoUtc(work.now()) }
  const found = told.kind === 'nothing-new' ? await readRunningWeek(work, at) : told
  return recipients(work.config, found.kind === 'facts' ? found.facts : null)
}

async function known(
  { db }: Workspace,
  week: Week,
  everyone: readonly Recipient[],
): Promise<string[]> {
  const planned = await findDeliveries(db, { week, state: null, recipient: null })
  return [...new Set([...everyone, ...planned].map(({ address }) => address))]
}

async function withHistory(
  work: Workspace,
  deliveries: readonly Delivery[],
  named: readonly Recipient[],
): Promise<ExplainedDelivery[]> {
  const { db, config } = work
  const ids = deliveries.map(({ deliveryId }) => deliveryId)
  const obstacles = await readResendBlockers(db, ids, closedWeek(work))
  const { attempts, resends } = await readHistory(db, ids)
  const bounces = await readBounces(db, ids)
  const replies = await readReplies(db, ids)
  return deliveries.map((delivery) => {
    const isOfIt = (one: { deliveryId: number }) => one.deliveryId === delivery.deliveryId
    const orders = resends.filter(isOfIt)
    const own = named.find(({ role }) => role === delivery.role)?.zone ?? null
    const due = localInstant(orders[0]?.dueAt ?? delivery.dueAt, own ?? config.timeZone)
    const obstacle = obstacles.get(delivery.deliveryId) ?? null
    const histories = { attempts: attempts.filter(isOfIt), resends: orders }
    return {
      delivery,
      due,
      ...histories,
      bounces: bounces.filter(isOfIt),
      replies: replies.filter(isOfIt),
      obstacle,
    }
  })
}

function dueTo(config: Config, week: Week, { zone: own }: Recipient): LocalInstant {
  const zone = own ?? config.timeZone
  return localInstant(isoUtc(slotInstant(week, config.schedule.at, zone)), zone)
}

function localInstant(at: string, zone: string): LocalInstant {
  return { at, zone, local: localTime(Date.parse(at), zone) }
}
