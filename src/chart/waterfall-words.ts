import type { Format } from '../format.js'
import type { RiskSummary } from '../report/digest/summary.js'
import type { Bridge } from '../report/revenue-at-risk.js'
import { riskSteps } from './risk-step.js'

/**
 * What the waterfall shows: `Revenue at risk from $1,200 to $2,100: $1,400 moved into red, …`.
 * Empty where nothing moved.
 */
export function waterfallWords(risk: RiskSummary, { exactMoney }: Format): string {
  const steps = riskSteps(risk)
  if (steps.length === 0) return ''
  const { previous, total } = risk
  const money = exactMoney([previous, total, ...steps.map(({ amount }) => amount)])
  const told = steps.map(({ side, amount }) => `${money(Math.abs(amount))} ${words[side]}`)
  return `Revenue at risk from ${money(previous)} to ${money(total)}: ${told.join(', ')}`
}

const words: Readonly<Record<keyof Bridge, string>> = {
  movedIn: 'moved into red',
  movedOut: 'moved out of red',
  new: 'new in red',
  lost: 'lost from red',
  becameKnown: 'became known as red',
  becameUnknown: 'was red and became unknown',
}
