import type { DeliveryReport, LedgerReport } from '../report/digest/admin.js'
import type { EditionFacts } from '../report/facts.js'
import type { Recipient } from '../report/recipient.js'
import { readEdition, readEditionBefore } from '../store/editions.js'
import { readDeliveryReport, readImportProblems } from '../store/receipt.js'
import { recipients } from './portfolio.js'
import type { Workspace } from './workspace.js'

/** What the ledger says of an edition, or would say of one that has not been made. */
export async function ledgerReport(
  { db, config }: Workspace,
  facts: EditionFacts,
): Promise<LedgerReport> {
  const edition = await readEdition(db, 'report', facts.week)
  const before = await readEditionBefore(db, facts.week)
  const everyone = recipients(config, facts)
  return {
    thisEdition:
      edition === null
        ? notPlannedYet(facts, everyone)
        : await readDeliveryReport(db, edition.editionId),
    previousEdition: before === null ? null : await readDeliveryReport(db, before.editionId),
    accountManagers: everyone.filter(({ role }) => role === 'account-manager'),
    importProblems: await readImportProblems(db, before?.cutOff ?? ''),
  }
}

function notPlannedYet({ week }: EditionFacts, everyone: readonly Recipient[]): DeliveryReport {
  const others = everyone.filter(({ role }) => role !== 'admin')
  return {
    week,
    planned: others.length,
    submitted: 0,
    failed: 0,
    uncertain: 0,
    skipped: 0,
    open: others.length,
    notSubmitted: others.map(({ role, name, address }) => ({
      role,
      name,
      address,
      state: 'planned',
      reason: null,
    })),
  }
}
