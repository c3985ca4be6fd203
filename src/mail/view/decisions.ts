import { capitalised } from '../../characters.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { Decision, DecisionGround } from '../../report/digest/decisions.js'
import type { DigestBody } from '../../report/digest/digest.js'
import { slideText } from '../news.js'
import type { MailLayout } from './frame.js'
import {
  accountsWorth,
  actionParts,
  addressOf,
  type Button,
  type List,
  ownerParts,
  rowView,
  wholeList,
} from './list.js'
import { cleanText, firstName, nameOf, sentence, unbroken } from './phrase.js'

/** One decision: about whom, what happened, what is wanted, and a way to ask for it. */
export interface DecisionCard {
  /** `Quillmark Insurance Group · $1.18M`. */
  readonly account: string
  readonly said: string
  /** How soon the customer can go, and what is wanted of whom by when. */
  readonly wanted: string
  /** A mail to the manager with the account and the line in it. */
  readonly ask: Button
  /** The same for text: `Ask priya.raman@larkfield.example`. */
  readonly askedBy: string
}

export interface DecisionsView {
  /** `Three decisions`. */
  readonly title: string
  readonly cards: readonly DecisionCard[]
  /** How many more there are; empty where all are shown. */
  readonly more: string
}

/** Null where nothing is to be decided. */
export function decisionsView(
  { decisions, ...digest }: DigestBody,
  layout: MailLayout,
): DecisionsView | null {
  if (decisions.length === 0) return null
  const { format, caps } = layout
  const shown = decisions.slice(0, caps.decisions)
  const rest = decisions.length - shown.length
  const movements = new Map(digest.movements.map((one) => [one.accountId, one]))
  return {
    title: titleOf(shown.length),
    cards: shown.map((one) => card(one, movements.get(one.accountId), { digest, layout })),
    more: rest === 0 ? '' : `${format.count(rest)} more in the full report.`,
  }
}

/** All of them, each with every ground, for the full report. */
export function decisionsList(
  { decisions, ...digest }: DigestBody,
  layout: MailLayout,
): List | null {
  const { format, monday } = layout
  const movements = new Map(digest.movements.map((one) => [one.accountId, one]))
  const caption = `${accountsWorth(decisions, layout)}, the fewest days left first`
  return wholeList(decisions, caption, (one) => ({
    ...rowView(one, layout),
    ...ownerParts(one.accountManager, one.accountManagerAddress),
    ...actionParts(one.action, layout),
    figure: format.day(one.exit, monday),
    figureNote: `in ${format.counted(one.daysLeft, 'day')}`,
    facts: [`${format.money(one.revenue)} a year`, healthIn(one, layout)]
      .filter((part) => part !== '')
      .join(', '),
    reason: sentenceOf(
      one.grounds.map((ground) =>
        groundWords(ground, one, movements.get(one.accountId), { digest, layout }),
      ),
    ),
  }))
}

function healthIn({ health }: Decision, { format }: MailLayout): string {
  return health === null ? '' : `health ${format.points(health)}`
}

function sentenceOf(words: readonly string[]): string {
  return `${capitalised(words.join('; '))}.`
}

function titleOf(count: number): string {
  return count === 1 ? 'One decision' : `${capitalised(words[count] ?? String(count))} decisions`
}

const words = ['no', 'one', 'two', 'three', 'four', 'five']

interface Within {
  readonly digest: Omit<DigestBody, 'decisions'>
  readonly layout: MailLayout
}

function card(one: Decision, movement: AccountMovement | undefined, within: Within): DecisionCard {
  const { format } = within.layout
  const name = nameOf(one.name)
  const money = format.money(one.revenue)
  const said = saidOf(one, movement, within)
  const wanted = wantedOf(one, within.layout)
  const asked = `${said} ${wantedOf(one, within.layout, Number.POSITIVE_INFINITY)} Where does this stand?`
  return {
    account: `${name} · ${money}`,
    said,
    wanted,
    ask: {
      label: `Ask ${firstName(one.accountManager)}`,
      about: `about ${name}`,
      url: mailTo(one.accountManagerAddress, name, `${name}, ${money} a year. ${asked}`),
      apart: true,
    },
    askedBy: `Ask ${addressOf(one.accountManagerAddress)}`,
  }
}

