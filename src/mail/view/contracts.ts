import { capitalised } from '../../characters.js'
import type {
  ContractBridgeSummary,
  ContractChangeRow,
  ContractsSummary,
  LeavingRow,
  RetentionSummary,
  TenderRow,
} from '../../report/digest/contracts.js'
import type { Bands, DigestBody } from '../../report/digest/digest.js'
import type { FigureTable } from './figures.js'
import type { MailLayout } from './frame.js'
import {
  accountsWorth,
  actionParts,
  blankRow,
  type List,
  ownerNamed,
  type Row,
  rowView,
  wholeList,
} from './list.js'
import { cleanText, nameOf, sentence, unbroken } from './phrase.js'
import { type ProposedSection, sectionsOf } from './section.js'
import { percentOf, retentionOver } from './tiles.js'

/** Who is leaving stands before all else: what can still be done about it has a date. */
export function leavingList(
  { contracts: { leaving }, bands }: Pick<DigestBody, 'contracts' | 'bands'>,
  sheet: MailLayout,
): List | null {
  const caption = `${accountsWorth(leaving, sheet)}, the fewest days left first`
  return wholeList(leaving, caption, (one) => leavingRow(one, bands, sheet))
}

/** What became of contracts since the report before, as a list and as a sum. */
export function contractSections(
  { contracts, retention, portfolio }: Pick<DigestBody, 'contracts' | 'retention' | 'portfolio'>,
  sheet: MailLayout,
): ProposedSection[] {
  const parts: ProposedSection[] = [
    { title: '', list: changesList(contracts, sheet) },
    { title: '', figures: bridgeFigures(contracts, sheet) },
    { title: '', list: tenderList(contracts.inTender, sheet) },
    { title: '', figures: retentionFigures(retention, portfolio.accounts, sheet) },
  ]
  return sectionsOf(parts).map((part, index) =>
    index === 0 ? { ...part, title: 'Contracts' } : part,
  )
}

function leavingRow(one: LeavingRow, bands: Bands, sheet: MailLayout): Row {
  const { format, monday } = sheet
  const given =
    one.noticeGivenOn === null
      ? ''
      : `notice given ${unbroken(format.day(one.noticeGivenOn, monday))}`
  return {
    ...rowView(one, sheet),
    figure: unbroken(format.day(one.lastDay, monday)),
    figureNote: daysLeft(one.daysLeft, sheet),
    facts: [unbroken(`${format.money(one.revenue)} a year`), given].filter(Boolean).join(', '),
    caveat: redByNotice(one.health, bands, sheet),
    ...actionParts(one.action, sheet),
    warning: one.action === null ? 'Nobody has said what is being done.' : '',
  }
}

function daysLeft(days: number, { format }: MailLayout): string {
  return days === 0 ? 'today' : `${format.counted(days, 'day')} left`
}

/** A score that is not red itself would be taken for a mistake. */
function redByNotice(health: number | null, { redBelow }: Bands, { format }: MailLayout): string {
  if (health === null || health < redBelow) return ''
  return `Red for the notice alone; its health is ${format.points(health)}.`
}

/** Who was lost and who is new have lists of their own. */
function changesList({ changes }: ContractsSummary, sheet: MailLayout): List | null {
  return wholeList(
    changes.filter(({ kind }) => kind !== 'lost' && kind !== 'new'),
    'What changed since the report before, the largest money first.',
    (one) => contractChangeLine(one, sheet),
  )
}

/** What one change did to a contract, with its amount and day. */
export function contractChangeLine(one: ContractChangeRow, sheet: MailLayout): Row {
  const { format } = sheet
  return {
    ...blankRow,
    name: nameOf(one.name),
    figure: one.amount === null ? '' : signed(one, sheet),
    ...ownerNamed(one.accountManager),
    facts: unbroken(words[one.kind]),
    caveat: one.learnedLate ? 'Learned this week.' : '',
    reason: sentence(cleanText(`${capitalised(told(one, sheet))}${reasonOf(one)}`, 240)),
    figureNote: one.amount === null ? '' : format.day(one.on, sheet.monday),
  }
}

function reasonOf({ reason }: ContractChangeRow): string {
  return reason === null ? '' : `: ${reason}`
}

/** What is gone is below zero; the kind says the rest. */
function signed({ kind, amount }: ContractChangeRow, { format }: MailLayout): string {
  const isLess = kind === 'lost' || kind === 'cut' || kind === 'no-longer-desired'
  return format.moneyChange(isLess ? -(amount ?? 0) : (amount ?? 0))
}

/** The kinds as people say them. */
export const words: Readonly<Record<ContractChangeRow['kind'], string>> = {
  lost: 'lost',
  'no-longer-desired': 'no longer desired',
  back: 'back',
  'desired-again': 'desired again',
  new: 'new',
  grown: 'grown',
  cut: 'cut',
  'handed-over': 'handed over',
  'notice-given': 'notice given',
  'notice-withdrawn': 'notice withdrawn',
  'last-day-moved': 'last day moved',
  'out-to-tender': 'out to tender',
  'tender-closed': 'tender closed',
}

