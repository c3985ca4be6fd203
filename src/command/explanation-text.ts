import type { Format } from '../format.js'
import type { AccountFacts } from '../report/account-facts.js'
import type { WeekStatus } from '../report/health.js'
import { type Policy, type Tenths, toPoints } from '../report/policy.js'
import { type Driver, drivers, type Snapshot } from '../report/snapshot.js'
import type { Explained, Explanation } from '../run/explain.js'
import { printable } from './printable.js'

type Told = Extract<Explanation, { kind: 'explained' }>

/** An explanation for the terminal: the figures first, then what they were worked out from. */
export function explanationText(told: Told, format: Format): string {
  const { account, at, facts, policy, latest, earlier, versions } = told
  const { name, accountId, accountManager } = account
  return [
    printable(`${name} (${accountId}), ${accountManager.name} <${accountManager.address}>`),
    `Week ${at.week}: ${facts === null ? absence(told) : verdict(facts, format)}`,
    ...(facts === null ? [] : [printable(`Why: ${facts.reason}.`)]),
    ...apart(told),
    ...frozen(told),
    '',
    ...(latest === null
      ? [`Nothing is recorded of ${at.week} or of a week before it.`]
      : drivenBy(latest, policy, format)),
    ...(earlier === null ? [] : ['', ...drivenBy(earlier, policy, format)]),
    ...(facts === null ? [] : changes(facts, format)),
    '',
    bands(policy, format),
    ...history(versions),
    '',
  ].join('\n')
}

function absence({ frozen }: Told): string {
  return frozen ? 'not in the report of this week.' : 'not active in this week.'
}

/** Otherwise its health would be looked for in the portfolio's. */
function apart({ account, facts }: Told): string[] {
  const { desired } = facts?.account ?? account
  return desired ? [] : ['Not desired: listed apart in the report, and in none of its figures.']
}

/** Otherwise whoever corrected something since would look for it in vain. */
function frozen({ at, frozen }: Told): string[] {
  if (!frozen) return []
  return [
    `As in the report of ${at.week}: what was recorded from ${at.cutOff} on does not count in it.`,
  ]
}

function verdict(
  { movement, standing, weekBefore, comparison }: AccountFacts,
  format: Format,
): string {
  if (standing === null)
    return `lost; it stood at ${shown(weekBefore?.health ?? null, format)} before.`
  const health = `health ${shown(standing.health, format)}, ${standing.status}`
  if (comparison === null) {
    const known = standing.health === null ? [] : [health]
    return `${[movement, ...known].join('; ')}${age(standing, format)}.`
  }
  const { week, change, restatedFrom } = comparison
  const restated = restatedFrom === null ? '' : ` (restated, was ${shown(restatedFrom, format)})`
  return `${movement} ${signed(change, format)}; ${health}, from ${shown(comparison.health, format)} in ${week}${restated}.`
}

function age({ weeksSinceUpdate }: WeekStatus, { counted }: Format): string {
  if (weeksSinceUpdate === null) return '; never reported on'
  return weeksSinceUpdate === 0 ? '' : `; last reported ${counted(weeksSinceUpdate, 'week')} ago`
}

/** score × weight / Σ weight, as a sum that adds up to the health shown. */
function drivenBy(
  { snapshot, health, contributions }: Explained,
  { weights }: Policy,
  format: Format,
): string[] {
  const { week, statedHealth, scores } = snapshot
  if (statedHealth !== null) {
    return [
      `${week}: health ${shown(health, format)}, stated by another system and taken as it is.`,
    ]
  }
  const rows = drivers.map((driver) => {
    const score = scores[driver]
    if (score === null) return row(driver, ['not scored', '', ''])
    const gives = shown(contributions?.[driver] ?? null, format)
    return row(driver, [format.fullScore(score), format.count(weights[driver]), gives])
  })
  return [
    `${week}: health ${shown(health, format)} = Σ weight × score / Σ weight`,
    row('driver', ['score', 'weight', 'gives']),
    ...rows,
    row('health', ['', '', shown(health, format)]),
  ]
}

function changes({ comparison }: AccountFacts, format: Format): string[] {
  if (comparison === null || comparison.contributions === null) return []
  const parts = drivers.map(
    (driver: Driver) => `${driver} ${signed(comparison.contributions?.[driver] ?? 0, format)}`,
  )
  return ['', `Change ${signed(comparison.change, format)} = ${parts.join(', ')}.`]
}

function bands({ redBelow, greenFrom }: Policy, format: Format): string {
  return `Red below ${shown(redBelow, format)}, green from ${shown(greenFrom, format)}, yellow between.`
}

function history(versions: readonly Snapshot[]): string[] {
  if (versions.length === 0) return []
  const lines = versions.map(({ week, version, recordedAt, recordedBy, ...answers }) => {
    const { pulse, competitor, note } = answers
    const named = [pulse && `pulse ${pulse}`, competitor && `competitor ${competitor}`]
    const said = [named.filter(Boolean).join(', '), note].filter(Boolean).join(': ')
    return `  ${week}, version ${version}, recorded ${recordedAt} by ${printable(recordedBy)}${said && `\n    ${printable(said)}`}`
  })
  return ['', 'Recorded:', ...lines]
}

function row(driver: string, [score, weight, gives]: readonly [string, string, string]): string {
  const line = `  ${driver.padEnd(14)}${score.padStart(10)}${weight.padStart(8)}${gives.padStart(8)}`
  return line.trimEnd()
}

function shown(tenths: Tenths | null, { points }: Format): string {
  return tenths === null ? 'unknown' : points(toPoints(tenths))
}

function signed(tenths: Tenths, { change }: Format): string {
  return change(toPoints(tenths))
}