/** What happened before what is missing; that there is no action, the wish below says as well. */
function saidOf(one: Decision, movement: AccountMovement | undefined, within: Within): string {
  const isTold = (ground: DecisionGround) => ground !== 'unattended' || one.grounds.length === 1
  const grounds = newsFirst(one.grounds)
    .filter(isTold)
    .slice(0, 2)
    .map((ground) => groundWords(ground, one, movement, within))
  return sentenceOf(grounds)
}

/** That it turned red is this week's news; the others may be old. */
export function newsFirst(grounds: readonly DecisionGround[]): DecisionGround[] {
  const isNews = (ground: DecisionGround) => ground === 'newly-red'
  return [...grounds.filter(isNews), ...grounds.filter((ground) => !isNews(ground))]
}

/** Whole words, as many as there is room for. */
function startOf(words: string, room: number): string {
  const line = cleanText(words, 400)
  if (line.length <= room) return line
  // Neither half a character nor half a direction is left at the end.
  const cut = line
    .slice(0, room)
    .replace(/\s+\S*$/, '')
    .replace(/\p{Surrogate}$/u, '')
  return cleanText(`${cut.replace(/[\s,;:.–—-]+$/, '')}…`, room + 1)
}

function groundWords(
  ground: DecisionGround,
  one: Decision,
  movement: AccountMovement | undefined,
  { digest, layout: { format } }: Within,
): string {
  switch (ground) {
    case 'leaving':
      return `leaving in ${format.counted(one.daysLeft, 'day')}`
    case 'in-tender': {
      const tender = digest.contracts.inTender.find(({ accountId }) => accountId === one.accountId)
      return tender?.competitor
        ? `out to tender, ${nameOf(tender.competitor)} asked`
        : 'out to tender'
    }
    case 'overdue':
      return `action ${format.counted(one.action?.daysOverdue ?? 0, 'day')} overdue`
    case 'unattended':
      return 'red, and no action'
    case 'decision-maker': {
      const change = digest.decisionMakerChanges.find(
        ({ accountId }) => accountId === one.accountId,
      )
      const who = change?.decisionMaker ? nameOf(change.decisionMaker) : 'the new decision maker'
      return `${who} unmet for ${format.counted(change?.weeksOpen ?? 0, 'week')}`
    }
    case 'newly-red':
      return movement === undefined || movement.change === null || movement.health === null
        ? 'turned red'
        : `turned red, ${format.change(movement.change)} to ${format.points(movement.health)}`
    case 'sliding':
      return movement === undefined ? 'sliding' : `sliding, ${slideText(movement, format)}`
    case 'unreported':
      return silence(movement, format)
  }
}

function silence(movement: AccountMovement | undefined, format: MailLayout['format']): string {
  const weeks = movement?.weeksSinceUpdate ?? null
  return weeks === null
    ? 'red, and never reported on'
    : `red, and no report for ${format.counted(weeks, 'week')}`
}

/** By when: the day on which the customer can go; what: the next step, or that there is none. */
export function wantedOf(
  one: Decision,
  { format, monday }: Pick<MailLayout, 'format' | 'monday'>,
  room = stepRoom,
): string {
  const exit = unbroken(format.nearDay(one.exit, monday))
  const clock = one.grounds[0] === 'leaving' ? `Last day ${exit}.` : `Can leave ${exit}.`
  return `${clock} ${stepOf(one, { format, monday }, room)}`
}

/** Characters of an action that a card has room for; all of it is in the mail that asks. */
const stepRoom = 44

function stepOf(
  { action, grounds, accountManager }: Decision,
  { format, monday }: Pick<MailLayout, 'format' | 'monday'>,
  room: number,
): string {
  if (action === null) {
    if (grounds.includes('decision-maker')) return 'Wanted this week: a first meeting.'
    return `Wanted this week: ${grounds[0] === 'unreported' ? 'a report' : 'an action'}.`
  }
  const step = startOf(action.action, room).replace(/[.\s]+$/, '')
  const isOwn = action.owner === null || action.owner === accountManager
  const who = isOwn ? '' : `, ${nameOf(action.owner ?? '')}`
  if (action.daysOverdue > 0) return sentence(`Wanted now${who}: ${step}`)
  const due =
    action.dueOn === null ? 'Next' : `By ${unbroken(format.nearDay(action.dueOn, monday))}`
  return sentence(`${due}${who}: ${step}`)
}

function mailTo(address: string, subject: string, body: string): string {
  const to = encodeURIComponent(address).replaceAll('%40', '@')
  const plain = (words: string) => encodeURIComponent(words.replaceAll('\u00a0', ' '))
  return `mailto:${to}?subject=${plain(subject)}&body=${plain(body)}`
}
