import type { ExecutiveDigest } from '../../report/digest/executive.js'
import { tallyOf } from '../tally.js'
import { alertsOf } from './alerts.js'
import * as attention from './attention.js'
import type { FigureTable } from './figure-table.js'
import { type Folded, notDesired, unchanged } from './folded.js'
import type { List } from './list.js'
import { type Movers, movers } from './movers.js'
import { nearExit } from './near-exit.js'
import { type Bridge, bridge, byNotice } from './risk.js'
import type { Sheet } from './sheet.js'
import { missingReports, silentAccounts } from './silence.js'
import { type StatusTrend, statusTrend } from './status-trend.js'
import { type Tiles, tiles } from './tiles.js'
import { type TellOnce, toldOnce } from './told-once.js'
import { type Top20View, top20View } from './top20.js'

/** An executive's digest, laid out; in the order in which it wants a decision. */
export interface ExecutiveView {
  readonly tiles: Tiles
  readonly movers: Movers
  readonly nearExit: List | null
  readonly overdue: List | null
  readonly unattended: List | null
  readonly decisionMakerChanges: List | null
  readonly pulseDisagreements: List | null
  readonly missingReports: List | null
  readonly silentAccounts: List | null
  readonly statusTrend: StatusTrend | null
  readonly bridge: Bridge | null
  readonly byNotice: FigureTable | null
  readonly top20: Top20View | null
  readonly singleThreaded: List | null
  readonly valueDelivered: List | null
  readonly unchanged: Folded | null
  readonly notDesired: Folded | null
}

export function executiveView(digest: ExecutiveDigest, sheet: Sheet): ExecutiveView {
  const { movements, revenueAtRisk, actions, participation } = digest
  const { quiet } = tallyOf(movements)
  const singleThreaded = quiet ? [] : digest.singleThreaded
  const once = toldOnce(alertsOf({ ...digest, singleThreaded }, sheet))
  return {
    tiles: tiles(digest, sheet),
    movers: movers(movements, once, sheet),
    nearExit: once(nearExit(digest.nearExit, movements, sheet)),
    overdue: once(attention.overdueActions(actions.overdue, sheet)),
    unattended: once(attention.unattended(actions.unattended, sheet)),
    decisionMakerChanges: once(attention.decisionMakerChanges(digest.decisionMakerChanges, sheet)),
    pulseDisagreements: once(attention.pulseDisagreements(digest.pulseDisagreements, sheet)),
    missingReports: missingReports(participation, sheet),
    silentAccounts: silentAccounts(movements, sheet),
    statusTrend: statusTrend(digest, sheet),
    bridge: bridge(revenueAtRisk, sheet),
    byNotice: byNotice(revenueAtRisk, sheet),
    top20: top20Told(digest, once, sheet),
    singleThreaded: once(attention.singleThreaded(singleThreaded, sheet)),
    valueDelivered: attention.valueDelivered(digest.valueDelivered, sheet),
    unchanged: unchanged(movements, sheet),
    notDesired: notDesired(digest.notDesired, sheet),
  }
}

/** A quiet week has it only for an alarm. */
function top20Told(
  { top20, region, movements }: ExecutiveDigest,
  once: TellOnce,
  sheet: Sheet,
): Top20View | null {
  const view = top20.alarm || !tallyOf(movements).quiet ? top20View(top20, region, sheet) : null
  return view && { ...view, list: once(view.list) }
}
