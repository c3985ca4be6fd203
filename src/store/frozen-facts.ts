import type { AccountFacts } from '../report/account-facts.js'
import type { ContractChange } from '../report/contract/change.js'
import type { EditionFacts } from '../report/facts.js'
import { ownRate } from '../report/money.js'
import { defaultPolicy, type Policy } from '../report/policy.js'
import type { TopAccount } from '../report/portfolio.js'
import { noSlide } from '../report/slide.js'
import { lastDay } from '../report/week.js'
import { DatabaseFault } from './database-fault.js'

/**
 * Which form facts are frozen in. To be raised whenever what is frozen changes so that older facts
 * can't be rendered as they are; `thawed` then has to bring those to the new form, because an
 * edition says the same for ever.
 */
const format = 4

/** Facts as the ledger keeps them. */
export function frozenText(facts: EditionFacts): string {
  return JSON.stringify({ format, facts })
}

/**
 * Facts as they were frozen, whichever form they were frozen in.
 *
 * @throws DatabaseFault where a newer version of this program froze them.
 */
export function thawed(text: string): EditionFacts {
  const frozen: Frozen = JSON.parse(text)
  switch (frozen.format) {
    case 1:
      return fromForm3(fromForm2(fromForm1(frozen.facts)))
    case 2:
      return fromForm3(fromForm2(frozen.facts))
    case 3:
      return fromForm3(frozen.facts)
    case format:
      return frozen.facts
    default:
      throw new DatabaseFault(
        'newer',
        `An edition was made by another version of this program: its facts are in form ${frozen.format}, ` +
          `this one knows form ${format}. Install the version that made it, or a newer one.`,
      )
  }
}

type Frozen =
  | { readonly format: 1; readonly facts: Form1 }
  | { readonly format: 2; readonly facts: Form2 }
  | { readonly format: 3; readonly facts: Form3 }
  | { readonly format: typeof format; readonly facts: EditionFacts }
  /** Stands for those of newer versions. */
  | { readonly format: 0 }

/** What was frozen before anything was pulled. */
type Form3 = Omit<EditionFacts, 'oldPulls'>

function fromForm3(facts: Form3): EditionFacts {
  return { ...facts, oldPulls: [] }
}

/** What was frozen before it was told how long ago a value was delivered. */
type Form2 = Omit<Form3, 'accounts' | 'valueHabit'> & {
  readonly accounts: readonly AccountForm2[]
}

type AccountForm2 = Omit<AccountFacts, 'weeksSinceValue'>

/** Such an edition never told it, so it doesn't now. */
function fromForm2(facts: Form2): Form3 {
  return {
    ...facts,
    accounts: facts.accounts.map((one) => ({ ...one, weeksSinceValue: null })),
    valueHabit: 'none',
  }
}

/**
 * What was frozen before contracts had a history, and before slides, kinds of issue and weeks in a
 * status were told.
 */
type Form1 = Omit<Form2, 'policy' | 'accounts' | 'top20' | keyof typeof unknown> & {
  readonly policy: Omit<Policy, 'slidePoints' | 'retentionBenchmark'>
  readonly accounts: readonly AccountForm1[]
  readonly top20: readonly Omit<TopAccount, 'place' | 'largest'>[]
}

type AccountForm1 = Omit<AccountForm2, keyof typeof untold | 'contract' | 'valueBefore'>

const untold = {
  ...noSlide,
  weeksInStatus: null,
  issue: null,
} as const satisfies Partial<AccountFacts>

const unknown = {
  reportBefore: null,
  laterReport: null,
  withoutRate: [],
  retention: null,
} as const

/** Such an edition never told them, so it doesn't now. */
function fromForm1(facts: Form1): Form2 {
  const { week, policy, presentation } = facts
  const until = lastDay(week)
  return {
    ...facts,
    ...unknown,
    policy: { ...defaultPolicy, ...policy },
    accounts: facts.accounts.map((one) => accountFromForm1(one, presentation.currency)),
    top20: facts.top20.map(({ account, lostOn }, index) => ({
      account: { ...account, desiredReason: null },
      place: index + 1,
      largest: account.revenue,
      lostOn,
    })),
    retention: { since: until, until, shares: [] },
  }
}

/** What ended inside the week is all that was told of contracts. */
function lossIn({ account, movement }: AccountForm1): readonly ContractChange[] {
  const { desired, endedOn, endReason, revenue } = account
  if (movement !== 'lost' || !desired || endedOn === null) return []
  const lost = { kind: 'lost', amount: revenue, before: revenue, after: null } as const
  return [{ ...lost, on: endedOn, learnedLate: false, reason: endReason, isCounted: true }]
}

/** Amounts stand in the reporting currency; the week before was told at the same ones. */
function accountFromForm1(one: AccountForm1, currency: string): AccountForm2 {
  const { account, weekBefore } = one
  const { revenue, desired } = account
  return {
    ...one,
    ...untold,
    account: { ...account, desiredReason: null },
    contract: {
      given: { revenue, currency, rate: String(ownRate) },
      before: null,
      changes: lossIn(one),
      leaving: null,
      inTender: null,
    },
    valueBefore: weekBefore === null ? null : { revenue, today: revenue, desired },
  }
}
