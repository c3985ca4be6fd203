import type { EditionFacts } from '../../report/facts.js'
import type { Recipient } from '../../report/recipient.js'
import type { Week } from '../../report/week.js'
import { writing } from '../../store/database.js'
import { addDeliveries } from '../../store/deliveries.js'
import {
  addEdition,
  type Edition,
  type EditionKind,
  readEdition,
  readFacts,
  recordPlanned,
} from '../../store/editions.js'
import { recordLackingRates } from '../../store/lacking-rates.js'
import { stored, tell, type Workspace } from '../workspace.js'
import { withMendedOwners } from './mended-owners.js'
import { readPortfolio, recipients } from './portfolio.js'
import { subscribers } from './subscribers.js'

/** When an edition is due. Instants are milliseconds since the epoch. */
export interface Slot {
  readonly week: Week
  /** What is recorded from this instant on does not count. */
  readonly cutOff: number
  /** When it was due, where that is not its cut-off. */
  readonly scheduledAt?: number
  readonly late: boolean
  /** When each recipient's copy is due. */
  readonly dueAt: (recipient: Recipient) => number
  /**
   * For a run that is limited to one recipient: the worker leaves it alone until another is not.
   */
  readonly isPartial?: boolean
}

/**
 * A report whose facts are frozen, or what stands in the way of one. The facts stay in the
 * database: whoever needs them reads them, and lets go of them afterwards.
 */
export type PlannedEdition =
  | { readonly kind: 'report'; readonly edition: Edition }
  /** Null where a run that is limited to one recipient finds it so: it is not made by that. */
  | { readonly kind: 'held'; readonly edition: Edition | null }
  | { readonly kind: 'no-rate'; readonly currencies: readonly string[] }

/**
 * Freezes the facts of a slot and plans a delivery for each recipient who has not unsubscribed, or
 * finds what was frozen before. The edition and its deliveries are kept together or not at all. A
 * week without any snapshot is held: the admins are told, and nobody gets a report of it. A run that
 * is limited to one recipient leaves telling them to one that is not: nobody would send the rest.
 */
export async function planEdition(work: Workspace, slot: Slot): Promise<PlannedEdition> {
  const found = await readEdition(work.db, 'report', slot.week)
  if (found !== null) return await planReport(work, slot, null)
  const portfolio = await readPortfolio(work, { week: slot.week, cutOff: stored(slot.cutOff) })
  if (portfolio.kind === 'no-rate') return portfolio
  if (portfolio.kind === 'no-snapshots') {
    if (!slot.isPartial) return await planHeld(work, slot)
    return { kind: 'held', edition: await readEdition(work.db, 'held', slot.week) }
  }
  return await planReport(work, slot, portfolio.facts)
}

/** Where another worker was faster, it is that one's facts that hold. */
async function planReport(
  work: Workspace,
  slot: Slot,
  facts: EditionFacts | null,
): Promise<PlannedEdition> {
  const planned = await writing(work.db, async (db) => {
    const edition = await frozen({ ...work, db }, slot, { kind: 'report', facts })
    const frozenFacts = await readFacts(db, edition.editionId)
    if (frozenFacts === null) throw new Error(`edition ${edition.editionId} has lost its facts`)
    const owned = await withMendedOwners({ db }, frozenFacts)
    const to = await subscribers(db, recipients(work.config, owned))
    const deliveries = await planDeliveries({ ...work, db }, slot, { edition, to })
    return { kind: 'report' as const, edition, deliveries }
  })
  return told(work, planned)
}

/**
 * Tells the admins of a week that there can be no report of, and nobody else: for want of snapshots,
 * or else of these currencies' rates.
 */
export async function planHeld(
  work: Workspace,
  slot: Slot,
  lackingRates: readonly string[] = [],
): Promise<PlannedEdition> {
  const planned = await writing(work.db, async (db) => {
    const edition = await frozen({ ...work, db }, slot, { kind: 'held', facts: null })
    await recordLackingRates(db, edition.editionId, lackingRates)
    const admins = recipients(work.config, null).filter(({ role }) => role === 'admin')
    const to = await subscribers(db, admins)
    const deliveries = await planDeliveries({ ...work, db }, slot, { edition, to })
    return { kind: 'held' as const, edition, deliveries }
  })
  return told(work, planned)
}

/** The edition of this kind and week: frozen now, unless it was before. */
export async function frozen(
  { db, now }: Workspace,
  { week, late, ...slot }: Slot,
  { kind, facts }: { kind: EditionKind; facts: EditionFacts | null },
): Promise<Edition> {
  if (kind === 'held' || facts !== null) {
    const cutOff = stored(slot.cutOff)
    const dueAt = stored(slot.scheduledAt ?? slot.cutOff)
    await addEdition(db, { kind, week, dueAt, cutOff, madeAt: stored(now()), late, facts })
  }
  const edition = await readEdition(db, kind, week)
  if (edition === null) throw new Error(`the ${kind} edition of ${week} was not kept`)
  return edition
}

/** Gives back how many deliveries were planned that were not before. */
export async function planDeliveries(
  { db, now }: Workspace,
  { dueAt, isPartial = false }: Slot,
  { edition, to }: { edition: Edition; to: readonly Recipient[] },
): Promise<number> {
  const planned = to.map((recipient) => ({ recipient, dueAt: stored(dueAt(recipient)) }))
  const count = await addDeliveries(db, edition.editionId, planned)
  if (!isPartial) await recordPlanned(db, edition.editionId, stored(now()))
  return count
}

/** Only now, after the commit, is it so. */
export function told<Planned extends { edition: Edition; deliveries: number }>(
  work: Workspace,
  { deliveries, ...planned }: Planned,
): Omit<Planned, 'deliveries'> {
  const { edition } = planned
  if (deliveries > 0) tell(work, { kind: 'planned', edition, deliveries })
  return planned
}
