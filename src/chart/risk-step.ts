import type { RiskSummary } from '../report/digest/summary.js'
import type { Bridge } from '../report/revenue-at-risk.js'

/** One side of the bridge; what was taken away is below zero. */
export interface RiskStep {
  readonly side: keyof Bridge
  readonly amount: number
}

/**
 * The steps that there were, in the bridge's order: with last week's total, they give this week's.
 */
export function riskSteps({ bridge }: RiskSummary): RiskStep[] {
  const steps: readonly RiskStep[] = [
    { side: 'movedIn', amount: bridge.movedIn },
    { side: 'movedOut', amount: -bridge.movedOut },
    { side: 'new', amount: bridge.new },
    { side: 'lost', amount: -bridge.lost },
    { side: 'becameKnown', amount: bridge.becameKnown },
    { side: 'becameUnknown', amount: -bridge.becameUnknown },
  ]
  return steps.filter(({ amount }) => amount !== 0)
}
