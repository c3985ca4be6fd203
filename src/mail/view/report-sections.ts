import type { AccountRow } from '../../report/digest/account-movement.js'
import type { NearExit } from '../../report/digest/attention.js'
import type { ContractsSummary, MovedRow } from '../../report/digest/contracts.js'
import type { DigestBody } from '../../report/digest/digest.js'
import type { Top20Row } from '../../report/digest/summary.js'
import type { Participation } from '../../report/participation.js'
import type { Week } from '../../report/week.js'
import {
  decisionMakerChanges,
  movers,
  overdueActionsList,
  pulseDisagreementsList,
  singleThreadedList,
  takenForGrantedList,
  unattendedList,
  valueDeliveredList,
} from './account-lists.js'
import { contractChangeLine, contractSections, leavingList } from './contracts.js'
import { decisionsList } from './decisions.js'
import { byNotice, type FigureTable, top20Words } from './figures.js'
import type { MailLayout } from './frame.js'
import {
  accountsWorth,
  actionParts,
  addressOf,
  alertsOf,
  blankRow,
  type List,
  ownerNamed,
  ownerParts,
  type Row,
  rowView,
  statusView,
  wholeList,
} from './list.js'
import { cleanText, nameOf, sentence, unbroken } from './phrase.js'
import { type RiskChart, riskChart, type StatusChart, statusChart } from './report-charts.js'
import { type ProposedSection, sectionsOf } from './section.js'
import { missingReports, silentAccounts } from './silence.js'
import { percentOf } from './tiles.js'

/** One part of the report, of one kind; the others are null. */
export interface ReportSection {
  /** Empty where it goes on with the section before. */
  readonly title: string
  readonly anchor: string
  readonly words: string
  readonly alarm: string
  readonly list: ReportList | null
  readonly figures: FigureTable | null
  readonly statusChart: StatusChart | null
  readonly riskChart: RiskChart | null
}

interface ReportList {
  readonly caption: string
  readonly rows: readonly ReportRow[]
}

interface ReportRow {
  readonly name: string
  /** Leads to all that is known of the account; empty where there is no more. */
  readonly anchor: string
  readonly status: { readonly tone: string; readonly shape: string; readonly word: string } | null
  readonly before: string
  readonly figure: string
  readonly figureNote: string
  readonly owner: string
  readonly ownerLink: string
  readonly facts: string
  readonly lines: readonly string[]
  readonly warning: string
}

/**
 * Every list whole and in each every account that belongs there, unlike in the mail, where what
 * stands above is only named: whoever looks for what is overdue wants all of it in one place. What
 * else is known of an account is told once, where its name leads.
 */
export function reportSections(
  digest: DigestBody,
  anchors: ReadonlyMap<string, string>,
  sheet: MailLayout,
): ReportSection[] {
  const parts: ReportSection[] = [
    ...movesAndRisk(digest, anchors, sheet),
    ...contractParts(digest, anchors, sheet),
    ...careAndReports(digest, anchors, sheet),
  ]
  return parts.map((one, index) => ({
    ...one,
    anchor: one.title === '' ? '' : `section-${index + 1}`,
  }))
}

type Anchors = ReadonlyMap<string, string>

function movesAndRisk(digest: DigestBody, anchors: Anchors, sheet: MailLayout): ReportSection[] {
  const bands = statusChart(digest, sheet)
  const risk = riskChart(digest.revenueAtRisk, digest, sheet)
  const notice = byNotice(digest.revenueAtRisk, sheet)
  return [
    ...partsOf([{ title: 'Decisions', list: decisionsList(digest, sheet) }], anchors),
    ...partsOf([{ title: 'Leaving', list: leavingList(digest, sheet) }], anchors),
    ...partsOf(movers(digest, sheet), anchors),
    ...(bands === null ? [] : [part('Status, week by week', { statusChart: bands })]),
    ...(risk === null ? [] : [part('Revenue at risk', { riskChart: risk })]),
    ...(notice === null ? [] : [part('', { figures: notice })]),
  ]
}

/** What came and went stands in lists here, with its money, and not in sentences. */
function contractParts(digest: DigestBody, anchors: Anchors, sheet: MailLayout): ReportSection[] {
  const { contracts, retention, portfolio } = digest
  const told = contractSections(digest, sheet)
  const all = partsOf(
    [
      ...told,
      { title: '', list: cameAndWent(contracts, sheet) },
      { title: '', list: movedList(contracts.cameFrom, 'from', sheet) },
      { title: '', list: movedList(contracts.wentTo, 'to', sheet) },
      { title: '', figures: keptAccounts(retention, sheet) },
      { title: '', figures: healthFigures(portfolio, sheet) },
    ],
    anchors,
  )
  const { reportBefore } = contracts
  const words = reportBefore === null ? '' : comparedWith(reportBefore, sheet)
  const [first, ...others] = all
  if (first === undefined) return []
  return [
    { ...first, title: 'Contracts and health', words },
    ...others.map((one) => ({ ...one, title: '' })),
  ]
}

