import type { DigestBody } from '../report/digest/digest.js'
import type { RiskSummary } from '../report/digest/summary.js'
import type { Format } from './format.js'
import { type Tally, tallyOf } from './tally.js'
import { capitalised, joined } from './view/phrase.js'

/** The week in one sentence: for executives of all their accounts, for managers of their own. */
export function headline(digest: DigestBody, format: Format): string {
  const tally = tallyOf(digest.movements)
  const week = tally.quiet ? stillness(digest, format) : moves(digest, tally, format)
  return `${capitalised(week)}; ${risk(digest.revenueAtRisk, format)}.`
}

function moves({ role, portfolio }: DigestBody, tally: Tally, format: Format): string {
  const own = role === 'account-manager'
  const told = partsOf(tally).map(({ count, one, many }, index) => {
    const subject = index === 0 && !own ? format.counted(count, 'account') : format.count(count)
    return `${subject} ${count === 1 ? one : many}`
  })
  return own ? `of ${yours(portfolio.accounts, format)}, ${joined(told)}` : joined(told)
}

interface Part {
  readonly count: number
  readonly one: string
  readonly many: string
}

/** Beside losses, falls and rises nothing else is worth a headline. */
function partsOf(tally: Tally): Part[] {
  const parts = (...all: Part[]) => all.filter(({ count }) => count > 0)
  const moved = parts(
    { count: tally.lost, one: 'was lost', many: 'were lost' },
    { count: tally.down, one: 'fell', many: 'fell' },
    { count: tally.up, one: 'rose', many: 'rose' },
  )
  if (moved.length > 0) return moved
  return parts(
    { count: tally.new, one: 'is new', many: 'are new' },
    { count: tally.crossed, one: 'changed status', many: 'changed status' },
  )
}

function yours(accounts: number, format: Format): string {
  return accounts === 0 ? 'your accounts' : `your ${format.counted(accounts, 'account')}`
}

/** No movement is good news only as far as anybody reported. */
function stillness({ role, portfolio, participation }: DigestBody, format: Format): string {
  const { updated, active } = participation
  const accounts =
    role === 'account-manager'
      ? yours(portfolio.accounts, format)
      : `the ${format.counted(portfolio.accounts, 'account')}`
  if (active === 0) return 'no account is active'
  if (updated === 0) return `none of ${accounts} was reported on`
  if (updated === active) return `a quiet week: none of ${accounts} moved`
  return `a quiet week: none of the ${format.counted(updated, 'account')} reported on moved`
}

function risk({ total, change }: RiskSummary, format: Format): string {
  const is = total === 0 ? 'nothing is at risk' : `${format.money(total)} is at risk`
  if (change === 0) return total === 0 ? is : `${is}, as before`
  return `${is}, ${change > 0 ? 'up' : 'down'} ${format.money(Math.abs(change))}`
}
