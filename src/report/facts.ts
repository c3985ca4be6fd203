import { type Account, byAccountId } from './account.js'
import { type AccountFacts, accountFacts } from './account-facts.js'
import type { Accent, Logo } from './brand.js'
import type { History, ReadingPoint } from './history.js'
import type { Policy } from './policy.js'
import { type TopAccount, top20 } from './portfolio.js'
import type { ReasonFormat } from './reason.js'
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
  /** Accounts active in the week or lost in it, desired or not, by account id. */
  readonly accounts: readonly AccountFacts[]
  /** Accounts that had ended before, and counted in the weeks of the trend; by account id. */
  readonly formerAccounts: readonly FormerAccount[]
  /** The 20 largest desired accounts of the last 52 weeks, largest first. */
  readonly top20: readonly TopAccount[]
}

/** Works out an edition's facts. The same histories, policy and week give the same facts. */
export function factsOf(
  histories: readonly History[],
  at: ReadingPoint,
  settings: {
    readonly policy: Policy
    readonly presentation: Presentation
    /** Writes the figures in the reasons. */
    readonly format: ReasonFormat
  },
): EditionFacts {
  const period = periodOf(at.week)
  const told = histories.map((history) =>
    accountFacts(history, period, settings.policy, settings.format),
  )
  return {
    week: at.week,
    previousWeek: shiftWeek(at.week, -1),
    cutOff: at.cutOff,
    presentation: settings.presentation,
    policy: settings.policy,
    accounts: inOrder(told),
    formerAccounts: inOrder(
      histories
        .filter((_, index) => told[index] === null)
        .map((history) => formerAccount(history, period.trend, settings.policy)),
    ),
    top20: top20(histories.map(accountOf), at.week),
  }
}

function inOrder<Facts extends { readonly account: Account }>(
  facts: readonly (Facts | null)[],
): Facts[] {
  return facts.filter((one) => one !== null).sort((a, b) => byAccountId(a.account, b.account))
}

function accountOf(history: History): Account {
  return history.account
}
