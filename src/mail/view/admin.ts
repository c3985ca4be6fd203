import { capitalised } from '../../characters.js'
import { bounceWords, type ReplyKind } from '../../report/bounce.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import {
  type AdminDigest,
  type BouncedDelivery,
  type DeliveryReport,
  type ImportProblem,
  type LinkRefusals,
  type MailboxFault,
  type NotSubmitted,
  type OwnerNotInSettings,
  type RepliedDelivery,
  refusalKinds,
  type Unsubscribed,
} from '../../report/digest/admin.js'
import type { Role } from '../../report/recipient.js'
import type { Week } from '../../report/week.js'
import { leftOutOfRatios, missingFromFile, unmeasured } from './admin-contracts.js'
import type { DeliveryTable } from './figures.js'
import { instantOf, type MailLayout } from './frame.js'
import { accountsWorth, addressOf, blankRow, type List, listOf, type Row } from './list.js'
import { type Folded, namesIn, notDesired } from './movement-row.js'
import { annotated, cleanText, nameOf, sentence, unbroken } from './phrase.js'
import { type Section, sectionsOf } from './section.js'

/** An admin's digest, laid out. */
export interface AdminView {
  readonly sections: readonly Section[]
}

export function adminView(
  { administration, movements, ...digest }: AdminDigest,
  sheet: MailLayout,
): AdminView {
  const { thisEdition, previousEdition, ...found } = administration
  const sections = sectionsOf([
    { title: 'Digests', deliveries: deliveryTable(thisEdition, previousEdition, sheet) },
    { title: 'Not submitted', list: notSubmitted(thisEdition, sheet) },
    { title: 'Not submitted the week before', list: notSubmitted(previousEdition, sheet) },
    { title: 'Came back', list: bounced(found.bounced, sheet) },
    { title: 'Replies', list: replied(found.replied, sheet) },
    { title: 'Bounces not read', list: bounceMailbox(found.bounceMailbox, sheet) },
    { title: 'Unsubscribed', list: unsubscribed(found.unsubscribed, sheet) },
    { title: 'Links refused', list: linksRefused(found.linksRefused, thisEdition.week, sheet) },
    { title: 'Imports', list: importProblems(found.importProblems, sheet) },
    { title: 'Missing from accounts.csv', list: missingFromFile(found.missingFromFile, sheet) },
    { title: 'Without a rate', list: leftOutOfRatios(found.withoutRate, sheet) },
    { title: 'Not measured yet', list: unmeasured(digest.retention, sheet) },
    { title: 'Not in the settings', list: ownersNotInSettings(found.ownersNotInSettings, sheet) },
    { title: 'Not reported on', folded: unreported(movements, sheet) },
    { title: 'Restated', folded: restated(movements, sheet) },
    { title: 'Not desired', folded: notDesired(digest.notDesired, sheet) },
  ])
  return { sections }
}

