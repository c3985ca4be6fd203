import type { Row } from './row.js'
import type { MailLayout } from './sheet.js'

/** A row that says how it is laid out. */
export interface ListedRow extends Row {
  /** Whether what follows its status begins a line, or stands behind a dot. */
  readonly broken: boolean
  readonly dotted: boolean
  /** Whether it has more to tell than its first lines, and the pixels below these. */
  readonly detailed: boolean
  readonly bottom: 4 | 14
  /** In text, the line below its name, and the last of what is told of it; empty without one. */
  readonly beneath: string
  readonly last: string
  /** In pixels: wider where a figure of its list is a date, or a picture stands below one. */
  readonly figureWidth: 88 | 128
}

/** A list with its head, and a line for what didn't fit. */
export interface List {
  readonly caption: string
  /** Those that stand above already, in a sentence; empty where there are none. */
  readonly above: string
  readonly rows: readonly ListedRow[]
  /** `and 12 more, $3.4M a year`; empty where all are shown. */
  readonly more: string
}

/** What a list is made of; `cap` is how many of its items are shown. */
export interface ListContents<Item> {
  readonly items: readonly Item[]
  readonly cap: number
  readonly caption: string
  readonly row: (item: Item) => Row
}

/** Null where there is nothing to list. */
export function listOf<Item>(
  { items, cap, caption, row }: ListContents<Item>,
  more: (rest: readonly Item[]) => string,
): List | null {
  if (items.length === 0) return null
  const shown = foldsOne(items, cap) ? cap + 1 : cap
  const rest = items.slice(shown)
  return {
    caption,
    above: '',
    rows: laidOut(items.slice(0, shown).map((item) => row(item))),
    more: rest.length === 0 ? '' : `and ${more(rest)}`,
  }
}

/** The rows of one list, as wide as the widest of them needs it. */
export function laidOut(rows: readonly Row[]): ListedRow[] {
  const figureWidth = rows.some(isWide) ? 128 : 88
  return rows.map((one) => {
    const broken = isParted(one) && isLong(one)
    const dotted = isParted(one) && !broken
    const detailed = isDetailed(one)
    const bottom = detailed ? 4 : 14
    const { beneath, last } = inText(one)
    return { ...one, broken, dotted, detailed, bottom, beneath, last, figureWidth }
  })
}

/** Beneath its name stands its status, and last what places it; without a status, that. */
function inText(row: Row): Pick<ListedRow, 'beneath' | 'last'> {
  const { status, statusBefore, contact, facts } = row
  const now = status === null ? '' : `${status.shape} ${status.word}`
  const standing = both(now, ' ', statusBefore)
  const place = both(contact, ', ', facts)
  return standing === '' ? { beneath: place, last: '' } : { beneath: standing, last: place }
}

function both(one: string, between: string, other: string): string {
  return one === '' || other === '' ? one + other : one + between + other
}

function isParted({ status, statusBefore, owner, facts }: Row): boolean {
  return (status !== null || statusBefore !== '') && (owner !== '' || facts !== '')
}

/** With a picture beside it, or a status before, the line is full. */
function isLong({ trend, statusBefore }: Row): boolean {
  return trend !== null || statusBefore !== ''
}

function isDetailed({ reason, note, alerts, action, warning, caveat, update }: Row): boolean {
  const details = [reason, note, ...alerts, action, warning, caveat]
  return update !== null || details.some((detail) => detail !== '')
}

/** Longer than the narrow column for figures, which leaves a phone room for addresses. */
function isWide({ trend, figure, figureNote }: Row): boolean {
  return trend !== null || figure.length > 9 || figureNote.length > 11
}

/**
 * Whether the one item beyond `cap` is shown: "and 1 more" takes as much room, unless room is what
 * is missing.
 */
export function foldsOne(items: readonly unknown[], cap: number): boolean {
  return cap > 1 && items.length === cap + 1
}

/** `12 more, $3.4M a year`. */
export function moreRevenue(
  rest: readonly { readonly revenue: number }[],
  sheet: MailLayout,
): string {
  return `${sheet.format.count(rest.length)} more, ${yearly(rest, sheet)}`
}

/** `3 accounts, $1.2M a year`. */
export function accountsWorth(
  items: readonly { readonly revenue: number }[],
  sheet: MailLayout,
): string {
  return `${sheet.format.counted(items.length, 'account')}, ${yearly(items, sheet)}`
}

function yearly(items: readonly { readonly revenue: number }[], { format }: MailLayout): string {
  const sum = items.reduce((total, { revenue }) => total + Math.round(revenue * 100), 0)
  return `${format.money(sum / 100)} a year`
}
