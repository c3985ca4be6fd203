import { linkLifeMs } from '../link/claim.js'
import { type Recipient, recipientsOf } from '../report/recipient.js'
import { latestDue } from '../report/slot.js'
import { shiftWeek, type Week } from '../report/week.js'
import type { StoredAccount } from '../store/accounts.js'
import { writing } from '../store/database.js'
import { addDeliveries } from '../store/deliveries.js'
import { addEdition, type LetterKind, recordPlanned } from '../store/editions.js'
import {
  closeLinkRequests,
  occasionOf,
  readLinkRequests,
  readSharedChanges,
  type SharedChange,
} from '../store/links.js'
import { activeAccounts } from './facts.js'
import { linkIssuer } from './links.js'
import { subscribers } from './plan.js'
import { scheduleOf } from './timetable.js'
import { emit, isoUtc, type Workspace } from './workspace.js'

/** One matter to tell one account manager of; the same occasion is told once. */
export interface PlannedLetter {
  readonly recipient: Recipient
  readonly occasion: string
}

/** Plans letters about a week, due now: in the ledger, they are deliveries like any other. */
async function planLetters(
  work: Workspace,
  { kind, week }: { readonly kind: LetterKind; readonly week: Week },
  letters: readonly PlannedLetter[],
): Promise<void> {
  if (letters.length === 0) return
  const at = isoUtc(work.now())
  const planned = await writing(work.db, async (db) => {
    const facts = { kind, week, dueAt: at, cutOff: at, madeAt: at, late: false, facts: null }
    const edition = await addEdition(db, facts)
    const due = letters.map((letter) => ({ ...letter, dueAt: at }))
    const deliveries = await addDeliveries(db, edition.editionId, due)
    await recordPlanned(db, edition.editionId, at)
    return { edition, deliveries }
  })
  if (planned.deliveries > 0) emit(work, { kind: 'planned', ...planned })
}

/** The week that managers report on now: the one whose report falls due next. */
export function openWeek({ config, now }: Workspace): Week {
  return shiftWeek(latestDue(now(), scheduleOf(config)).week, 1)
}

/**
 * Account managers whom the settings name today, by address in lower case; none who unsubscribed.
 */
async function managersToday(
  { db, config }: Workspace,
  accounts: readonly StoredAccount[],
): Promise<ReadonlyMap<string, Recipient>> {
  const owners = accounts.map(({ accountManager }) => accountManager)
  const managers = recipientsOf(config, owners).filter(({ role }) => role === 'account-manager')
  const found = await subscribers(db, managers)
  return new Map(found.map((manager) => [manager.address.toLowerCase(), manager]))
}

/**
 * Plans a letter with a new link for each account manager who asked for one, to the address in the
 * settings. Nobody else gets anything, and nobody more than a few a day, whoever asks in their name.
 */
export async function answerRequests(work: Workspace): Promise<void> {
  if (linkIssuer(work) === null) return
  const requests = await readLinkRequests(work.db)
  if (requests.length === 0) return
  const week = openWeek(work)
  const managers = await managersToday(work, await activeAccounts(work, week))
  const letters = requests.flatMap(({ requestId, recipient: address, isWithheld }) => {
    const recipient = managers.get(address)
    return recipient === undefined || isWithheld ? [] : [{ recipient, occasion: String(requestId) }]
  })
  await planLetters(work, { kind: 'new-link', week }, letters)
  // Broken off before this, the same letters are planned again, which changes nothing.
  await closeLinkRequests(work.db, requests, isoUtc(work.now()))
}

/**
 * Plans a letter for each change that came by a link which was used in more than one browser: its
 * manager should hear what was changed in their name. Each is told once.
 */
export async function tellChanges(work: Workspace): Promise<void> {
  const changes = await readSharedChanges(work.db, isoUtc(work.now() - linkLifeMs))
  if (changes.length === 0) return
  const managers = await managersToday(work, await activeAccounts(work, openWeek(work)))
  for (const [week, ofWeek] of byWeek(changes)) {
    const letters = ofWeek.flatMap((change) => {
      const recipient = managers.get(change.address.toLowerCase())
      return recipient === undefined ? [] : [{ recipient, occasion: occasionOf(change) }]
    })
    await planLetters(work, { kind: 'change', week }, letters)
  }
}

function byWeek(changes: readonly SharedChange[]): Map<Week, SharedChange[]> {
  const weeks = new Map<Week, SharedChange[]>()
  for (const change of changes) weeks.set(change.week, [...(weeks.get(change.week) ?? []), change])
  return weeks
}
