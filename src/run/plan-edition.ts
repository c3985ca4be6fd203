import type { EditionFacts } from '../report/facts.js'
import type { Recipient } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import { addDeliveries } from '../store/deliveries.js'
import {
  addEdition,
  type Edition,
  type EditionKind,
  readEdition,
  readFacts,
} from '../store/editions.js'
import { readPortfolio, recipients } from './portfolio.js'
import { stored, type Workspace } from './workspace.js'

/** When an edition is due. Instants are milliseconds since the epoch. */
export interface Slot {
  readonly week: Week
  /** What is recorded from this instant on does not count. */
  readonly cutOff: number
  readonly late: boolean
  /** When each recipient's copy is due. */
  readonly dueAt: (recipient: Recipient) => number
}

/** A report with its frozen facts, or what stands in the way of one. */
export type PlannedEdition =
  | { readonly kind: 'report'; readonly edition: Edition; readonly facts: EditionFacts }
  | { readonly kind: 'held'; readonly edition: Edition }
  | { readonly kind: 'no-rate'; readonly currencies: readonly string[] }

/**
 * Freezes the facts of a slot and plans a delivery for each recipient, or finds what was frozen
 * before. A week without any snapshot is held: the admins are told, and nobody gets a report of it.
 */
export async function planEdition(work: Workspace, slot: Slot): Promise<PlannedEdition> {
  const found = await readEdition(work.db, 'report', slot.week)
  if (found !== null) return await planReport(work, slot, found)
  const portfolio = await readPortfolio(work, { week: slot.week, cutOff: stored(slot.cutOff) })
  if (portfolio.kind === 'no-rate') return portfolio
  if (portfolio.kind === 'no-snapshots') return await planHeld(work, slot)
  const edition = await freeze(work, slot, { kind: 'report', facts: portfolio.facts })
  return await planReport(work, slot, edition)
}

async function planReport(work: Workspace, slot: Slot, edition: Edition): Promise<PlannedEdition> {
  const facts = await readFacts(work.db, edition.editionId)
  if (facts === null) throw new Error(`edition ${edition.editionId} has lost its facts`)
  await planDeliveries(work, slot, { edition, to: recipients(work.config, facts) })
  return { kind: 'report', edition, facts }
}

async function planHeld(work: Workspace, slot: Slot): Promise<PlannedEdition> {
  const edition = await freeze(work, slot, { kind: 'held', facts: null })
  const to = recipients(work.config, null).filter(({ role }) => role === 'admin')
  await planDeliveries(work, slot, { edition, to })
  return { kind: 'held', edition }
}

async function freeze(
  work: Workspace,
  slot: Slot,
  { kind, facts }: { kind: EditionKind; facts: EditionFacts | null },
): Promise<Edition> {
  const { week, late } = slot
  const cutOff = stored(slot.cutOff)
  const madeAt = stored(work.now())
  await addEdition(work.db, { kind, week, dueAt: cutOff, cutOff, madeAt, late, facts })
  const edition = await readEdition(work.db, kind, week)
  if (edition === null) throw new Error(`the ${kind} edition of ${week} was not kept`)
  return edition
}

async function planDeliveries(
  work: Workspace,
  slot: Slot,
  { edition, to }: { edition: Edition; to: readonly Recipient[] },
): Promise<void> {
  const planned = to.map((recipient) => ({ recipient, dueAt: stored(slot.dueAt(recipient)) }))
  await addDeliveries(work.db, edition.editionId, planned)
}