/** Messages that came back after a server had taken them, each with what to do about it. */
function bounced(items: readonly BouncedDelivery[], sheet: MailLayout): List | null {
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${format.counted(items.length, 'message')} came back after a server had taken ${items.length === 1 ? 'it' : 'them'}`,
      row: (one) => bouncedRow(one, sheet),
    },
    (rest) => `${format.count(rest.length)} more; mmr deliveries lists them`,
  )
}

function bouncedRow(one: BouncedDelivery, sheet: MailLayout): Row {
  const { name, action, status } = one
  return {
    ...blankRow,
    name: nameOf(name),
    figure: figures[action],
    figureNote: status ?? '',
    facts: factsOf(one, sheet),
    reason: reasonOf(one),
    action: cureOf(one),
  }
}

const figures: Readonly<Record<BouncedDelivery['action'], string>> = {
  failed: 'Bounced',
  delayed: 'Delayed',
  'in-words': 'In words',
}

function factsOf(one: BouncedDelivery | RepliedDelivery, sheet: MailLayout): string {
  const { role, address, week, receivedAt } = one
  return [
    role.replace('-', ' '),
    addressOf(address),
    sheet.format.shortWeek(week),
    instantOf(receivedAt, sheet),
  ].join(', ')
}

function reasonOf(one: BouncedDelivery): string {
  const { action, diagnostic } = one
  if (action !== 'in-words') return saidIn(diagnostic, 240)
  const told = capitalised(bounceWords(one))
  return saidIn(diagnostic === null ? told : `${told}: ${diagnostic}`, 500)
}

function saidIn(words: string | null, limit: number): string {
  return words === null ? '' : sentence(cleanText(words, limit))
}

/** By the status (RFC 3463): 5.2 is about the mailbox, 5.7 about who may write to it. */
function cureOf({ action, kind, status, role }: BouncedDelivery): string {
  if (action === 'in-words') {
    return `read why; if the address is wrong, correct it ${places[role]}.`
  }
  if (action === 'delayed') return 'nothing to do yet, a mail server on the way still tries.'
  if (kind === 'transient') {
    return 'ask them if it happens again: a mail server gave up for now, and the address may be right.'
  }
  if (status.startsWith('5.2.')) return 'ask them about their mailbox; the address may be right.'
  if (status.startsWith('5.7.')) {
    return 'show their mail administrator why: their server refuses the mail, and the address may be right.'
  }
  return `correct the address ${places[role]}.`
}

const places: Readonly<Record<Role, string>> = {
  executive: 'in the settings (EXECUTIVES)',
  'account-manager': 'in the accounts’ data, or in the settings (ACCOUNT_MANAGERS)',
  admin: 'in the settings (ADMINS)',
}

/** What else came to return paths: shown as what it is, because nobody reads the mailbox. */
function replied(items: readonly RepliedDelivery[], sheet: MailLayout): List | null {
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${format.counted(items.length, 'message')} replied to, at an address that nobody reads`,
      row: (one) => ({
        ...blankRow,
        name: nameOf(one.name),
        figure: replyFigures[one.kind],
        facts: factsOf(one, sheet),
        reason: saidIn(one.words, 240),
        action: replyCures[one.kind],
      }),
    },
    (rest) => `${format.count(rest.length)} more`,
  )
}

const replyFigures: Readonly<Record<ReplyKind, string>> = {
  automatic: 'Automatic',
  person: 'A person',
  complaint: 'Complaint',
  receipt: 'Receipt',
  success: 'No failure',
  'too-large': 'Too large',
  unreadable: 'Unreadable',
}

const replyCures: Readonly<Record<ReplyKind, string>> = {
  automatic: 'nothing to do, unless they have left or it wants to be confirmed.',
  person: 'answer them, they may think that somebody has read it.',
  complaint: 'ask them whether they want these mails; their program took them for unwanted.',
  receipt: 'nothing to do.',
  success: 'nothing to do.',
  'too-large': 'look into the mailbox of bounces, it may say that the message came back.',
  unreadable: 'look into the mailbox of bounces, it may say that the message came back.',
}

/** That nobody knows what came back, and what to do about it. */
function bounceMailbox(fault: MailboxFault | null, sheet: MailLayout): List | null {
  return listOf(
    {
      items: fault === null ? [] : [fault],
      cap: 1,
      caption: 'What came back since then is not known',
      row: ({ since, reason }) => ({
        ...blankRow,
        name: 'The mailbox of bounces',
        figure: 'Failing',
        facts: `since ${instantOf(since, sheet)}`,
        reason: sentence(cleanText(reason, 240)),
        action: 'check BOUNCE_IMAP_URL; mmr bounces tries it.',
      }),
    },
    () => '',
  )
}

/** This edition's ledger beside the one before. */
function deliveryTable(
  now: DeliveryReport,
  before: DeliveryReport | null,
  { format }: MailLayout,
): DeliveryTable | null {
  // The headline says so.
  if (isWhole(now) && (before === null || isWhole(before))) return null
  const line = (label: string, key: Counted, total = false) => ({
    label,
    now: format.count(now[key]),
    before: before === null ? '' : format.count(before[key]),
    total,
    always: total || key === 'submitted' || now[key] > 0 || (before?.[key] ?? 0) > 0,
  })
  const lines = [
    line('Submitted', 'submitted'),
    line('Failed', 'failed'),
    line('Uncertain: perhaps submitted', 'uncertain'),
    line('Skipped', 'skipped'),
    line('Open', 'open'),
    line('Planned', 'planned', true),
  ]
  return {
    caption: `Everyone but the admins, this edition${before === null ? '' : ' and the one before'}.`,
    now: format.shortWeek(now.week),
    before: before === null ? '' : format.shortWeek(before.week),
    lines: lines.filter(({ always }) => always).map(({ always: _, ...line }) => line),
  }
}

