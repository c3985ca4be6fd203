import { type Account, byAccountId } from './account.js'
import { type AccountFacts, accountFacts, type FactsSettings } from './account-facts.js'
import type { Accent, Logo } from './brand.js'
import type { RetentionFacts } from './contract/retention.js'
import type { ReportBefore } from './contract/standing.js'
import type { ValueHabit } from './earned.js'
import type { History, ReadingPoint } from './history.js'
import type { Policy } from './policy.js'
import { type TopAccount, top20 } from './portfolio.js'
import type { OldPull } from './pull-time.js'
import { type FormerAccount, formerAccount } from './trend.js'
import { periodOf, shiftWeek, type Week } from './week.js'

/** How figures are shown, frozen with them so that an edition renders the same for ever. */
export interface Presentation {
  readonly companyName: string
  readonly accent: Accent
  /** Null for the company's name alone. */
  readonly logo: Logo | null
  /** ISO 4217 code of the reporting currency. */
  readonly currency: string
  /** BCP 47 tag for numbers and dates. */
  readonly locale: string
  /** IANA name of the zone that instants are told in. */
  readonly timeZone: string
}

/** Everything that one Monday's report says, frozen when its edition is made. Plain JSON. */
export interface EditionFacts {
  readonly week: Week
  readonly previousWeek: Week
  readonly cutOff: string
  readonly presentation: Presentation
  readonly policy: Policy
  /** The report that contracts are compared with; null for the first. */
  readonly reportBefore: ReportBefore | null
  /** The latest week after this one whose report was made before it: then this one is late. */
  readonly laterReport: Week | null
  /** Accounts active in the week or told as gone, desired or not, by account id. */
  readonly accounts: readonly AccountFacts[]
  /** Accounts that had ended before, and counted in the weeks of the trend; by account id. */
  readonly formerAccounts: readonly FormerAccount[]
  /** The 20 largest desired accounts of the last 52 weeks, largest first. */
  readonly top20: readonly TopAccount[]
  readonly retention: RetentionFacts
  /** Ids of accounts that ratios of money leave out: nothing tells the rate of a currency of old. */
  readonly withoutRate: readonly string[]
  readonly valueHabit: ValueHabit
  /** What is pulled, and was older than a week at the cut-off. */
  readonly oldPulls: readonly OldPull[]
}

/** Works out an edition's facts. The same histories, settings and week give the same facts. */
export function factsOf(
  histories: readonly History[],
  at: ReadingPoint,
  settings: FactsSettings & {
    readonly presentation: Presentation
    readonly retention: RetentionFacts
    readonly withoutRate: readonly string[]
    readonly laterReport: Week | null
    readonly valueHabit: ValueHabit
    readonly oldPulls: readonly OldPull[]
  },
): EditionFacts {
  const { policy, presentation, reportBefore, laterReport } = settings
  const { retention, withoutRate, valueHabit, oldPulls } = settings
  const period = periodOf(at.week)
  const told = histories.map((history) => accountFacts(history, period, settings))
  return {
    week: at.week,
    previousWeek: shiftWeek(at.week, -1),
    cutOff: at.cutOff,
    presentation,
    policy,
    reportBefore,
    laterReport,
    accounts: inOrder(told),
    formerAccounts: inOrder(
      histories
        .filter((_, index) => told[index] === null)
        .map((history) => formerAccount(history, period.trend, policy)),
    ),
    top20: top20(histories, at.week),
    retention,
    withoutRate,
    valueHabit,
    oldPulls,
  }
}

function inOrder<Facts extends { readonly account: Account }>(
  facts: readonly (Facts | null)[],
): Facts[] {
  return facts.filter((one) => one !== null).sort((a, b) => byAccountId(a.account, b.account))
}
