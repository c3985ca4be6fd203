import type { RiskSummary } from '../../src/report/digest/summary.js'
import type { Bridge } from '../../src/report/revenue-at-risk.js'

/** Revenue at risk that came from `previous` by these sides of the bridge. */
export function risk(previous: number, sides: Partial<Bridge>): RiskSummary {
  const none = { movedIn: 0, movedOut: 0, new: 0, lost: 0, becameKnown: 0, becameUnknown: 0 }
  const bridge = { ...none, ...sides }
  const change =
    bridge.movedIn +
    bridge.new +
    bridge.becameKnown -
    bridge.movedOut -
    bridge.lost -
    bridge.becameUnknown
  const byNotice = { '30': previous + change, '60': 0, '90': 0, over90: 0 }
  return { total: previous + change, previous, change, bridge, byNotice }
}

/** Everything that can move revenue at risk. */
export const everything: Bridge = {
  movedIn: 60,
  movedOut: 30,
  new: 20,
  lost: 40,
  becameKnown: 10,
  becameUnknown: 15,
}
