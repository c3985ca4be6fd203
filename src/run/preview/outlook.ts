import type { DeliveryState, TransportKind } from '../../report/delivery.js'
import type { Recipient, Role } from '../../report/recipient.js'
import type { Week } from '../../report/week.js'
import { readDeliveries } from '../../store/deliveries.js'
import { readEdition } from '../../store/editions.js'
import { withMendedOwners } from '../edition/mended-owners.js'
import { prompted } from '../edition/plan-prompt.js'
import { type Portfolio, recipients } from '../edition/portfolio.js'
import { readUnsubscribeOf } from '../edition/subscribers.js'
import { readWeekFacts } from '../edition/week-facts.js'
import type { Workspace } from '../workspace.js'
import { readPromptFacts } from './preview-prompt.js'

/**
 * What is before one recipient of an edition: where the ledger has the delivery, or would have it.
 */
export interface PlannedRecipient {
  readonly role: Role
  readonly name: string
  readonly address: string
  readonly region: string | null
  readonly state: DeliveryState
  /** Which way the last attempt took; null before the first. */
  readonly transport: TransportKind | null
  /** UTC, ISO 8601; null where nothing is to be waited for. */
  readonly nextAttemptAt: string | null
  /** UTC, ISO 8601: since when they want no more; null for whoever gets it, or has it already. */
  readonly unsubscribedSince: string | null
}

/** What can be sent by hand: the report of a week, or the prompt about one that still runs. */
export type Sendable = 'report' | 'prompt'

/** Everyone an edition is for, or why there is none. */
export type RecipientPlan =
  | { readonly kind: 'prospects'; readonly prospects: PlannedRecipient[] }
  | Exclude<Portfolio, { kind: 'facts' }>

/**
 * Whom sending the edition of a week would be about: everyone whose delivery was planned before,
 * also those whom the settings have forgotten since, then those who are new. Changes nothing.
 */
export async function readRecipientPlan(
  work: Workspace,
  week: Week,
  kind: Sendable = 'report',
): Promise<RecipientPlan> {
  const read = kind === 'report' ? readWeekFacts : readPromptFacts
  const found = await read(work, week)
  if (found.kind !== 'facts') return found
  const planned = await deliveriesOf(work, week, kind)
  const known = new Set(planned.map(keyOf))
  const facts = await withMendedOwners(work, found.facts)
  const everyone = (kind === 'report' ? recipients : prompted)(work.config, facts)
  const others = everyone.filter((one) => !known.has(keyOf(one)))
  const unsubscribeOf = await readUnsubscribeOf(work.db)
  const prospects = others.map((one) => toBePlanned(one, unsubscribeOf(one)?.askedAt ?? null))
  return { kind: 'prospects', prospects: [...planned, ...prospects] }
}

async function deliveriesOf(
  { db }: Workspace,
  week: Week,
  kind: Sendable,
): Promise<PlannedRecipient[]> {
  const edition = await readEdition(db, kind, week)
  const deliveries = edition === null ? [] : await readDeliveries(db, edition.editionId)
  return deliveries.map((delivery) => ({ ...delivery, unsubscribedSince: null }))
}

function toBePlanned(
  { role, name, address, region }: Recipient,
  unsubscribedSince: string | null,
): PlannedRecipient {
  const before = { state: 'planned', transport: null, nextAttemptAt: null } as const
  return { role, name, address, region, ...before, unsubscribedSince }
}

/** The ledger tells deliveries of an edition apart by role and address, ignoring case. */
function keyOf({ role, address }: Pick<PlannedRecipient, 'role' | 'address'>): string {
  return `${role} ${address.toLowerCase()}`
}
