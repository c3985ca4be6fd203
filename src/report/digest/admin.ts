import { managerKey } from '../account.js'
import type { Bounce, Reply } from '../bounce.js'
import type { DeliveryState } from '../delivery.js'
import type { EditionFacts } from '../facts.js'
import type { Role } from '../recipient.js'
import type { Day, Week } from '../week.js'
import { type AccountRow, accountRow, byRevenue } from './account-movement.js'
import { type Addressee, type DigestBody, digestBody } from './digest.js'

/** What an admin is told: did everybody get it, exactly once, and what needs care. */
export interface AdminDigest extends DigestBody {
  readonly role: 'admin'
  readonly administration: Administration
}

export interface Administration extends LinkReport {
  /** Deliveries of this edition to everyone else; admins are written to last. */
  readonly thisEdition: DeliveryReport
  readonly previousEdition: DeliveryReport | null
  /** Owners found in the data whom the settings do not name: they get no digest. */
  readonly ownersNotInSettings: readonly OwnerNotInSettings[]
  readonly stale: readonly AccountRow[]
  readonly unknown: readonly AccountRow[]
  /** Accounts whose compared week was corrected after its own edition went out. */
  readonly restated: readonly AccountRow[]
  readonly importProblems: readonly ImportProblem[]
  /** Active accounts that the latest accounts.csv lacks; null where it lacks none. */
  readonly missingFromFile: MissingFromFile | null
  /** Accounts that retention leaves out of its amounts: nothing tells the rate of a currency of old. */
  readonly withoutRate: readonly AccountWithoutRate[]
  /** What came back since the admins' last report, of this edition or of any before. */
  readonly bounced: readonly BouncedDelivery[]
  /** What else came to the return paths since then, which nobody reads: replies of any kind. */
  readonly replied: readonly RepliedDelivery[]
  /** Why bounces can't be read; null where they can, or nobody wants to. */
  readonly bounceMailbox: MailboxFault | null
}

/** An edition's ledger in figures: planned = submitted + failed + uncertain + skipped + open. */
export interface DeliveryReport {
  readonly week: Week
  readonly planned: number
  readonly submitted: number
  readonly failed: number
  /** The server may have taken it, nobody knows: held for a person. */
  readonly uncertain: number
  readonly skipped: number
  /** Still to be submitted, or being submitted. */
  readonly open: number
  readonly notSubmitted: readonly NotSubmitted[]
}

export interface NotSubmitted {
  /** Prompts and letters are told of where they could not be made: nobody else tells the admins. */
  readonly mail: 'report' | 'prompt' | 'letter'
  readonly role: Role
  readonly name: string
  readonly address: string
  readonly state: DeliveryState
  readonly reason: string | null
}

export interface OwnerNotInSettings extends Addressee {
  readonly accounts: number
}

/** What admins should hear of imports since the edition before. */
export type ImportProblem = {
  /** Without its folder. */
  readonly file: string
  /** UTC, ISO 8601: when it was refused or taken, and of one that was undone, when that was. */
  readonly at: string
} & (
  | {
      /** Nothing of it was taken. */
      readonly kind: 'refused'
      readonly faults: number
      readonly firstFault: string
    }
  | {
      /** It was taken but for some rows. */
      readonly kind: 'left-out'
      readonly rows: number
      /** Which is the first of them, and why, in words. */
      readonly firstRow: string
    }
  | {
      /** What it added counts for nothing any more. */
      readonly kind: 'undone'
      readonly rows: number
    }
)

export interface MissingFromFile {
  /** The day from which that file holds. */
  readonly asOf: Day
  readonly accounts: readonly AccountRow[]
}

export interface AccountWithoutRate {
  readonly accountId: string
  readonly name: string
  readonly accountManager: string
}

/** A message that a server had taken, and that another gave up or still tries to pass on. */
export type BouncedDelivery = Bounce & ReturnedMail

/** A message to which somebody, or a program, replied where nobody reads. */
export interface RepliedDelivery extends Reply, ReturnedMail {}

interface ReturnedMail extends Addressee {
  /** Of the edition that it belonged to. */
  readonly week: Week
  readonly role: Role
  /** UTC, ISO 8601. */
  readonly receivedAt: string
}

/** The mailbox that bounces come to can't be read. */
export interface MailboxFault {
  /** UTC, ISO 8601. */
  readonly since: string
  readonly reason: string
}

