import type { Format } from '../format.js'
import type { AccountMovement } from '../report/digest/account-movement.js'
import type { DigestBody } from '../report/digest/digest.js'
import { cleanText, nameOf, sentence } from './view/phrase.js'
import { reasonAlone } from './view/reason.js'

/**
 * What was worst, and why; what was best where nothing was bad; and what left the revenue at risk
 * only because nobody reported on it. Empty in a quiet week.
 */
export function intro({ movements, revenueAtRisk }: DigestBody, format: Format): string {
  const of = (sought: AccountMovement['movement']) =>
    movements.filter(({ movement }) => movement === sought)
  const [[lost], falls, rises] = [of('lost'), of('down'), of('up')]
  const told = [
    lost === undefined ? '' : loss(lost, format),
    moved(falls, 'fell', format),
    lost === undefined && falls.length === 0 ? moved(rises, 'rose', format) : '',
    revenueAtRisk.change < 0 ? outOfSight(movements, format) : '',
  ]
  return told.filter((one) => one !== '').join(' ')
}

function loss(lost: AccountMovement, format: Format): string {
  return `${nameOf(lost.name)} was lost, ${format.money(lost.revenue)} a year. ${why(lost)}`
}

function moved(those: readonly AccountMovement[], verb: string, format: Format): string {
  const [first, ...others] = those
  if (first === undefined || first.health === null || first.change === null) return ''
  const most = others.length === 0 ? verb : `${verb} most,`
  const by = format.points(Math.abs(first.change))
  const standing = `${format.points(first.health)} (${first.status})`
  return `${nameOf(first.name)} ${most} by ${by} points to ${standing}. ${why(first)}`
}

/** Less at risk is no good news as far as nobody looked. */
function outOfSight(movements: readonly AccountMovement[], format: Format): string {
  const gone = movements.filter(
    ({ movement, statusWeekBefore, weeksSinceUpdate }) =>
      movement === 'unknown' && statusWeekBefore === 'red' && weeksSinceUpdate !== 0,
  )
  const [first] = gone
  if (first === undefined) return ''
  const revenue = gone.reduce((sum, one) => sum + Math.round(one.revenue * 100), 0) / 100
  const which = gone.length === 1 ? nameOf(first.name) : format.counted(gone.length, 'account')
  return `${format.money(revenue)} was red and is unknown now: nobody reported on ${which}.`
}

function why(one: AccountMovement): string {
  return sentence(cleanText(reasonAlone(one), 160))
}
