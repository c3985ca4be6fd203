import type { Recipient } from '../report/recipient.js'
import type { Week } from '../report/week.js'
import { readPortfolio } from '../run/portfolio.js'
import { stored, type Workspace } from '../run/workspace.js'
import { readDeliveries } from '../store/deliveries.js'
import { readEdition } from '../store/editions.js'
import { heldBecause, withoutRate } from './send-report.js'
import { type ExitCode, Failure, type Terminal } from './terminal.js'
import { weekOption } from './week-option.js'

/** What to look at, as the command line gives it. */
export interface DryRun {
  readonly week?: string
  readonly only?: string
}

/** Lists what sending would do, and changes nothing. */
export async function dryRun(
  terminal: Terminal,
  work: Workspace,
  options: DryRun,
): Promise<ExitCode> {
  const week = weekOption(options.week, terminal, work.config)
  const portfolio = await readPortfolio(work, { week, cutOff: stored(work.now()) })
  if (portfolio.kind === 'no-rate') throw new Failure(withoutRate(portfolio.currencies))
  if (portfolio.kind === 'no-snapshots') throw new Failure(heldBecause(week))
  const settled = await settledAlready(work, week)
  const lines = portfolio.recipients
    .filter(({ address }) => !options.only || same(address, options.only))
    .map((recipient) => `  ${intent(recipient, settled).padEnd(20)}${inWords(recipient)}\n`)
  terminal.out(`${week}, a dry run: nothing is made and nothing is sent.\n${lines.join('')}`)
  return 0
}

/** States that an edition made before has brought its recipients to, by role and address. */
async function settledAlready({ db }: Workspace, week: Week): Promise<Map<string, string>> {
  const edition = await readEdition(db, 'report', week)
  if (edition === null) return new Map()
  const deliveries = await readDeliveries(db, edition.editionId)
  return new Map(deliveries.map((delivery) => [keyOf(delivery), delivery.state]))
}

function intent(recipient: Recipient, settled: Map<string, string>): string {
  const state = settled.get(keyOf(recipient)) ?? 'planned'
  return state === 'planned' || state === 'retry' ? 'would submit' : `${state} already`
}

function inWords({ role, name, address, region }: Recipient): string {
  const who = name === '' ? address : `${name} <${address}>`
  return `${role.padEnd(17)}${who}${region === null ? '' : ` (region ${region})`}`
}

function keyOf({ role, address }: { role: string; address: string }): string {
  return `${role} ${address.toLowerCase()}`
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
