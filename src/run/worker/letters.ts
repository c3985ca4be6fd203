import { type Recipient, recipientsOf } from '../../report/recipient.js'
import { latestDue } from '../../report/slot.js'
import { shiftWeek, type Week } from '../../report/week.js'
import type { StoredAccount } from '../../store/accounts.js'
import { writing } from '../../store/database.js'
import { addDeliveries } from '../../store/deliveries.js'
import { addEdition, type LetterKind, recordPlanned } from '../../store/editions.js'
import { subscribers } from '../edition/subscribers.js'
import { scheduleOf } from '../timetable.js'
import { emit, isoUtc, type Workspace } from '../workspace.js'

/** One matter to tell one account manager of; the same occasion is told once. */
export interface PlannedLetter {
  readonly recipient: Recipient
  readonly occasion: string
}

/** Plans letters about a week, due now: in the ledger, they are deliveries like any other. */
export async function planLetters(
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
export async function managersToday(
  { db, config }: Workspace,
  accounts: readonly StoredAccount[],
): Promise<ReadonlyMap<string, Recipient>> {
  const owners = accounts.map(({ accountManager }) => accountManager)
  const managers = recipientsOf(config, owners).filter(({ role }) => role === 'account-manager')
  const found = await subscribers(db, managers)
  return new Map(found.map((manager) => [manager.address.toLowerCase(), manager]))
}