/** One change in words, for mails and for the terminal. */
export function told(
  change: ContractChangeRow,
  sheet: Pick<MailLayout, 'format' | 'monday'>,
): string {
  const { kind, before, after, on } = change
  const { format, monday } = sheet
  const day = (value: number | string | null) =>
    typeof value === 'string' ? unbroken(format.day(value as typeof on, monday)) : 'no day'
  const money = (value: number | string | null) =>
    typeof value === 'number' ? format.money(value) : 'nothing'
  switch (kind) {
    case 'lost':
      return `ended ${day(on)}`
    case 'grown':
    case 'cut':
      return `from ${money(before)} to ${money(after)} a year`
    case 'handed-over':
      return `from ${String(before)} to ${String(after)}`
    case 'notice-given':
      // Who gave it, and when, the list of those that are leaving says, where anybody does.
      return `its last day is ${day(after)}`
    case 'notice-withdrawn':
      return `it stays: its last day was to be ${day(before)}`
    case 'last-day-moved':
      return `last day ${day(after)}, was ${day(before)}`
    default:
      return `${words[kind]} since ${day(on)}`
  }
}

/** When a lost one ended, where that isn't in the week; and that no sum has it, where none has. */
export function lossCaveat(
  { changes, reportBefore }: ContractsSummary,
  accountId: string,
  { format, monday }: MailLayout,
): string {
  const loss = changes.find((one) => one.accountId === accountId && one.kind === 'lost')
  if (loss === undefined) return ''
  const late = loss.learnedLate ? `It ended ${format.day(loss.on, monday)}; learned this week.` : ''
  const apart = loss.inBridge || reportBefore === null ? '' : 'In no sum: no report told it before.'
  return [late, apart].filter(Boolean).join(' ')
}

/** How the revenue of active desired accounts came about; the lines add up, to the cent. */
function bridgeFigures(
  { bridge, changes, currencyBefore }: ContractsSummary,
  sheet: MailLayout,
): FigureTable | null {
  if (bridge === null) return currencyBefore === null ? null : incomparable(currencyBefore)
  const steps = stepsOf(bridge).filter(({ amount }) => amount !== 0)
  if (steps.length === 0 && changes.length === 0) return null
  const { previous, total } = bridge
  const money = sheet.format.exactMoney([previous, total, ...steps.map(({ amount }) => amount)])
  const line = (label: string, figure: string, total: boolean) => ({ label, figure, total })
  return {
    caption: 'Revenue under contract, since the report before.',
    lines: [
      line('By the report before', money(previous), true),
      ...steps.map(({ label, amount }) =>
        line(label, amount > 0 ? `+${money(amount)}` : money(amount), false),
      ),
      line('Now', money(total), true),
    ],
  }
}

function incomparable(currencyBefore: string): FigureTable {
  return {
    caption: `The report before told amounts in ${currencyBefore}: there is no sum from that to this one.`,
    lines: [],
  }
}

function stepsOf(bridge: ContractBridgeSummary): { label: string; amount: number }[] {
  return [
    { label: 'New', amount: bridge.new },
    { label: 'Back', amount: bridge.back },
    { label: 'Desired again', amount: bridge.desiredAgain },
    { label: 'Grown', amount: bridge.grown },
    { label: 'Lost', amount: -bridge.lost },
    { label: 'No longer desired', amount: -bridge.noLongerDesired },
    { label: 'Cut', amount: -bridge.cut },
    { label: 'Exchange rates', amount: bridge.exchange },
  ]
}

/** What was kept of the contracts of the base day: as they stood then, and what became of them. */
function retentionFigures(
  retention: RetentionSummary,
  active: number,
  sheet: MailLayout,
): FigureTable | null {
  const { revenue, accounts } = retention
  if (revenue.gross === null) return null
  const { format } = sheet
  const { base, givenUp, lost, cut, grown, now } = revenue
  const steps = [
    { label: 'Given up', amount: -givenUp },
    { label: `Lost, ${format.counted(accounts.lost, 'account')}`, amount: -lost },
    { label: 'Cut', amount: -cut },
    { label: 'Grown', amount: grown },
  ].filter(({ amount }) => amount !== 0)
  const money = format.exactMoney([base, now, ...steps.map(({ amount }) => amount)])
  const line = (label: string, figure: string, total: boolean) => ({ label, figure, total })
  const net = revenue.net === null ? '' : `; with growth ${percentOf(revenue.net, sheet)}`
  const best = `, best in class ${whole(retention.benchmark, sheet)}`
  return {
    caption:
      `Retention ${retentionOver(retention, active, sheet)}: ${percentOf(revenue.gross, sheet)} of revenue kept` +
      `${net}. The goal is ${whole(100, sheet)}${best}.`,
    lines: [
      line('Contracts then', money(base), true),
      ...steps.map(({ label, amount }) =>
        line(label, amount > 0 ? `+${money(amount)}` : money(amount), false),
      ),
      line('The same contracts now', money(now), true),
    ],
  }
}

/** A figure that somebody has set is written as they would. */
function whole(percent: number, sheet: MailLayout): string {
  return Number.isInteger(percent) ? `${sheet.format.count(percent)}%` : percentOf(percent, sheet)
}

function tenderList(items: readonly TenderRow[], sheet: MailLayout): List | null {
  const { format, monday } = sheet
  return wholeList(items, `Out to tender: ${accountsWorth(items, sheet)}`, (one) => ({
    ...rowView(one, sheet),
    facts: [
      `since ${unbroken(format.day(one.since, monday))}`,
      one.competitor === null ? '' : `asked: ${nameOf(one.competitor)}`,
    ]
      .filter(Boolean)
      .join(', '),
  }))
}
