import { capitalised } from '../../characters.js'
import { type Format, formatOf, type Manner } from '../../format.js'
import type { AccountFacts } from '../../report/account-facts.js'
import type { Contributions } from '../../report/contribution.js'
import { accountMovement } from '../../report/digest/account-movement.js'
import type { WeekStatus } from '../../report/health.js'
import type { Issue } from '../../report/issue.js'
import { type Policy, type Tenths, toPoints } from '../../report/policy.js'
import { type Driver, drivers, type Snapshot } from '../../report/snapshot.js'
import { editionMonday, shiftWeek } from '../../report/week.js'
import { type Explained, type Explanation, explainAccount } from '../../run/explain.js'
import { withoutRate } from '../send-report.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, Failure, printable, type Terminal, UsageFault } from '../terminal.js'
import { weekOption } from '../week-option.js'
import { contractJson, contractText } from './explain-contract.js'

export interface ExplainOptions extends CommonOptions {
  readonly week?: string
  readonly json?: true
}

/** Says why an account stands where it stands. */
export async function explain(
  terminal: Terminal,
  named: string,
  options: ExplainOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const week = weekOption(options.week, terminal, config)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const explanation = found(named, await explainAccount(work, named, week))
    const text = options.json
      ? `${JSON.stringify(explanationJson(explanation), null, 2)}\n`
      : explanationText(explanation, config)
    terminal.out(text)
    return 0
  })
}

type Found = Extract<Explanation, { kind: 'explained' }>

function found(named: string, explanation: Explanation): Found {
  switch (explanation.kind) {
    case 'explained':
      return explanation
    case 'no-rate':
      throw new Failure(withoutRate(explanation.currencies))
    case 'no-account': {
      const similar = explanation.similar.slice(0, 5)
      const names = similar.map(({ accountId, name }) => `${accountId} (${name})`)
      const hint =
        names.length === 0
          ? 'Give its id or its name as in accounts.csv.'
          : `Did you mean ${names.join(', ')}?`
      throw new UsageFault(`There is no account "${named}". ${hint}`)
    }
  }
}

type Told = Extract<Explanation, { kind: 'explained' }>

/** An explanation for the terminal: the figures first, then what they were worked out from. */
function explanationText(told: Told, { locale }: Manner): string {
  const { account, at, facts, policy, latest, earlier, versions, contract, currency } = told
  const manner = { locale, currency }
  const format = formatOf(manner)
  const { name, accountId, accountManager } = account
  return [
    printable(`${name} (${accountId}), ${accountManager.name} <${accountManager.address}>`),
    `Week ${at.week}: ${facts === null ? absence(told) : verdict(facts, format)}`,
    ...(facts === null ? [] : [printable(`Why: ${facts.reason}.`)]),
    ...apart(told),
    ...(facts === null ? [] : longer(facts, format)),
    ...(facts === null ? [] : lastValue(told, facts, format)),
    ...frozen(told),
    '',
    ...(latest === null
      ? [`Nothing is recorded of ${at.week} or of a week before it.`]
      : drivenBy(latest, policy, format)),
    ...(earlier === null ? [] : ['', ...drivenBy(earlier, policy, format)]),
    ...(facts === null ? [] : changes(facts, format)),
    '',
    bands(policy, format),
    ...contractText(contract, { week: at.week, format, manner }),
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

/** How it stands against more than the week before, and what kind of trouble it is in. */
function longer(facts: AccountFacts, format: Format): string[] {
  const { change4, change12, sliding, slidBefore, standing, weeksInStatus, issue, cause } = facts
  const over = (weeks: number, change: Tenths | null) =>
    change === null ? [] : [`${signed(change, format)} in ${weeks} weeks`]
  const changes = [...over(4, change4), ...over(12, change12)].join(', ')
  const slides = sliding
    ? `; sliding${slidBefore ? ', as the week before' : ', since this week'}`
    : ''
  const spell =
    standing === null || weeksInStatus === null
      ? []
      : [`${capitalised(standing.status)} for ${format.counted(weeksInStatus, 'week')}`]
  const kind =
    issue === null ? [] : [`${issueWords[issue]}${cause === null ? '' : `, lowest is ${cause}`}`]
  const trouble = [...spell, ...kind].join('; ')
  return [
    ...(changes === '' ? [] : [`Longer: ${changes}${slides}.`]),
    ...(trouble === '' ? [] : [`${trouble}.`]),
  ]
}

/** Nothing where values are recorded for nobody: that is no fact about this account. */
function lastValue(
  { at, valueHabit }: Told,
  { weeksSinceValue }: AccountFacts,
  { counted }: Format,
): string[] {
  if (valueHabit === 'none') return []
  if (weeksSinceValue === null) return ['Last value delivered: none was ever recorded.']
  const week = shiftWeek(at.week, -weeksSinceValue)
  const ago = weeksSinceValue === 0 ? 'this week' : `${counted(weeksSinceValue, 'week')} before`
  return [`Last value delivered: week ${week}, ${ago}.`]
}

const issueWords: Readonly<Record<Issue, string>> = {
  relationship: 'a relationship issue',
  operational: 'an operational issue',
  both: 'both a relationship and an operational issue',
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
    const named = [
      pulse && `pulse ${pulse}`,
      ...contractSaid(answers),
      competitor && `competitor ${competitor}`,
    ]
    const said = [named.filter(Boolean).join(', '), note].filter(Boolean).join(': ')
    return `  ${week}, version ${version}, recorded ${recordedAt} by ${printable(recordedBy)}${said && `\n    ${printable(said)}`}`
  })
  return ['', 'Recorded:', ...lines]
}

function contractSaid({
  noticeGivenOn: givenOn,
  lastDay,
  tender,
}: Pick<Snapshot, 'noticeGivenOn' | 'lastDay' | 'tender'>): (string | null)[] {
  const notice = givenOn === 'no' ? 'notice withdrawn' : `notice given on ${givenOn}`
  return [
    givenOn && notice,
    lastDay && `last day ${lastDay}`,
    tender === null ? null : tender ? 'others asked for offers' : 'no others asked for offers',
  ]
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

/** An explanation as data, in the words and units of a digest: health in points. */
function explanationJson(told: Extract<Explanation, { kind: 'explained' }>) {
  const { account, at, facts, latest, earlier, versions, contract } = told
  return {
    accountId: account.accountId,
    name: account.name,
    week: at.week,
    cutOff: at.cutOff,
    movement: facts === null ? null : accountMovement(facts, editionMonday(at.week)),
    latest: explained(latest),
    earlier: explained(earlier),
    versions,
    contract: contractJson(contract),
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
