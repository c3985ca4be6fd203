import type { Format } from '../format.js'
import type { AccountMovement } from '../report/digest/account-movement.js'
import type { ContractChangeRow, LeavingRow } from '../report/digest/contracts.js'
import type { DigestBody } from '../report/digest/digest.js'
import type { Top20Watch } from '../report/digest/summary.js'
import { top20Alarm } from '../report/portfolio.js'
import { cleanText, nameOf, sentence } from './view/phrase.js'

type Told = Pick<DigestBody, 'contracts' | 'monday' | 'movements' | 'top20'>

/** What a lead says of contracts: what is bad first, and good news where there is nothing else. */
export interface ContractLead {
  readonly bad: readonly string[]
  readonly good: readonly string[]
}

/** Of each kind the largest alone: a lead is read before the first meeting. */
export function contractLead(digest: Told, format: Format): ContractLead {
  const { contracts, movements, top20 } = digest
  const first = (...kinds: ContractChangeRow['kind'][]) =>
    contracts.changes.find(({ kind }) => kinds.includes(kind))
  const lost = first('lost')
  const noticed = contracts.leaving.filter(({ accountId }) => isNew(accountId, digest))
  const smaller = first('cut', 'no-longer-desired')
  const stays = first('notice-withdrawn', 'back')
  return {
    bad: [
      lost === undefined ? '' : loss(lost, movements, digest, format),
      notice(noticed, digest, format),
      alarm(top20, format),
      smaller === undefined ? '' : shrunk(smaller, format),
    ],
    good: [stays === undefined ? '' : stayed(stays, format)],
  }
}

/** Whether notice is told for the first time. */
function isNew(accountId: string, { contracts }: Told): boolean {
  return contracts.changes.some(
    (change) => change.accountId === accountId && change.kind === 'notice-given',
  )
}

function loss(
  change: ContractChangeRow,
  movements: readonly AccountMovement[],
  { contracts, monday }: Told,
  format: Format,
): string {
  const { accountId, amount, learnedLate, on } = change
  const [, ...others] = contracts.changes.filter(({ kind }) => kind === 'lost')
  const late = learnedLate ? `; it ended ${format.day(on, monday)} and was learned this week` : ''
  const reason = movements.find((one) => one.accountId === accountId)
  const why =
    reason === undefined || learnedLate ? '' : ` ${sentence(cleanText(reasonAlone(reason), 160))}`
  return `${nameOf(change.name)} was lost, ${format.money(amount ?? 0)} a year${late}.${why}${alsoLost(others, format)}`
}

function alsoLost([first, ...others]: readonly ContractChangeRow[], format: Format): string {
  if (first === undefined) return ''
  if (others.length > 0) {
    return ` ${format.counted(others.length + 1, 'other was', 'others were')} lost as well.`
  }
  return ` ${nameOf(first.name)}, ${format.money(first.amount ?? 0)}, was lost as well.`
}

function notice(
  [first, ...others]: readonly LeavingRow[],
  { monday }: Told,
  format: Format,
): string {
  if (first === undefined) return ''
  const left = format.counted(first.daysLeft, 'day')
  const more =
    others.length === 0 ? '' : ` So did ${format.counted(others.length, 'other', 'others')}.`
  const doing = first.action === null ? ' Nobody has said what is being done.' : ''
  return (
    `${nameOf(first.name)} gave notice: its last day is ${format.day(first.lastDay, monday)}, ` +
    `${left} left, ${format.money(first.revenue)} a year.${doing}${more}`
  )
}

function alarm({ news, lost, lostRevenue, accounts }: Top20Watch, format: Format): string {
  if (!news || lost < top20Alarm) return ''
  const count = format.count(lost)
  return `Alarm: ${count} of the ${format.count(accounts.length)} largest accounts were lost within a year, ${format.money(lostRevenue)}.`
}

function shrunk(
  { kind, name, before, after, amount, reason }: ContractChangeRow,
  format: Format,
): string {
  if (kind === 'cut') {
    return `${nameOf(name)} was cut from ${format.money(Number(before))} to ${format.money(Number(after))} a year.`
  }
  const why = reason === null ? '.' : `: ${sentence(cleanText(reason, 120))}`
  return `${nameOf(name)}, ${format.money(amount ?? 0)} a year, is no longer desired${why}`
}

function stayed({ kind, name, amount }: ContractChangeRow, format: Format): string {
  return kind === 'back'
    ? `${nameOf(name)} is back, ${format.money(amount ?? 0)} a year.`
    : `${nameOf(name)} stays: the notice was withdrawn.`
}

/**
 * The digest's reason ends in the manager's note, which is shown apart, as somebody's own words.
 */
export function reasonAlone({ reason, note }: Pick<AccountMovement, 'reason' | 'note'>): string {
  return note === null ? reason : reason.slice(0, -(note.length + '. '.length))
}
