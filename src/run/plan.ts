import type { Config } from '../config/config.js'
import { managerKey } from '../report/account.js'
import type { AccountFacts } from '../report/account-facts.js'
import { askedByManager, isUpdated } from '../report/digest/prompt.js'
import type { EditionFacts } from '../report/facts.js'
import type { Recipient, Role } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import { readAnswered } from '../store/answers.js'
import { type Database, writing } from '../store/database.js'
import { addDeliveries } from '../store/deliveries.js'
import {
  addEdition,
  type Edition,
  type NewEdition,
  readEdition,
  readFacts,
  readReported,
  recordLackingRates,
  recordPlanned,
  skipDeliveries,
} from '../store/editions.js'
import { readUncomposed } from '../store/messages.js'
import { addToldContracts } from '../store/told-contracts.js'
import { readUnsubscribes, type Unsubscribe } from '../store/unsubscribes.js'
import { readPortfolio, readRunningWeek, recipients } from './facts.js'
import { withMendedOwners } from './mended-owners.js'
import { emit, isoUtc, type Workspace } from './workspace.js'

/** When an edition is due. Instants are milliseconds since the epoch. */
interface EditionRequest {
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
 * week without any snapshot, nor anything new of contracts, is held: the admins are told, and nobody
 * gets a report of it. A run that
 * is limited to one recipient leaves telling them to one that is not: nobody would send the rest.
 */
export async function planEdition(work: Workspace, slot: EditionRequest): Promise<PlannedEdition> {
  const found = await readEdition(work.db, 'report', slot.week)
  if (found !== null) return await planReport(work, slot, null)
  const portfolio = await readPortfolio(work, { week: slot.week, cutOff: isoUtc(slot.cutOff) })
  if (portfolio.kind === 'no-rate') return portfolio
  if (portfolio.kind === 'nothing-new') {
    if (!slot.isPartial) return await planHeld(work, slot)
    return { kind: 'held', edition: await readEdition(work.db, 'held', slot.week) }
  }
  return await planReport(work, slot, portfolio.facts)
}

/** Where another worker was faster, it is that one's facts that hold. */
async function planReport(
  work: Workspace,
  slot: EditionRequest,
  facts: EditionFacts | null,
): Promise<PlannedEdition> {
  const readers = (frozen: EditionFacts) => recipients(work.config, frozen)
  return {
    kind: 'report',
    edition: await planFrozen(work, slot, { kind: 'report', facts, readers }),
  }
}

/**
 * Tells the admins of a week that there can be no report of, and nobody else: for want of snapshots,
 * or else of these currencies' rates.
 */
export async function planHeld(
  work: Workspace,
  slot: EditionRequest,
  lackingRates: readonly string[] = [],
): Promise<PlannedEdition> {
  const planned = await writing(work.db, async (db) => {
    const edition = await addEdition(db, newEdition(work, slot, { kind: 'held', facts: null }))
    await recordLackingRates(db, edition.editionId, lackingRates)
    const admins = recipients(work.config, null).filter(({ role }) => role === 'admin')
    return await withDeliveries({ ...work, db }, slot, { edition, readers: admins })
  })
  return { kind: 'held', edition: told(work, planned) }
}

/** An edition that tells figures, and who reads it. */
export interface FrozenPlan {
  readonly kind: 'report' | 'prompt'
  /** To be frozen; null where they were frozen before. */
  readonly facts: EditionFacts | null
  /** Who reads it, by the facts that were frozen. */
  readonly readers: (frozen: EditionFacts) => readonly Recipient[]
}

/** Freezes the facts, unless they are, and plans a delivery for each reader: all of it or nothing. */
async function planFrozen(
  work: Workspace,
  slot: EditionRequest,
  { kind, facts, readers }: FrozenPlan,
): Promise<Edition> {
  const planned = await writing(work.db, async (db) => {
    const edition =
      facts === null
        ? await readEdition(db, kind, slot.week)
        : await addEdition(db, newEdition(work, slot, { kind, facts }))
    if (edition === null)
      throw new Error(`the ${kind} edition of ${slot.week} is not there any more`)
    const frozen = await readFacts(db, edition.editionId)
    if (kind === 'report' && facts !== null) await addToldContracts(db, edition.editionId, frozen)
    const owned = await withMendedOwners({ db }, frozen)
    return await withDeliveries({ ...work, db }, slot, { edition, readers: readers(owned) })
  })
  return told(work, planned)
}

function newEdition(
  { now }: Workspace,
  { week, late, cutOff, scheduledAt = cutOff }: EditionRequest,
  what: Pick<NewEdition, 'kind' | 'facts'>,
): NewEdition {
  const [dueAt, cutOffAt] = [isoUtc(scheduledAt), isoUtc(cutOff)]
  return { ...what, week, late, dueAt, cutOff: cutOffAt, madeAt: isoUtc(now()) }
}

/** An edition, and how many deliveries were planned that were not before. */
interface Planned {
  readonly edition: Edition
  readonly deliveries: number
}

async function withDeliveries(
  { db, now }: Workspace,
  { dueAt, isPartial = false }: EditionRequest,
  { edition, readers }: { readonly edition: Edition; readonly readers: readonly Recipient[] },
): Promise<Planned> {
  const to = await subscribers(db, readers)
  const due = to.map((recipient) => ({ recipient, dueAt: isoUtc(dueAt(recipient)) }))
  const deliveries = await addDeliveries(db, edition.editionId, due)
  if (!isPartial) await recordPlanned(db, edition.editionId, isoUtc(now()))
  return { edition, deliveries }
}

/** Only now, after the commit, is it so. */
function told(work: Workspace, { edition, deliveries }: Planned): Edition {
  if (deliveries > 0) emit(work, { kind: 'planned', edition, deliveries })
  return edition
}

/** A prompt whose facts are frozen, or what stands in the way of one. */
export type PlannedPrompt =
  | { readonly kind: 'prompt'; readonly edition: Edition }
  | { readonly kind: 'no-rate'; readonly currencies: readonly string[] }

/**
 * Freezes what is known of the week that still runs and plans a delivery for each account manager
 * who has something to report on and has not unsubscribed, or finds what was frozen before. Who has
 * answered everything by the time that theirs is due is left out then.
 */
export async function planPrompt(work: Workspace, slot: EditionRequest): Promise<PlannedPrompt> {
  const { week, cutOff } = slot
  const isMade = (await readEdition(work.db, 'prompt', week)) !== null
  const known = isMade ? null : await readRunningWeek(work, { week, cutOff: isoUtc(cutOff) })
  if (known?.kind === 'no-rate') return known
  const edition = await planFrozen(work, slot, {
    kind: 'prompt',
    facts: known?.facts ?? null,
    readers: (frozen) => prompted(work.config, frozen),
  })
  return { kind: 'prompt', edition }
}

/** Account managers with something to report on. */
export function prompted(config: Config, facts: EditionFacts): Recipient[] {
  const asked = askedByManager(facts)
  return recipients(config, facts).filter(
    (one) => one.role === 'account-manager' && asked.has(managerKey(one)),
  )
}

/** Those who are to get a digest or a notice, without those who want no more mail in that role. */
export async function subscribers(
  db: Database,
  everyone: readonly Recipient[],
): Promise<Recipient[]> {
  const unsubscribeOf = await readUnsubscribeOf(db)
  return everyone.filter((recipient) => unsubscribeOf(recipient) === null)
}

/**
 * Finds what somebody asked for by unsubscribing in a role; null where they did not, or not any
 * more.
 */
export async function readUnsubscribeOf(
  db: Database,
): Promise<(who: { readonly role: Role; readonly address: string }) => Unsubscribe | null> {
  const byKey = new Map(
    (await readUnsubscribes(db)).map((one) => [keyOf(one.role, one.recipient), one]),
  )
  return ({ role, address }) => byKey.get(keyOf(role, address.toLowerCase())) ?? null
}

function keyOf(role: Role, recipient: string): string {
  return `${role} ${recipient}`
}

/**
 * Skips the copies of a prompt that are due to managers who have reported on everything by now, and
 * answered about each account that is leaving: the
 * facts were frozen when the first zone's was due, and that may be most of a day ago.
 */
export async function skipAnswered(
  { db, now }: Workspace,
  { editionId, week }: Edition,
  only: string | null,
): Promise<void> {
  const at = isoUtc(now())
  const due = await readUncomposed(db, editionId, { now: at, turn: 'everyone-else', only })
  if (due.length === 0) return
  const frozen = await readFacts(db, editionId)
  const reported = await readReported(db, week, at)
  // An address may have been corrected since a delivery to it was planned.
  const mended = await withMendedOwners({ db }, frozen)
  const asked = new Map([...askedByManager(frozen), ...askedByManager(mended)])
  const answered = await readAnswered(db, week, at)
  const isDone = (one: AccountFacts) =>
    isUpdated(one, { isReported: reported.has(one.account.accountId), answered })
  const spared = due.filter((delivery) => asked.get(managerKey(delivery))?.every(isDone) ?? true)
  if (spared.length === 0) return
  const ids = spared.map(({ deliveryId }) => deliveryId)
  await skipDeliveries(db, ids, { at, reason: 'every account was updated already' })
}
