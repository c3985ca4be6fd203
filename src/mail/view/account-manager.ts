import type { AccountManagerDigest } from '../../report/digest/account-manager.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import type { DigestBody } from '../../report/digest/digest.js'
import { contractSections, leavingList, lossCaveat } from './contracts.js'
import type { MailLayout, RenderContext } from './frame.js'
import {
  accountsWorth,
  againstPulse,
  dedupeAccounts,
  type List,
  listOf,
  moreRevenue,
  type Row,
  slideAlerts,
  statusWords,
  updateButton,
} from './list.js'
import { moreMoved, movedBy, movementRow, namesIn, notDesired } from './movement-row.js'
import { annotated } from './phrase.js'
import { type Section, sectionsOf } from './section.js'
import { type Tiles, tiles } from './tiles.js'

/** An account manager's digest, laid out. */
export interface AccountManagerView {
  /** Whether each account has its own link to report back. */
  readonly linked: boolean
  /** All of them, and what is still to do; empty where they are not linked. */
  readonly listUrl: string
  /** Where to answer without links; empty where that is not to be said. */
  readonly replyTo: string
  readonly sections: readonly Section[]
  /** What executives see of it: the tiles, and the lists that name one of these accounts. */
  readonly tiles: Tiles
  readonly seen: readonly Seen[]
  /** What stands below all that. */
  readonly last: readonly Section[]
}

export function accountManagerView(
  digest: AccountManagerDigest,
  { links, replyTo }: Pick<RenderContext, 'links' | 'replyTo'>,
  sheet: MailLayout,
): AccountManagerView {
  const updateLinks = links?.updateLinks ?? new Map<string, string>()
  const once = dedupeAccounts(slideAlerts(digest.movements, sheet))
  return {
    linked: digest.movements.some(({ accountId }) => updateLinks.has(accountId)),
    listUrl: links?.listUrl ?? '',
    replyTo,
    sections: sectionsOf([
      { title: 'Leaving', list: once(leavingList(digest, sheet, updateLinks)) },
      { title: 'Overdue', list: once(ownOverdue(digest, updateLinks, sheet)) },
      { title: 'Your accounts', list: once(ownAccounts(digest, updateLinks, sheet)) },
    ]),
    tiles: tiles(digest, sheet),
    seen: seenByExecutives(digest, sheet),
    last: sectionsOf([
      ...contractSections(digest, sheet),
      { title: 'Not desired', folded: notDesired(digest.notDesired, sheet) },
    ]),
  }
}

/** Where to report back on an account, by account id. */
export type UpdateLinks = ReadonlyMap<string, string>

/**
 * All of a manager's accounts, what was lost and fell first, each with the place to report back.
 */
function ownAccounts(
  { contracts, movements: items }: Pick<DigestBody, 'contracts' | 'movements'>,
  updateLinks: UpdateLinks,
  sheet: MailLayout,
): List | null {
  return listOf(
    {
      items: lostFirst(items),
      cap: sheet.caps.own,
      caption: `${accountsWorth(items, sheet)}${order(items)}`,
      row: (one) => {
        const row = ownRow(one, updateLinks, sheet)
        return isLost(one) ? { ...row, caveat: lossCaveat(contracts, one.accountId, sheet) } : row
      },
    },
    (rest) => moreMoved(rest, sheet),
  )
}

/** Those of them with an action that is past its date, the longest overdue first. */
function ownOverdue(
  { actions, movements }: Pick<DigestBody, 'actions' | 'movements'>,
  updateLinks: UpdateLinks,
  sheet: MailLayout,
): List | null {
  const byId = new Map(movements.map((one) => [one.accountId, one]))
  const items = actions.overdue.flatMap(({ accountId }) => byId.get(accountId) ?? [])
  return listOf(
    {
      items,
      cap: sheet.caps.rows,
      caption: accountsWorth(items, sheet),
      row: (one) => ownRow(one, updateLinks, sheet),
    },
    (rest) => moreRevenue(rest, sheet),
  )
}

function ownRow(one: AccountMovement, updateLinks: UpdateLinks, sheet: MailLayout): Row {
  return {
    ...movementRow(one, sheet),
    brief: annotated(one.name, movedBy(one, sheet)),
    update: isLost(one) ? null : updateButton(one.name, updateLinks.get(one.accountId)),
  }
}

/** In the digest they stand by their size among those that didn't move. */
function lostFirst(items: readonly AccountMovement[]): AccountMovement[] {
  return [...items.filter(isLost), ...items.filter((one) => !isLost(one))]
}

function order(items: readonly AccountMovement[]): string {
  if (items.length === 1) return ''
  const [fell, rose] = (['down', 'up'] as const).map((way) =>
    items.some(({ movement }) => movement === way),
  )
  const largest = fell ? 'largest fall' : rose ? 'largest rise' : 'largest'
  return items.some(isLost) ? `, what was lost first, then the ${largest}` : `, ${largest} first`
}

function isLost({ movement }: AccountMovement): boolean {
  return movement === 'lost'
}

/** What executives are told about some of a manager's accounts. */
interface Seen {
  readonly label: string
  readonly accounts: string
}

/**
 * Every list of the executives' digest that names an account of this manager, with its accounts.
 */
function seenByExecutives(digest: DigestBody, sheet: MailLayout): Seen[] {
  const { format, monday } = sheet
  const seen = <Item extends { readonly name: string }>(
    label: string,
    items: readonly Item[],
    said: (item: Item) => string,
  ) => ({ label, items: items.map((item) => annotated(item.name, said(item))) })
  return [
    seen('Near exit', digest.nearExit, ({ earliestExit }) => format.day(earliestExit, monday)),
    seen('No open action', digest.actions.unattended, ({ revenue }) => format.money(revenue)),
    seen(
      'Decision-maker change',
      digest.decisionMakerChanges,
      ({ weeksOpen }) => `${format.counted(weeksOpen, 'week')} open`,
    ),
    seen(
      'You see it differently',
      digest.pulseDisagreements,
      (one) => `you ${statusWords(one.pulse)}, ${againstPulse(one)}`,
    ),
    seen('One group alone in touch', digest.singleThreaded, ({ group }) => group),
  ]
    .filter(({ items }) => items.length > 0)
    .map(({ label, items }) => ({ label: `${label}:`, accounts: namesIn(items, sheet) }))
}