/** What the edition's facts do not hold: read from the ledger when the admins' turn has come. */
export interface LedgerReport extends LinkReport {
  readonly thisEdition: DeliveryReport
  readonly previousEdition: DeliveryReport | null
  /** Addresses that get an account manager's digest. */
  readonly accountManagers: readonly Addressee[]
  readonly importProblems: readonly ImportProblem[]
  /** Accounts that the latest accounts.csv lacks, active by now or not; null where it lacks none. */
  readonly unlisted: { readonly asOf: Day; readonly accountIds: readonly string[] } | null
  readonly bounced: readonly BouncedDelivery[]
  readonly replied: readonly RepliedDelivery[]
  readonly bounceMailbox: MailboxFault | null
}

/**
 * The whole portfolio, and what became of the editions; `recipient` is null for the role as such.
 */
export function adminDigest(
  facts: EditionFacts,
  recipient: Addressee | null,
  ledger: LedgerReport,
): AdminDigest {
  const includes = () => true
  const body = digestBody(facts, { role: 'admin', recipient, region: null, includes, left: [] })
  return { ...body, role: 'admin', administration: administration(facts, ledger) }
}

function administration(facts: EditionFacts, ledger: LedgerReport): Administration {
  const desired = facts.accounts.filter(({ account }) => account.desired)
  const rows = (counts: (one: (typeof desired)[number]) => boolean) =>
    desired.filter(counts).map(accountRow).sort(byRevenue)
  return {
    thisEdition: ledger.thisEdition,
    previousEdition: ledger.previousEdition,
    ownersNotInSettings: ownersNotInSettings(facts, ledger.accountManagers),
    stale: rows(({ movement }) => movement === 'stale'),
    unknown: rows(({ movement }) => movement === 'unknown'),
    restated: rows(({ comparison }) => comparison !== null && comparison.restatedFrom !== null),
    importProblems: ledger.importProblems,
    missingFromFile: missingFromFile(facts, ledger.unlisted),
    withoutRate: withoutRate(facts),
    unsubscribed: ledger.unsubscribed,
    linksRefused: ledger.linksRefused,
    bounced: ledger.bounced,
    replied: ledger.replied,
    bounceMailbox: ledger.bounceMailbox,
  }
}

/** Desired or not: nobody has said of them that they have ended. */
function missingFromFile(
  facts: EditionFacts,
  unlisted: LedgerReport['unlisted'],
): MissingFromFile | null {
  if (unlisted === null) return null
  const ids = new Set(unlisted.accountIds)
  const accounts = facts.accounts
    .filter(({ account, standing }) => ids.has(account.accountId) && standing !== null)
    .map(accountRow)
    .sort(byRevenue)
  return accounts.length === 0 ? null : { asOf: unlisted.asOf, accounts }
}

function withoutRate({ withoutRate, retention }: EditionFacts): AccountWithoutRate[] {
  const ids = new Set(withoutRate)
  return retention.shares
    .filter(({ accountId }) => ids.has(accountId))
    .map(({ accountId, name, accountManager }) => ({
      accountId,
      name,
      accountManager: accountManager.name,
    }))
}

function ownersNotInSettings(
  facts: EditionFacts,
  accountManagers: readonly Addressee[],
): OwnerNotInSettings[] {
  const listed = new Set(accountManagers.map(managerKey))
  const missing = new Map<string, OwnerNotInSettings>()
  for (const { account } of facts.accounts) {
    const key = managerKey(account.accountManager)
    if (listed.has(key)) continue
    missing.set(key, { ...account.accountManager, accounts: (missing.get(key)?.accounts ?? 0) + 1 })
  }
  return [...missing.values()].sort(
    (a, b) => b.accounts - a.accounts || (a.address < b.address ? -1 : 1),
  )
}

/** What readers did by the links of their mails, as far as admins should know. */
interface LinkReport {
  /** Who asked for no more mail: they get none until an admin lifts it. The latest first. */
  readonly unsubscribed: readonly Unsubscribed[]
  /** How often a link that doesn't hold was tried in the week. */
  readonly linksRefused: LinkRefusals
}

/** Somebody who asked for no more mail in a role. */
export interface Unsubscribed extends Addressee {
  readonly role: Role
  /** UTC, ISO 8601. */
  readonly since: string
}

/**
 * Why a link was refused: it was ours and its time is over, an admin had ended it, the settings no
 * longer name its reader for what it opens, or nobody knows it: mistyped, cut off, made up, or signed
 * with a key that was retired.
 */
export const refusalKinds = ['expired', 'revoked', 'removed', 'unknown'] as const
export type RefusalKind = (typeof refusalKinds)[number]

/**
 * How often links were refused, and how often a new one was asked for that was not mailed: somebody
 * asked for more than one person is mailed in a day.
 */
export type LinkRefusals = Readonly<Record<RefusalKind | 'withheld', number>>
