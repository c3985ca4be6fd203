import { capitalised } from '../../characters.js'
import type { ContractChangeRow, ContractsSummary } from '../../report/digest/contracts.js'
import type { DigestBody } from '../../report/digest/digest.js'
import { told as changeTold } from './contracts.js'
import type { MailLayout } from './frame.js'
import { cleanText, firstNames, nameOf, sentence } from './phrase.js'
import { percentOf } from './tiles.js'

/** How contracts came from the report before to this one, in an amount a line; the lines add up. */
export interface ContractsView {
  readonly lines: readonly ContractLine[]
  readonly paragraphs: readonly string[]
}

export interface ContractLine {
  readonly label: string
  /** Whose contracts; empty in a total. */
  readonly names: string
  readonly amount: string
  readonly isTotal: boolean
}

/** Null in the first report, and where nothing changed. */
export function contractsView(
  { contracts, retention }: Pick<DigestBody, 'contracts' | 'retention'>,
  layout: MailLayout,
): ContractsView | null {
  const lines = bridgeLines(contracts, layout)
  const paragraphs = [
    ...otherChanges(contracts, layout),
    movedAway(contracts, layout),
    ...retentionWords(retention, layout),
  ].filter((one) => one !== '')
  return lines.length === 0 && paragraphs.length === 0 ? null : { lines, paragraphs }
}

/** The kinds with an amount, in the order of the bridge, and the sign of each in it. */
const steps = [
  { kind: 'new', label: 'New', key: 'new', sign: 1 },
  { kind: 'back', label: 'Back', key: 'back', sign: 1 },
  { kind: 'desired-again', label: 'Desired again', key: 'desiredAgain', sign: 1 },
  { kind: 'grown', label: 'Grown', key: 'grown', sign: 1 },
  { kind: 'lost', label: 'Lost', key: 'lost', sign: -1 },
  { kind: 'no-longer-desired', label: 'Not desired', key: 'noLongerDesired', sign: -1 },
  { kind: 'cut', label: 'Cut', key: 'cut', sign: -1 },
  { kind: 'exchange', label: 'Exchange rates', key: 'exchange', sign: 1 },
] as const

function bridgeLines({ bridge, changes }: ContractsSummary, layout: MailLayout): ContractLine[] {
  if (bridge === null) return []
  const moved = steps
    .map((step) => ({ ...step, amount: step.sign * bridge[step.key] }))
    .filter(({ amount }) => amount !== 0)
  if (moved.length === 0) return []
  const { write, amounts } = addingUp(
    bridge.previous,
    moved.map(({ amount }) => amount),
    layout,
  )
  const [previous = 0, ...each] = amounts
  const total = amounts.reduce((sum, amount) => sum + amount, 0)
  return [
    { label: 'Last report', names: '', amount: write(previous), isTotal: true },
    ...moved.map(({ kind, label }, index) => {
      const amount = each[index] ?? 0
      const names = namesFor(
        changes.filter((one) => one.kind === kind && one.inBridge),
        layout,
      )
      return {
        label,
        names,
        amount: amount > 0 ? `+${write(amount)}` : write(amount),
        isTotal: false,
      }
    }),
    { label: 'Now', names: '', amount: write(total), isTotal: true },
  ]
}

/** Rounded so that they add up to the rounded total: what that takes goes to the largest step. */
function addingUp(
  previous: number,
  moved: readonly number[],
  { format }: MailLayout,
): { readonly amounts: readonly number[]; readonly write: (amount: number) => string } {
  const all = [previous, ...moved]
  const exact = all.reduce((sum, amount) => sum + amount, 0)
  const { roundedTo, write } = format.sumMoney([...all, exact])
  const rounded = all.map((amount) => Math.round(amount / roundedTo) * roundedTo)
  const over =
    Math.round(exact / roundedTo) * roundedTo - rounded.reduce((sum, amount) => sum + amount, 0)
  const sizes = moved.map(Math.abs)
  const largest = sizes.indexOf(Math.max(...sizes)) + 1
  return {
    write,
    amounts: rounded.map((amount, index) => (index === largest ? amount + over : amount)),
  }
}

function namesFor(changes: readonly ContractChangeRow[], { format }: MailLayout): string {
  return firstNames(
    changes.map(({ name }) => nameOf(name)),
    2,
    format,
  )
}

/** In the ticker, and among the decisions. */
const toldElsewhere: ReadonlySet<ContractChangeRow['kind']> = new Set([
  'notice-given',
  'out-to-tender',
])

/** Changes without an amount, and losses that no sum has; who is leaving stands in the ticker. */
function otherChanges({ changes }: ContractsSummary, layout: MailLayout): string[] {
  const others = changes.filter(
    ({ amount, inBridge, kind }) =>
      !toldElsewhere.has(kind) && (amount === null || (kind === 'lost' && !inBridge)),
  )
  const shown = others.slice(0, layout.caps.people).map((one) => {
    if (one.kind === 'lost') return `${nameOf(one.name)} was lost before any report told it.`
    return sentence(cleanText(`${nameOf(one.name)}: ${changeTold(one, layout)}`, 160))
  })
  const rest = others.length - shown.length
  return rest === 0 ? shown : [...shown, `${layout.format.counted(rest, 'more change')}.`]
}

/** Accounts that came from another owner or region, or went to one. */
function movedAway(
  { cameFrom, wentTo, changes }: ContractsSummary,
  { format }: MailLayout,
): string {
  const isTold = (id: string) =>
    changes.some(({ accountId, kind }) => accountId === id && kind === 'handed-over')
  const came = cameFrom.filter(({ accountId }) => !isTold(accountId))
  const words = [
    ...came.map(({ name, from }) => `${nameOf(name)} came from ${nameOf(from)}`),
    ...wentTo.map(({ name, to }) => `${nameOf(name)} went to ${nameOf(to)}`),
  ]
  if (words.length === 0) return ''
  return `${firstNames(words, 3, format)}.`
}

function retentionWords(
  { revenue, accounts }: DigestBody['retention'],
  layout: MailLayout,
): string[] {
  if (revenue.gross === null) return []
  const net = revenue.net === null ? [] : [`kept ${percentOf(revenue.net, layout)} with growth`]
  const each =
    accounts.percent === null ? [] : [`${percentOf(accounts.percent, layout)} of accounts`]
  return [`${capitalised([...net, ...each].join(', '))}.`]
}
