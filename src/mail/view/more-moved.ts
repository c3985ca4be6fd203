import { joined } from '../../format.js'
import type { AccountMovement } from '../../report/digest/account-movement.js'
import { moreRevenue } from './list.js'
import { annotated } from './phrase.js'
import type { MailLayout } from './sheet.js'

/**
 * Movers that have no row of their own, each by name and points, as far as there is room:
 * `3 more, $1.2M a year: Alder (−3.2), Beech (−2.1) and Cedar (−1.4).`
 */
export function moreMoved(rest: readonly AccountMovement[], sheet: MailLayout): string {
  const { format, caps } = sheet
  const said = rest.map((one) => annotated(one.name, movedBy(one, sheet)))
  const all = within(said, caps.folded.all)
  const named = all.length === said.length ? all : within(said, caps.folded.some)
  if (named.length === 0) return moreRevenue(rest, sheet)
  const unnamed = rest.length - named.length
  const names = unnamed === 0 ? named : [...named, `${format.count(unnamed)} more`]
  return `${moreRevenue(rest, sheet)}: ${joined(names)}.`
}

/** As many of the first as make up no more than `room` characters. */
function within(said: readonly string[], room: number): string[] {
  const fit: string[] = []
  let left = room
  for (const words of said) {
    left -= words.length + 2
    if (left < 0) break
    fit.push(words)
  }
  return fit
}

/** In a word: the points it moved, or what there is instead. */
export function movedBy(
  { movement, change, health, revenue }: AccountMovement,
  { format }: MailLayout,
): string {
  if (movement === 'lost') return format.money(revenue)
  if (change !== null) return change === 0 ? 'no change' : format.change(change)
  return health === null || movement !== 'new' ? movement : format.points(health)
}
