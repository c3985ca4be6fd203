import { type Format, joined } from '../../format.js'
import type { AccountManagerDigest } from '../../report/digest/account-manager.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { Decision, DecisionGround } from '../../report/digest/decisions.js'
import type { DigestBody } from '../../report/digest/digest.js'
import { headline, shortName, subject, subjectRoom } from '../news.js'
import { type ContractsView, contractsView } from './contract-lines.js'
import { newsFirst, wantedOf } from './decisions.js'
import type { MailLayout, RenderContext } from './frame.js'
import { type Button, buttonTo, moreRevenue } from './list.js'
import { type Opening, opening } from './opening.js'
import { type Closing, closing, tickerOf } from './page-one.js'
import { nameOf } from './phrase.js'
import { type TickerLine, type TickerView, tickerLine } from './ticker.js'

/** An account manager's mail: what is asked of them first, then their accounts. */
export interface AccountManagerView {
  readonly first: FirstAsk
  readonly opening: Opening
  readonly ticker: TickerView
  /** One step for all the others, or to all of them; null without links. */
  readonly others: Button | null
  readonly contracts: ContractsView | null
  readonly closing: Closing
}

/** What is asked first, and where to answer. */
export interface FirstAsk {
  /** Empty where the headline says all. */
  readonly said: string
  /** Null where nothing is linked, or nothing is asked before anything else. */
  readonly button: Button | null
  /** How to answer where nothing is linked; empty beside links. */
  readonly reply: string
}

export function accountManagerView(
  digest: AccountManagerDigest,
  { links, replyTo }: Pick<RenderContext, 'links' | 'replyTo'>,
  layout: MailLayout,
): AccountManagerView {
  const updateLinks = links?.updateLinks ?? new Map<string, string>()
  const [decision] = digest.decisions
  // Linked once: where it is asked first, else in its line.
  const linked = new Map(updateLinks)
  if (decision !== undefined) linked.delete(decision.accountId)
  return {
    first: {
      said: decision === undefined ? '' : wantedOf(decision, layout),
      button: decision === undefined ? null : firstButton(decision, updateLinks),
      reply: updateLinks.size > 0 ? '' : replyWords(replyTo),
    },
    opening: withLosses(opening(digest, layout), digest),
    ticker: ownTicker(digest, links === null ? null : { ...links, updateLinks: linked }, layout),
    others: othersButton(links, othersIn(digest, updateLinks), layout.format),
    contracts: contractsView(digest, layout),
    closing: closing(digest, { links }, layout),
  }
}

function firstButton({ accountId, name }: Decision, updateLinks: UpdateLinks): Button | null {
  const label = `Update ${shortName(nameOf(name), 22)}`
  return buttonTo(updateLinks.get(accountId), { label, about: '', apart: true })
}

function replyWords(replyTo: string): string {
  const to = replyTo === '' ? '' : ` or write to ${replyTo}`
  return `To report back, reply to this mail${to} with what has changed.`
}

/** The headline is about what can still be done. */
function withLosses(shown: Opening, { movements, decisions }: AccountManagerDigest): Opening {
  const lost = movements.filter(({ movement }) => movement === 'lost')
  if (lost.length === 0 || decisions.length === 0) return shown
  const names = joined(lost.slice(0, 3).map(({ name }) => nameOf(name)))
  const more = lost.length > 3 ? ` and ${String(lost.length - 3)} others` : ''
  const was = lost.length === 1 ? 'was' : 'were'
  return { ...shown, notices: [`${names}${more} ${was} lost.`, ...shown.notices] }
}

/** Where to report back on an account, by account id. */
export type UpdateLinks = ReadonlyMap<string, string>

