import type { RiskSummary } from '../../src/report/digest/summary.js'
import {
  type Bridge,
  bridgeParts,
  bridgeSigns,
  emptyBridge,
} from '../../src/report/revenue-at-risk.js'

/** Revenue at risk that came from `previous` by these parts of the bridge. */
export function risk(previous: number, parts: Partial<Bridge>): RiskSummary {
  const bridge = { ...emptyBridge, ...parts }
  const change = bridgeParts.reduce((sum, part) => sum + bridgeSigns[part] * bridge[part], 0)
  const byNotice = { '30': previous + change, '60': 0, '90': 0, over90: 0 }
  return { total: previous + change, previous, change, bridge, byNotice }
}

/** Everything that scores can move revenue at risk by. */
export const everything: Bridge = {
  ...emptyBridge,
  movedIn: 60,
  movedOut: 30,
  new: 20,
  lost: 40,
  becameKnown: 10,
  becameUnknown: 15,
}
