import type { AccountFacts } from './account-facts.js'
import type { Status } from './health.js'
import type { Cents } from './money.js'

/** What moved revenue at risk since the week before; amounts are never negative. */
export interface Bridge {
  readonly movedIn: Cents
  readonly movedOut: Cents
  readonly new: Cents
  readonly lost: Cents
  readonly becameKnown: Cents
  readonly becameUnknown: Cents
}

/** Red revenue by how soon the customer can leave, in days of notice. */
export type ByNotice = Readonly<Record<'30' | '60' | '90' | 'over90', Cents>>

export interface RevenueAtRisk {
  readonly total: Cents
  readonly previous: Cents
  /**
   * previous + movedIn − movedOut + new − lost + becameKnown − becameUnknown = total, to the cent.
   */
  readonly bridge: Bridge
  readonly byNotice: ByNotice
}

/** Revenue of the red among `accounts` (active or lost in the week), and how it came about. */
export function revenueAtRisk(accounts: readonly AccountFacts[]): RevenueAtRisk {
  const sum = (counts: (facts: AccountFacts) => boolean): Cents =>
    accounts.reduce((total, facts) => (counts(facts) ? total + facts.account.revenue : total), 0)
  const crossed = (step: Step) => sum((facts) => stepOf(facts) === step)
  const notice = (from: number, to: number) =>
    sum((facts) => {
      const { noticeDays } = facts.account
      return now(facts) === 'red' && noticeDays >= from && noticeDays <= to
    })
  return {
    total: sum((facts) => now(facts) === 'red'),
    previous: sum((facts) => before(facts) === 'red'),
    bridge: {
      movedIn: crossed('movedIn'),
      movedOut: crossed('movedOut'),
      new: crossed('new'),
      lost: crossed('lost'),
      becameKnown: crossed('becameKnown'),
      becameUnknown: crossed('becameUnknown'),
    },
    byNotice: {
      '30': notice(0, 30),
      '60': notice(31, 60),
      '90': notice(61, 90),
      over90: notice(91, Number.POSITIVE_INFINITY),
    },
  }
}

type Step = keyof Bridge
type Side = 'absent' | 'unknown' | 'known'

const into: Record<Side, Step> = { absent: 'new', unknown: 'becameKnown', known: 'movedIn' }
const outOf: Record<Side, Step> = { absent: 'lost', unknown: 'becameUnknown', known: 'movedOut' }

/** Which side of the bridge an account crossed, if it is red in one week and not in the other. */
function stepOf(facts: AccountFacts): Step | null {
  const [is, was] = [now(facts), before(facts)]
  if (is === was) return null
  if (is === 'red') return into[sideOf(was)]
  return was === 'red' ? outOf[sideOf(is)] : null
}

function sideOf(status: Status | null): Side {
  if (status === null) return 'absent'
  return status === 'unknown' ? 'unknown' : 'known'
}

function now({ standing }: AccountFacts): Status | null {
  return standing === null ? null : standing.status
}

function before({ weekBefore }: AccountFacts): Status | null {
  return weekBefore === null ? null : weekBefore.status
}
