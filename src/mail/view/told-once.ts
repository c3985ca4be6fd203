import { joined } from '../../format.js'
import type { Alerts } from './alerts.js'
import { type List, laidOut } from './list.js'
import { blankRow, type Row } from './row.js'

export type TellOnce = (list: List | null) => List | null

/**
 * Handed the lists of a message one after the other, tells all there is to tell of an account in
 * the first of them that has a row for it. Later ones only name it, or keep its first lines.
 */
export function dedupeAccounts(alerts: Alerts): TellOnce {
  const told = new Set<string>()
  return (list) => {
    if (list === null) return null
    const named = list.rows.filter(({ accountId, brief }) => told.has(accountId) && brief !== '')
    const kept = list.rows.filter((row) => !named.includes(row))
    const rows = kept.map((row) =>
      told.has(row.accountId)
        ? shortened(row)
        : { ...row, alerts: alerts.get(row.accountId) ?? [] },
    )
    for (const { accountId } of rows) told.add(accountId)
    const above = joined(named.map(({ brief }) => brief))
    return { ...list, rows: laidOut(rows), above: above === '' ? '' : `See above: ${above}.` }
  }
}

/** What the list is about, without what stands above. */
function shortened(row: Row): Row {
  const { trend, statusBefore, reason, note, action, actionBy, warning, caveat } = blankRow
  return { ...row, trend, statusBefore, reason, note, action, actionBy, warning, caveat }
}
