import type { Contributions } from '../report/contribution.js'
import { accountMovement } from '../report/digest/account-movement.js'
import { type Tenths, toPoints } from '../report/policy.js'
import { editionMonday } from '../report/week.js'
import type { Explained, Explanation } from '../run/explain.js'

/** An explanation as data, in the words and units of a digest: health in points. */
export function explanationJson(told: Extract<Explanation, { kind: 'explained' }>) {
  const { account, at, facts, latest, earlier, versions } = told
  return {
    accountId: account.accountId,
    name: account.name,
    week: at.week,
    cutOff: at.cutOff,
    movement: facts === null ? null : accountMovement(facts, editionMonday(at.week)),
    latest: explained(latest),
    earlier: explained(earlier),
    versions,
  }
}

function explained(one: Explained | null) {
  if (one === null) return null
  const { snapshot, health, contributions } = one
  return {
    snapshot,
    health: inPoints(health),
    contributions: contributions === null ? null : eachInPoints(contributions),
  }
}

function eachInPoints(given: Contributions): Record<string, number | null> {
  return Object.fromEntries(Object.entries(given).map(([driver, part]) => [driver, inPoints(part)]))
}

function inPoints(tenths: Tenths | null): number | null {
  return tenths === null ? null : toPoints(tenths)
}