function isWhole({ planned, submitted }: DeliveryReport): boolean {
  return planned > 0 && submitted === planned
}

type Counted = Exclude<keyof DeliveryReport, 'week' | 'notSubmitted'>

/** Each person who didn't get the edition, and why. */
function notSubmitted(report: DeliveryReport | null, sheet: MailLayout): List | null {
  const items = report?.notSubmitted ?? []
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${missed(items, sheet)} of ${format.shortWeek(report?.week ?? sheet.previousWeek)}${cure(items)}`,
      row: notSubmittedRow,
    },
    (rest) => `${format.count(rest.length)} more`,
  )
}

/** `1 digest`, or `1 digest and 2 other mails`. */
function missed(items: readonly NotSubmitted[], { format }: MailLayout): string {
  const digests = items.filter(({ mail }) => mail === 'report').length
  const others = items.length - digests
  const told = [
    ...(digests > 0 || others === 0 ? [format.counted(digests, 'digest')] : []),
    ...(others > 0
      ? [format.counted(others, digests > 0 ? 'other mail' : 'prompt or letter')]
      : []),
  ]
  return told.join(' and ')
}

/** Of what a person can have submitted again; the rest is under way, or was left out on purpose. */
function cure(items: readonly NotSubmitted[]): string {
  const settled = items.some(({ state }) => state === 'failed' || state === 'uncertain')
  return settled ? '; mmr deliveries numbers them, mmr resend NUMBER submits one again' : ''
}

function notSubmittedRow({ mail, name, address, role, state, reason }: NotSubmitted): Row {
  return {
    ...blankRow,
    name: nameOf(name),
    figure: capitalised(state),
    facts: `${mail === 'report' ? '' : `${mail} to `}${role.replace('-', ' ')}, ${addressOf(address)}`,
    reason: reason === null ? '' : sentence(cleanText(reason, 240)),
  }
}

/** People who own accounts and get no digest. */
function ownersNotInSettings(items: readonly OwnerNotInSettings[], sheet: MailLayout): List | null {
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${format.counted(items.length, 'account manager')} without a digest; ACCOUNT_MANAGERS says who gets one`,
      row: ({ name, address, accounts }) => ({
        ...blankRow,
        name: nameOf(name),
        figure: format.count(accounts),
        figureNote: accounts === 1 ? 'account' : 'accounts',
        facts: addressOf(address),
      }),
    },
    (rest) => format.counted(rest.length, 'more account manager'),
  )
}

/** Accounts that nobody reported on in the week, the longest silent first, with their managers. */
function unreported(movements: readonly AccountMovement[], sheet: MailLayout): Folded | null {
  const { format } = sheet
  const age = ({ weeksSinceUpdate }: AccountMovement) => weeksSinceUpdate ?? Number.MAX_SAFE_INTEGER
  const items = movements
    .filter(({ movement }) => movement === 'stale' || movement === 'unknown')
    .sort((a, b) => age(b) - age(a) || b.revenue - a.revenue)
  return foldedOf(items, sheet, ({ accountManager, weeksSinceUpdate: weeks }) => {
    const since =
      weeks === null ? 'never' : weeks === 0 ? 'no score' : format.counted(weeks, 'week')
    return `${nameOf(accountManager)}, ${since}`
  })
}

/** Accounts with figures that were corrected after they had gone out. */
function restated(movements: readonly AccountMovement[], sheet: MailLayout): Folded | null {
  const { format } = sheet
  const items = movements.filter(({ restatedFrom }) => restatedFrom !== null)
  return foldedOf(items, sheet, ({ previousHealth, restatedFrom, comparedWeek }) => {
    const week = unbroken(format.shortWeek(comparedWeek ?? sheet.previousWeek))
    return `${week}: ${format.points(previousHealth ?? 0)}, was ${format.points(restatedFrom ?? 0)}`
  })
}

function foldedOf(
  items: readonly AccountMovement[],
  sheet: MailLayout,
  said: (one: AccountMovement) => string,
): Folded | null {
  if (items.length === 0) return null
  const names = items.map((one) => annotated(one.name, said(one)))
  return { count: `${accountsWorth(items, sheet)}:`, said: '', names: namesIn(names, sheet) }
}