function careAndReports(digest: DigestBody, anchors: Anchors, sheet: MailLayout): ReportSection[] {
  const { movements, actions, participation } = digest
  const alerted = withAlerts(digest, sheet)
  const top20 = top20Words(digest.top20, digest.region, sheet)
  const largest =
    top20 === null ? [] : [part('Top 20', { words: top20.sentence, alarm: top20.alarm })]
  const care: ProposedSection[] = [
    { title: 'Near exit', list: nearExit(digest.nearExit, sheet) },
    { title: 'Overdue', list: overdueActionsList(actions.overdue, sheet) },
    { title: 'No open action', list: unattendedList(actions.unattended, sheet) },
    {
      title: 'Decision-maker changes',
      list: alerted(decisionMakerChanges(digest.decisionMakerChanges, sheet)),
    },
    {
      title: 'Pulse against status',
      list: alerted(pulseDisagreementsList(digest.pulseDisagreements, sheet)),
    },
    { title: 'Single-threaded', list: alerted(singleThreadedList(digest.singleThreaded, sheet)) },
    { title: 'Done for customers', figures: earnedFigures(digest.earned, sheet) },
    { title: '', list: valueDeliveredList(digest.valueDelivered, sheet) },
    { title: 'Taken for granted', list: takenForGrantedList(digest.earned.takenForGranted, sheet) },
  ]
  const reports: ProposedSection[] = [
    { title: '', list: top20List(digest.top20.accounts, sheet) },
    { title: 'Reports', figures: participationFigures(participation, sheet) },
    { title: '', list: missingReports(participation, sheet) },
    { title: '', list: completeReports(participation, sheet) },
    { title: 'Not reported on', list: silentAccounts(movements, sheet) },
    { title: 'Not desired', list: notDesiredList(digest.notDesired, sheet) },
  ]
  return [...partsOf(care, anchors), ...largest, ...partsOf(reports, anchors)]
}

function comparedWith(reportBefore: Week, { format }: MailLayout): string {
  return `Contracts are compared with what the report about ${format.week(reportBefore)} told.`
}

/** A list that is about what else must be known of its accounts says it. */
function withAlerts(digest: DigestBody, sheet: MailLayout): (list: List | null) => List | null {
  const alerts = alertsOf(digest, sheet)
  return (list) => {
    if (list === null) return null
    const rows = list.rows.map((row) => ({ ...row, alerts: alerts.get(row.accountId) ?? [] }))
    return { ...list, rows }
  }
}

function part(title: string, shown: Partial<ReportSection>): ReportSection {
  const nothing = { list: null, figures: null, statusChart: null, riskChart: null }
  return { title, anchor: '', words: '', alarm: '', ...nothing, ...shown }
}

function partsOf(proposed: readonly ProposedSection[], anchors: Anchors): ReportSection[] {
  return sectionsOf(proposed).flatMap((section) => {
    if ('figures' in section) return [part(section.title, { figures: section.figures })]
    if (!('list' in section)) return []
    const { caption, rows } = section.list
    const list = { caption, rows: rows.map((row) => rowOf(row, anchors)) }
    return [part(section.title, { list })]
  })
}

const tones: Readonly<Record<string, string>> = { r: 'red', y: 'yellow', g: 'green', m: 'unknown' }

function rowOf(row: Row, anchors: Anchors): ReportRow {
  const { status, action, actionBy, caveat, reason, note, alerts } = row
  return {
    name: row.name,
    anchor: anchors.get(row.accountId) ?? '',
    status:
      status === null
        ? null
        : { tone: tones[status.tone] ?? 'unknown', shape: status.shape, word: status.word },
    before: row.statusBefore,
    figure: row.figure,
    figureNote: row.figureNote,
    owner: row.owner,
    ownerLink: row.ownerLink,
    facts: row.facts,
    lines: [caveat, reason, note, ...alerts, [action, actionBy].filter(Boolean).join(' ')].filter(
      (line) => line !== '',
    ),
    warning: row.warning,
  }
}

/** What was lost and what is new, with its day: the accounts themselves stand in lists of their own. */
function cameAndWent({ changes }: ContractsSummary, sheet: MailLayout): List | null {
  const items = changes.filter(({ kind }) => kind === 'lost' || kind === 'new')
  return wholeList(items, 'Contracts that were lost, and new ones.', (one) => ({
    ...contractChangeLine(one, sheet),
    accountId: one.accountId,
  }))
}

function movedList(items: readonly MovedRow[], end: 'from' | 'to', sheet: MailLayout): List | null {
  const verb = end === 'from' ? 'Came from another' : 'Went to another'
  return wholeList(items, `${verb} owner or region: ${accountsWorth(items, sheet)}`, (one) => ({
    ...blankRow,
    accountId: one.accountId,
    name: nameOf(one.name),
    figure: sheet.format.money(one.revenue),
    facts: `from ${nameOf(one.from)} to ${nameOf(one.to)}`,
  }))
}

