import type { RiskSummary } from '../report/digest/summary.js'
import type { Bridge } from '../report/revenue-at-risk.js'
import type { Figures } from './figures.js'
import { riskSteps } from './risk-step.js'

/**
 * What the waterfall shows: `Revenue at risk from $1.2M to $2.1M: $1.4M more moved into red, …`.
 * Empty where nothing moved.
 */
export function waterfallWords(risk: RiskSummary, { money }: Figures): string {
  const steps = riskSteps(risk)
  if (steps.length === 0) return ''
  const told = steps.map(({ side, amount }) => `${money(Math.abs(amount))} ${words[side]}`)
  return `Revenue at risk from ${money(risk.previous)} to ${money(risk.total)}: ${told.join(', ')}`
}

const words: Readonly<Record<keyof Bridge, string>> = {
  movedIn: 'moved into red',
  movedOut: 'moved out of red',
  new: 'new in red',
  lost: 'lost from red',
  becameKnown: 'became known as red',
  becameUnknown: 'was red and became unknown',
}
