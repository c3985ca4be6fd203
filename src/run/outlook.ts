import type { DeliveryState } from '../report/delivery.js'
import type { Recipient, Role } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import { type Delivery, readDeliveries } from '../store/deliveries.js'
import { readEdition } from '../store/editions.js'
import { type Portfolio, recipients } from './portfolio.js'
import { readWeekFacts } from './week-facts.js'
import type { Workspace } from './workspace.js'

/** What is before one recipient of an edition: where the ledger has the delivery, or would have it. */
export interface Prospect {
  readonly role: Role
  readonly name: string
  readonly address: string
  readonly region: string | null
  readonly state: DeliveryState
  /** UTC, ISO 8601; null where nothing is to be waited for. */
  readonly nextAttemptAt: string | null
}

/** Everyone an edition is for, or why there is none. */
export type Outlook =
  | { readonly kind: 'prospects'; readonly prospects: Prospect[] }
  | Exclude<Portfolio, { kind: 'facts' }>

/**
 * Whom sending the report of a week would be about: everyone whose delivery was planned before, also
 * those whom the settings have forgotten since, then those who are new. Changes nothing.
 */
export async function readOutlook(work: Workspace, week: Week): Promise<Outlook> {
  const found = await readWeekFacts(work, week)
  if (found.kind !== 'facts') return found
  const planned = await deliveriesOf(work, week)
  const known = new Set(planned.map(keyOf))
  const others = recipients(work.config, found.facts).filter((one) => !known.has(keyOf(one)))
  return { kind: 'prospects', prospects: [...planned, ...others.map(toBePlanned)] }
}

async function deliveriesOf({ db }: Workspace, week: Week): Promise<Delivery[]> {
  const edition = await readEdition(db, 'report', week)
  return edition === null ? [] : await readDeliveries(db, edition.editionId)
}

function toBePlanned({ role, name, address, region }: Recipient): Prospect {
  return { role, name, address, region, state: 'planned', nextAttemptAt: null }
}

/** The ledger tells deliveries of an edition apart by role and address, ignoring case. */
function keyOf({ role, address }: Pick<Prospect, 'role' | 'address'>): string {
  return `${role} ${address.toLowerCase()}`
}