/** Red accounts, in the order in which their customers could leave, each with what is done about it. */
function nearExit(items: readonly NearExit[], sheet: MailLayout): List | null {
  const { format, monday } = sheet
  return wholeList(items, accountsWorth(items, sheet), (one) => ({
    ...rowView(one, sheet),
    ...actionParts(one.action, sheet),
    figure: format.day(one.earliestExit, monday),
    figureNote: `${format.counted(one.noticeDays, 'day')} of notice`,
    facts: [
      unbroken(`${format.money(one.revenue)} a year`),
      one.health === null ? '' : `health ${format.points(one.health)}`,
      one.leaving === null ? '' : 'leaving',
    ]
      .filter(Boolean)
      .join(', '),
    reason: sentence(cleanText(one.reason, 400)),
  }))
}

type Line = readonly [label: string, figure: string]

function figureTable(caption: string, lines: readonly Line[]): FigureTable {
  return {
    caption,
    lines: lines.map(([label, figure]) => ({ label, figure, total: false })),
  }
}

function keptAccounts(
  { accounts, since, weeks }: DigestBody['retention'],
  sheet: MailLayout,
): FigureTable | null {
  const { base, kept, lost, givenUp, percent } = accounts
  if (base === 0 || percent === null) return null
  const { count, fullDay, counted } = sheet.format
  return figureTable(`Accounts kept since ${fullDay(since)}, ${counted(weeks, 'week')}.`, [
    ['Accounts then', count(base)],
    ['Given up', count(givenUp)],
    ['Lost', count(lost)],
    ['Kept', count(kept)],
    ['Kept, of those not given up', percentOf(percent, sheet)],
  ])
}

function healthFigures(
  { health, change, likeForLike }: DigestBody['portfolio'],
  { format }: MailLayout,
): FigureTable | null {
  if (health === null) return null
  return figureTable('Portfolio health: the mean of all accounts, weighted by revenue.', [
    ['Health', format.points(health)],
    ...(change === null ? [] : [['Change', format.change(change)] as const]),
    ...(likeForLike === null
      ? []
      : [['Change, like for like', format.change(likeForLike)] as const]),
  ])
}

/** Null where nobody ever recorded what was done for a customer. */
function earnedFigures(
  { weeks4, weeks13 }: DigestBody['earned'],
  sheet: MailLayout,
): FigureTable | null {
  if (weeks4 === null || weeks13 === null) return null
  return figureTable('Revenue earned: of accounts for which something was done.', [
    ['In 4 weeks', percentOf(weeks4, sheet)],
    ['In 13 weeks', percentOf(weeks13, sheet)],
  ])
}

function participationFigures(
  { updated, active, stale, unknown, neverAnswered, previous }: Participation,
  { format }: MailLayout,
): FigureTable | null {
  if (active === 0) return null
  const of = (part: number, all: number) => `${format.count(part)} of ${format.count(all)}`
  return figureTable('Accounts by what was reported on them.', [
    ['Reported on this week', of(updated, active)],
    ['The week before', of(previous.updated, previous.active)],
    ['Carried from an earlier report', format.count(stale)],
    ['Unknown', format.count(unknown)],
    ['Of these, never reported on', format.count(neverAnswered)],
  ])
}

function completeReports({ managers }: Participation, sheet: MailLayout): List | null {
  const { count } = sheet.format
  const items = managers.filter(({ updated, active }) => updated === active)
  const caption = `${sheet.format.counted(items.length, 'account manager')} reported on everything`
  return wholeList(items, caption, ({ name, address, updated, active }) => ({
    ...blankRow,
    ...ownerParts(name, address),
    owner: addressOf(address),
    name: nameOf(name),
    figure: `${count(updated)} of ${count(active)}`,
    figureNote: active === 1 ? 'account' : 'accounts',
  }))
}

function top20List(items: readonly Top20Row[], sheet: MailLayout): List | null {
  const { format, monday } = sheet
  return wholeList(items, 'The largest by their largest value in 52 weeks.', (one) => ({
    ...blankRow,
    accountId: one.accountId,
    name: nameOf(one.name),
    status: one.lostOn !== null || one.status === null ? null : statusView(one.status),
    figure: format.money(one.revenue),
    figureNote: one.largest <= one.revenue ? '' : `at most ${format.money(one.largest)}`,
    ...ownerNamed(one.accountManager),
    facts: one.lostOn === null ? '' : `lost ${unbroken(format.day(one.lostOn, monday))}`,
  }))
}

function notDesiredList(items: readonly AccountRow[], sheet: MailLayout): List | null {
  const caption = `${accountsWorth(items, sheet)}: we would rather lose them, and they are in none of the figures above.`
  return wholeList(items, caption, (one) => ({
    ...rowView(one, sheet),
    facts: one.health === null ? '' : `health ${sheet.format.points(one.health)}`,
  }))
}