/** All of them: what is lost, leaving and moved first, then the largest. */
function ownTicker(
  digest: AccountManagerDigest,
  links: RenderContext['links'],
  layout: MailLayout,
): TickerView {
  const { format, caps } = layout
  const all = tickerOf(digest, Number.MAX_SAFE_INTEGER, format)
  const own = [...all.lines, ...all.others]
  const shown = own.length === caps.own + 1 ? own : own.slice(0, caps.own)
  const rest = own.slice(shown.length)
  const lines = shown.map((one): TickerLine => {
    const line = tickerLine(one, digest, layout)
    const asked = askedOf(one, digest, format)
    const url = one.movement === 'lost' ? undefined : links?.updateLinks.get(one.accountId)
    return { ...line, url: url ?? '', asked }
  })
  const listUrl = rest.length === 0 ? '' : (links?.listUrl ?? '')
  const where = listUrl === '' ? '' : ', on the list of all your accounts'
  return {
    title: own.length === 1 ? 'Your account' : 'Your ticker',
    lines,
    more: rest.length === 0 ? '' : `and ${moreRevenue(rest, layout)}${where}`,
    moreUrl: listUrl,
  }
}

/** What its manager should do about it, in a word. */
function askedOf(one: AccountMovement, digest: DigestBody, format: Format): string {
  const { accountId, movement, action, leaving } = one
  if (movement === 'lost') return ''
  if (action !== null && action.daysOverdue > 0) {
    return `Action ${format.counted(action.daysOverdue, 'day')} overdue`
  }
  const change = digest.decisionMakerChanges.find((other) => other.accountId === accountId)
  if (change !== undefined) {
    return `Meet ${change.decisionMaker === null ? 'the new decision maker' : nameOf(change.decisionMaker)}`
  }
  const needsAction = leaving !== null || one.status === 'red' || one.status === 'yellow'
  return needsAction && action === null ? 'No action yet' : ''
}

/** How many besides the one that is asked first can be said to be unchanged, by what is known now. */
function othersIn(
  { movements, decisions }: AccountManagerDigest,
  updateLinks: UpdateLinks,
): number {
  const [first] = decisions
  return movements.filter(
    ({ accountId, leaving, health, status }) =>
      accountId !== first?.accountId &&
      updateLinks.has(accountId) &&
      leaving === null &&
      health !== null &&
      status !== 'unknown',
  ).length
}

function othersButton(
  links: RenderContext['links'],
  others: number,
  format: Format,
): Button | null {
  if (others < 1) return null
  const label = `Nothing changed on the other ${format.count(others)}`
  return buttonTo(links?.unchangedUrl, { label, about: '', apart: false })
}

/** What is asked first, as a sentence; without anything, what happened. */
export function managerHeadline(digest: DigestBody, format: Format): string {
  const [decision] = digest.decisions
  if (decision === undefined) return headline(digest, format)
  const [first, second] = clausesOf(decision, format)
  return `${nameOf(decision.name)} ${second === undefined ? first : `${first} and ${second}`}.`
}

/** `Quillmark turned red; your 7 accounts, $1.18M at risk`. */
export function managerSubject(digest: DigestBody, format: Format): string {
  const [decision] = digest.decisions
  if (decision === undefined) return subject(digest, format)
  const [first = ''] = clausesOf(decision, format)
  const name = shortName(nameOf(decision.name), subjectRoom - first.length - 1)
  const { length } = digest.movements.filter(({ movement }) => movement !== 'lost')
  const yours = length === 1 ? 'your account' : `your ${format.counted(length, 'account')}`
  return `${name} ${first}; ${yours}, ${format.money(digest.revenueAtRisk.total)} at risk`
}

/** What happened before what is missing. */
function clausesOf(decision: Decision, format: Format): string[] {
  const { grounds } = decision
  const told = grounds.filter((ground) => !(ground === 'unattended' && grounds.includes('leaving')))
  const order = newsFirst(told)
  return order.slice(0, 2).map((ground) => clause(ground, decision, format))
}

function clause(ground: DecisionGround, { action, daysLeft }: Decision, format: Format): string {
  switch (ground) {
    case 'leaving':
      return daysLeft === 0 ? 'leaves today' : `leaves in ${format.counted(daysLeft, 'day')}`
    case 'in-tender':
      return 'is out to tender'
    case 'overdue':
      return `has an action ${format.counted(action?.daysOverdue ?? 0, 'day')} overdue`
    case 'unattended':
      return 'has no action'
    case 'decision-maker':
      return 'has a new decision maker to meet'
    case 'newly-red':
      return 'turned red'
    case 'sliding':
      return 'is sliding'
    case 'unreported':
      return 'is red and not reported on'
  }
}
