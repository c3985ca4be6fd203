import { capitalised } from '../characters.js'
import { type Format, joined } from '../format.js'
import type { DigestBody } from '../report/digest/digest.js'
import type { RiskSummary } from '../report/digest/summary.js'
import { type Tally, tallyOf } from './tally.js'

/** The week in one sentence: for executives of all their accounts, for managers of their own. */
export function headline(digest: DigestBody, format: Format): string {
  const tally = tallyOf(digest.movements)
  const week = tally.quiet ? stillness(digest, format) : moves(digest, tally, format)
  return `${capitalised(week)}; ${risk(digest.revenueAtRisk, format)}.`
}

/** Beside all of the reader's own accounts, those that were lost in the week are some of them. */
function moves({ role, movements }: DigestBody, tally: Tally, format: Format): string {
  const own = role === 'account-manager'
  const parts = partsOf(tally)
  if (own && movements.length === 1) return `your account ${parts[0]?.one ?? 'moved'}`
  const told = parts.map(({ count, one, many }, index) => {
    const subject = index === 0 && !own ? format.counted(count, 'account') : format.count(count)
    return `${subject} ${count === 1 ? one : many}`
  })
  const all = format.counted(movements.length, 'account')
  return own ? `of your ${all}, ${joined(told)}` : joined(told)
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

/** No movement is good news only as far as anybody reported. */
function stillness({ role, participation }: DigestBody, format: Format): string {
  const { updated, active } = participation
  if (active === 0) return 'no account is active'
  const partly = updated > 0 && updated < active
  const own = role === 'account-manager' && !partly
  const one = `${own ? 'your' : 'the only'} account`
  const many = (count: number) =>
    `none of ${own ? 'your' : 'the'} ${format.counted(count, 'account')}`
  if (updated === 0) {
    return active === 1 ? `${one} was not reported on` : `${many(active)} was reported on`
  }
  const where = partly ? ' reported on' : ''
  const stood = updated === 1 ? `${one}${where} did not move` : `${many(updated)}${where} moved`
  return `a quiet week: ${stood}`
}

function risk({ total, change }: RiskSummary, format: Format): string {
  const is = total === 0 ? 'nothing is at risk' : `${format.money(total)} is at risk`
  if (change === 0) return total === 0 ? is : `${is}, as before`
  return `${is}, ${change > 0 ? 'up' : 'down'} ${format.money(Math.abs(change))}`
}
