import type { DeliveryReport, LedgerReport, Unsubscribed } from '../report/digest/admin.js'
import type { EditionFacts } from '../report/facts.js'
import type { PulledKind } from '../report/pull-time.js'
import type { Recipient } from '../report/recipient.js'
import { readAdminsTold, readBouncedSince, readMailboxFault } from '../store/bounces.js'
import { type Database, databaseFile } from '../store/database.js'
import { readDeliveryReport } from '../store/deliveries.js'
import { type Edition, readEdition, readEditionBefore } from '../store/editions.js'
import { readImportProblems } from '../store/imports.js'
import { readRefusals } from '../store/links.js'
import { readPullState } from '../store/pull-state.js'
import { readRepliedSince } from '../store/replies.js'
import { readUnlisted } from '../store/unlisted-accounts.js'
import { readUnsubscribes } from '../store/unsubscribes.js'
import { recipients } from './facts.js'
import { subscribers } from './plan.js'
import { pulledKinds } from './pull-orders.js'
import type { Workspace } from './workspace.js'

/** What the ledger says of an edition, or would say of one that has not been made. */
export async function ledgerReport(
  { db, config }: Workspace,
  facts: EditionFacts,
): Promise<LedgerReport> {
  const edition = await readEdition(db, 'report', facts.week)
  const before = await readEditionBefore(db, facts.week)
  const everyone = recipients(config, facts)
  const since = await toldUntil(db, before)
  return {
    thisEdition:
      edition === null
        ? notPlannedYet(facts, await subscribers(db, everyone))
        : await readDeliveryReport(db, edition.editionId, config.mail.kind),
    previousEdition: before === null ? null : await readDeliveryReport(db, before.editionId),
    accountManagers: everyone.filter(({ role }) => role === 'account-manager'),
    importProblems: await readImportProblems(db, before?.cutOff ?? '', await mendedPulls(db)),
    unlisted: await readUnlisted(db),
    unsubscribed: await unsubscribed(db, everyone),
    linksRefused: await readRefusals(db, facts.week),
    bounced: await readBouncedSince(db, since),
    replied: await readRepliedSince(db, since),
    bounceMailbox: config.bounces.imapUrl === null ? null : await readMailboxFault(db),
  }
}

/** What could be pulled when it was tried last: of what failed before, nothing has to be told. */
async function mendedPulls(db: Database): Promise<PulledKind[]> {
  const state = await readPullState(await databaseFile(db))
  return pulledKinds.filter((kind) => state[kind] !== null && state[kind].failing === null)
}

/** What was known by then, the admins were told already. */
async function toldUntil(db: Database, before: Edition | null): Promise<string> {
  if (before === null) return ''
  return (await readAdminsTold(db, before.editionId)) ?? before.cutOff
}

/** All who want no more mail, those too whom the settings don't name any more. */
async function unsubscribed(
  db: Workspace['db'],
  everyone: readonly Recipient[],
): Promise<Unsubscribed[]> {
  const found = await readUnsubscribes(db)
  return found.map(({ role, recipient: address, askedAt: since }) => {
    const isSame = (one: Recipient) => one.role === role && one.address.toLowerCase() === address
    return { role, name: everyone.find(isSame)?.name ?? '', address, since }
  })
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
      mail: 'report',
      role,
      name,
      address,
      state: 'planned',
      reason: null,
    })),
  }
}