function firstOf(faults: number, fault: string): string {
  return faults === 1 ? capitalised(fault) : `First, ${fault}`
}

/** A fault names its file, which the row does already. */
function within(fault: string, file: string): string {
  return fault.startsWith(`${file}, `) ? fault.slice(file.length + 2) : fault
}

/** Files that were refused, rows that were left out, and imports that were undone. */
export function importProblems(items: readonly ImportProblem[], sheet: MailLayout): List | null {
  return listOf(
    {
      items,
      cap: sheet.caps.rows,
      caption: importsCaption(items, sheet),
      row: (problem) => ({
        ...blankRow,
        name: cleanText(problem.file, 120),
        facts: instantOf(problem.at, sheet),
        ...importRow(problem, sheet),
      }),
    },
    (rest) => `${sheet.format.count(rest.length)} more`,
  )
}

function importsCaption(items: readonly ImportProblem[], { format }: MailLayout): string {
  const counts = (kind: ImportProblem['kind']) => items.filter((one) => one.kind === kind).length
  const [refused, partly, undone] = [counts('refused'), counts('left-out'), counts('undone')]
  const told = [
    ...(refused === 0
      ? []
      : [
          `${format.counted(refused, 'import')} refused; nothing of ${refused === 1 ? 'it' : 'them'} was taken`,
        ]),
    ...(partly === 0 ? [] : [`${format.counted(partly, 'import')} taken without some rows`]),
    ...(undone === 0 ? [] : [`${format.counted(undone, 'import')} undone`]),
  ]
  return told.join(' · ')
}

function importRow(problem: ImportProblem, { format }: MailLayout) {
  const { kind, file } = problem
  switch (kind) {
    case 'refused': {
      const { faults, firstFault } = problem
      return {
        figure: format.count(faults),
        figureNote: faults === 1 ? 'fault' : 'faults',
        reason: sentence(cleanText(firstOf(faults, within(firstFault, file)), 240)),
      }
    }
    case 'left-out': {
      const { rows, firstRow } = problem
      return {
        figure: format.count(rows),
        figureNote: rows === 1 ? 'row left out' : 'rows left out',
        reason: sentence(cleanText(firstOf(rows, within(firstRow, file)), 240)),
      }
    }
    case 'undone':
      return {
        figure: format.count(problem.rows),
        figureNote: problem.rows === 1 ? 'row undone' : 'rows undone',
        reason: 'What it added counts for nothing any more; mmr imports lists it.',
      }
  }
}

/** Links that led nowhere in a week, by what was wrong with them. */
function linksRefused(refusals: LinkRefusals, week: Week, { format }: MailLayout): List | null {
  const items = kinds.filter((kind) => refusals[kind] > 0)
  const total = items.reduce((sum, kind) => sum + refusals[kind], 0)
  return listOf(
    {
      items,
      cap: kinds.length,
      caption: `${format.counted(total, 'time')} in the week of ${format.shortWeek(week)}`,
      row: (kind) => ({
        ...blankRow,
        name: capitalised(kind),
        figure: format.count(refusals[kind]),
        facts: meanings[kind],
      }),
    },
    () => '',
  )
}

const kinds = [...refusalKinds, 'withheld'] as const

const meanings: Readonly<Record<keyof LinkRefusals, string>> = {
  expired: 'older than eight days',
  revoked: 'ended by an admin, and tried again',
  removed: 'of somebody whom the settings no longer name for it, and tried again',
  unknown: 'cut off, made up, or signed with a key that was retired',
  withheld: 'a new link asked for, and not mailed: the person was mailed three that day',
}

/** Who asked for no more mail, since when, and what lets it go to them again. */
function unsubscribed(items: readonly Unsubscribed[], sheet: MailLayout): List | null {
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${format.counted(items.length, 'digest')} left out, as asked for; mmr resubscribe ADDRESS undoes it`,
      row: ({ name, address, role, since }) => ({
        ...blankRow,
        name: name === '' ? addressOf(address) : nameOf(name),
        figure: capitalised(role.replace('-', ' ')),
        facts: `${addressOf(address)}, since ${instantOf(since, sheet)}`,
      }),
    },
    (rest) => `${format.count(rest.length)} more`,
  )
}
