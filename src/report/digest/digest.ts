import { matchKey } from '../../characters.js'
import type { Account } from '../account.js'
import type { AccountFacts } from '../account-facts.js'
import type { EditionFacts, Presentation } from '../facts.js'
import { type Participation, participation } from '../participation.js'
import { type Policy, toPoints } from '../policy.js'
import type { OldPull } from '../pull-time.js'
import type { Role } from '../recipient.js'
import { type Day, editionMonday, type Week } from '../week.js'
import {
  type AccountMovement,
  type AccountRow,
  accountMovement,
  accountRow,
  byRevenue,
  inOrder,
} from './account-movement.js'
import * as attention from './attention.js'
import {
  type ContractsSummary,
  contractsSummary,
  type RetentionSummary,
  retentionSummary,
} from './contracts.js'
import { type Decision, decisions } from './decisions.js'
import { portfolioTrend, type TrendWeek } from './portfolio-trend.js'
import {
  type EarnedSummary,
  earnedSummary,
  type PortfolioSummary,
  portfolioSummary,
  type RiskSummary,
  riskSummary,
  type Top20Watch,
  top20Watch,
} from './summary.js'

/** Whom a digest is written for; null in a preview that is for a role alone. */
export interface Addressee {
  readonly name: string
  readonly address: string
}

/** What one recipient is told: facts, before any layout. A public contract; fields may be added. */
export interface DigestBody {
  readonly week: Week
  readonly previousWeek: Week
  readonly role: Role
  readonly recipient: Addressee | null
  /** The only region this digest is about; null for all. */
  readonly region: string | null
  /** The Monday on which it is read. */
  readonly monday: Day
  /** UTC, ISO 8601: what was recorded before it counts. */
  readonly cutOff: string
  readonly presentation: Presentation
  readonly portfolio: PortfolioSummary
  /** The portfolio of the last 12 weeks, in order of time; the last one is the reported week. */
  readonly portfolioTrend: readonly TrendWeek[]
  readonly bands: Bands
  readonly movements: readonly AccountMovement[]
  readonly revenueAtRisk: RiskSummary
  readonly nearExit: readonly attention.NearExit[]
  /** What somebody should decide this week: the fewest days left first, then the larger contract. */
  readonly decisions: readonly Decision[]
  readonly top20: Top20Watch
  readonly decisionMakerChanges: readonly attention.OpenDecisionMakerChange[]
  readonly actions: {
    readonly overdue: readonly attention.OverdueAction[]
    readonly unattended: readonly attention.UnattendedAccount[]
  }
  readonly pulseDisagreements: readonly attention.PulseDisagreement[]
  readonly singleThreaded: readonly attention.SingleThreadedAccount[]
  readonly valueDelivered: readonly attention.ValueRow[]
  readonly earned: EarnedSummary
  readonly participation: Participation
  /** Accounts the contractor would rather lose: in none of the figures above. */
  readonly notDesired: readonly AccountRow[]
  readonly contracts: ContractsSummary
  /** Set where the report of a later week was made before this one: that week. */
  readonly laterReport: Week | null
  /** What is pulled from elsewhere, and was older than a week at the cut-off. */
  readonly oldPulls: readonly OldPull[]
  readonly retention: RetentionSummary
}

/** The points of health at which the status changes: red below one, green from the other on. */
export interface Bands {
  readonly redBelow: number
  readonly greenFrom: number
}

/** The part of an edition's facts that one reader is told about. */
export interface Scope {
  readonly role: Role
  readonly recipient: Addressee | null
  readonly region: string | null
  readonly includes: (account: Pick<Account, 'accountManager' | 'region'>) => boolean
  /** Accounts that were of this scope by the report before, and are not any more. */
  readonly left: readonly AccountFacts[]
}

/** The digest of one scope: every figure is worked out over the scope's accounts alone. */
export function digestBody(facts: EditionFacts, scope: Scope): DigestBody {
  const within = facts.accounts.filter(isIn(scope))
  const desired = within.filter(isDesired)
  const active = desired.filter(({ movement }) => movement !== 'lost')
  const monday = editionMonday(facts.week)
  return {
    week: facts.week,
    previousWeek: facts.previousWeek,
    role: scope.role,
    recipient: scope.recipient,
    region: scope.region,
    monday,
    cutOff: facts.cutOff,
    presentation: facts.presentation,
    portfolio: portfolioSummary(within),
    portfolioTrend: portfolioTrend(facts.week, [
      ...desired,
      ...facts.formerAccounts.filter(isIn(scope)).filter(isDesired),
    ]),
    bands: bandsOf(facts.policy),
    movements: inOrder(desired).map((one) => accountMovement(one, monday)),
    revenueAtRisk: riskSummary(within),
    ...attentionTo(active, facts, monday),
    top20: top20Watch(facts.top20.filter(isIn(scope)), desired),
    earned: earnedSummary(facts, active),
    participation: participation(within),
    notDesired: within.filter(isNotDesired).map(accountRow).sort(byRevenue),
    laterReport: facts.laterReport,
    oldPulls: facts.oldPulls,
    contracts: contractsSummary(facts, {
      within,
      left: scope.left,
      included: scope.includes,
      monday,
    }),
    retention: retentionSummary(facts, scope.includes),
  }
}

/** What wants somebody's attention, list by list. */
function attentionTo(
  active: readonly AccountFacts[],
  { top20 }: Pick<EditionFacts, 'top20'>,
  monday: Day,
) {
  return {
    nearExit: attention.nearExit(active, monday),
    decisions: decisions(active, { monday, top20 }),
    decisionMakerChanges: attention.openDecisionMakerChanges(active, monday),
    actions: {
      overdue: attention.overdueActions(active, monday),
      unattended: attention.unattended(active),
    },
    pulseDisagreements: attention.pulseDisagreements(active),
    singleThreaded: attention.singleThreaded(active),
    valueDelivered: attention.valueDelivered(active),
  }
}

function isIn(scope: Scope): (one: { readonly account: Account }) => boolean {
  return ({ account }) => scope.includes(account)
}

function isDesired({ account }: { readonly account: Account }): boolean {
  return account.desired
}

function isNotDesired({ account }: { readonly account: Account }): boolean {
  return !account.desired
}

function bandsOf({ redBelow, greenFrom }: Policy): Bands {
  return { redBelow: toPoints(redBelow), greenFrom: toPoints(greenFrom) }
}

/** What an executive is told: every account, or those of one region. */
export interface ExecutiveDigest extends DigestBody {
  readonly role: 'executive'
}

/** `region`, ignoring case, limits it to accounts there; null is for all. */
export function executiveDigest(
  facts: EditionFacts,
  recipient: Addressee | null,
  region: string | null,
): ExecutiveDigest {
  const includes = (account: { readonly region: string | null }) =>
    region === null || (account.region !== null && matchKey(account.region) === matchKey(region))
  const left = facts.accounts.filter(
    ({ account, contract: { before } }) =>
      before?.kind === 'active' && includes(before) && !includes(account),
  )
  const body = digestBody(facts, { role: 'executive', recipient, region, includes, left })
  return { ...body, role: 'executive' }
}
