import type { ExecutiveDigest } from '../../report/digest/digest.js'
import { tallyOf } from '../tally.js'
import { alertsOf } from './alerts.js'
import * as attention from './attention.js'
import { notDesired, unchanged } from './folded.js'
import { movers } from './movers.js'
import { nearExitList } from './near-exit.js'
import { bridge, byNotice } from './risk.js'
import { type Section, sectionsOf } from './section.js'
import type { MailLayout } from './sheet.js'
import { missingReports, silentAccounts } from './silence.js'
import { statusTrendView } from './status-trend.js'
import { type Tiles, tiles } from './tiles.js'
import { dedupeAccounts } from './told-once.js'
import { top20View } from './top20.js'

/** An executive's digest, laid out; in the order in which it wants a decision. */
export interface ExecutiveView {
  readonly tiles: Tiles
  readonly sections: readonly Section[]
}

export function executiveView(digest: ExecutiveDigest, sheet: MailLayout): ExecutiveView {
  const { movements, revenueAtRisk, actions, participation, top20, region } = digest
  const { quiet } = tallyOf(movements)
  const singleThreaded = quiet ? [] : digest.singleThreaded
  // A quiet week has it only for an alarm.
  const largest = top20.alarm || !quiet ? top20View(top20, region, sheet) : null
  // Asked list by list in the order of the mail: what is told of an account stands in the first.
  const once = dedupeAccounts(alertsOf({ ...digest, singleThreaded }, sheet))
  const sections = sectionsOf([
    ...movers(movements, once, sheet),
    { title: 'Near exit', list: once(nearExitList(digest.nearExit, movements, sheet)) },
    { title: 'Overdue', list: once(attention.overdueActionsList(actions.overdue, sheet)) },
    { title: 'No open action', list: once(attention.unattendedList(actions.unattended, sheet)) },
    {
      title: 'Decision-maker changes',
      list: once(attention.decisionMakerChanges(digest.decisionMakerChanges, sheet)),
    },
    {
      title: 'Pulse against status',
      list: once(attention.pulseDisagreementsList(digest.pulseDisagreements, sheet)),
    },
    { title: 'Reports missing', list: missingReports(participation, sheet) },
    { title: 'Not reported on', list: silentAccounts(movements, sheet) },
    { title: 'Last 12 weeks', statusTrend: statusTrendView(digest, sheet) },
    { title: 'Revenue at risk', bridge: bridge(revenueAtRisk, sheet) },
    { title: '', figures: byNotice(revenueAtRisk, sheet) },
    { title: 'Top 20', top20: largest?.words ?? null },
    { title: '', list: once(largest?.list ?? null) },
    { title: 'Single-threaded', list: once(attention.singleThreadedList(singleThreaded, sheet)) },
    {
      title: 'Done for customers',
      list: attention.valueDeliveredList(digest.valueDelivered, sheet),
    },
    { title: 'Unchanged', folded: unchanged(movements, sheet) },
    { title: 'Not desired', folded: notDesired(digest.notDesired, sheet) },
  ])
  return { tiles: tiles(digest, sheet), sections }
}
