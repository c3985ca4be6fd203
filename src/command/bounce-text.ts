import type { Visit } from '../mail/bounce/imap-visit.js'
import { wrapped } from '../mail/text-column.js'
import { bounceWords } from '../report/bounce.js'
import { counted } from '../report/counted.js'
import type { Found } from '../run/bounces/collect-bounces.js'
import type { RecordedBounce } from '../store/bounces.js'
import { printable } from './table.js'

/** What was read, for the terminal: the sum, what is new, and what nobody could be found for. */
export function foundText(found: readonly Found[], visit: Visit): string {
  const lines = [
    sum(found),
    ...found.flatMap(ofNew),
    ...found.flatMap(ofUnmatched),
    ...(visit.kind === 'visited' && visit.left > 0 ? [left(visit.left)] : []),
  ]
  return `${lines.join('\n')}\n`
}

function sum(found: readonly Found[]): string {
  const count = (counts: (one: Found) => boolean) => found.filter(counts).length
  const parts = [
    { of: count(({ taken }) => taken.kind === 'recorded' && taken.isNew), told: 'recorded' },
    { of: count(({ taken }) => taken.kind === 'recorded' && !taken.isNew), told: 'known already' },
    { of: count(({ taken }) => taken.kind === 'unmatched'), told: 'of no delivery of ours' },
    { of: count(({ taken }) => taken.kind === 'ignored'), told: 'without a failure' },
  ].filter(({ of }) => of > 0)
  const told = parts.map(({ of, told }) => `${of} ${told}`).join(', ')
  return `${counted(found.length, 'message')} read${told === '' ? '' : `: ${told}`}.`
}

function ofNew({ taken }: Found): string[] {
  if (taken.kind !== 'recorded' || !taken.isNew) return []
  const { deliveryId, week, role, address } = taken.delivery
  return [`Delivery ${deliveryId}, ${week}, ${role}, ${address}:`, bounceLine(taken.bounce, 2)]
}

function ofUnmatched({ source, taken }: Found): string[] {
  if (taken.kind !== 'unmatched') return []
  const { recipient, reportId } = taken.report
  const about = recipient === null ? '' : ` about ${recipient}`
  const named = `Left alone: ${source}${about}, ${taken.why} (${reportId}).`
  return [wrapped(printable(named), 0)]
}

/** `bounced 5.1.1 2026-11-16T07:00:09.000Z: 550 no such user`, wrapped. */
export function bounceLine(bounce: RecordedBounce, indent: number): string {
  const { diagnostic, receivedAt, recipient } = bounce
  const passedOn = recipient === null ? '' : `, passed on to ${recipient}`
  const why = diagnostic === null ? '' : `: ${diagnostic}`
  return wrapped(printable(`${bounceWords(bounce)}, ${receivedAt}${passedOn}${why}`), indent)
}

function left(count: number): string {
  return `${counted(count, 'more message')} in the mailbox: mmr bounces again reads on.`
}
