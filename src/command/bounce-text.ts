import type { Format } from '../format.js'
import type { MailboxVisit } from '../mail/bounce/mailbox-visit.js'
import { wrapped } from '../mail/text.js'
import { bounceWords, replyWords } from '../report/bounce.js'
import type { CollectedBounces, Taken } from '../run/bounces.js'
import type { RecordedBounce } from '../store/bounces.js'
import type { Delivery } from '../store/deliveries.js'
import type { RecordedReply } from '../store/replies.js'
import { ignoredWords } from './bounce-json.js'
import { printable } from './printable.js'

/** What was read, for the terminal: the sum, and each message that somebody should know of. */
export function foundText(
  found: readonly CollectedBounces[],
  visit: MailboxVisit,
  format: Format,
): string {
  const lines = [
    sum(found, format),
    ...found.flatMap(ofBounce),
    ...found.flatMap(ofReply),
    ...found.flatMap(ofNoDelivery),
    ...(visit.kind === 'visited' && visit.left > 0 ? [left(visit.left, format)] : []),
  ]
  return `${lines.join('\n')}\n`
}

function sum(found: readonly CollectedBounces[], format: Format): string {
  const sorts = found.map(({ taken }) => sortOf(taken))
  const parts = sums
    .map((sort) => ({ sort, count: sorts.filter((one) => one === sort).length }))
    .filter(({ count }) => count > 0)
  const told = parts.map(({ sort, count }) => `${format.count(count)} ${sort}`).join(', ')
  return `${format.counted(found.length, 'message')} read${told === '' ? '' : `: ${told}`}.`
}

const sums = [
  'recorded',
  'known already',
  'replied to',
  'of no delivery of ours',
  'without a failure',
  'left alone',
] as const

function sortOf(taken: Taken): (typeof sums)[number] {
  switch (taken.kind) {
    case 'recorded':
      return taken.isNew ? 'recorded' : 'known already'
    case 'replied':
      return taken.isNew ? 'replied to' : 'known already'
    case 'unmatched':
      return 'of no delivery of ours'
    case 'ignored':
      return isLeftAlone(taken) ? 'left alone' : 'without a failure'
  }
}

/** What may be anything, unlike somebody's absence. */
function isLeftAlone({ why }: Extract<Taken, { kind: 'ignored' }>): boolean {
  return why === 'no-report' || why === 'too-large' || why === 'unreadable'
}

function ofBounce({ source, taken }: CollectedBounces): string[] {
  if (taken.kind !== 'recorded' || !taken.isNew) return []
  const { delivery, bounce } = taken
  // A person will want to read the rest of it.
  const from = bounce.action === 'in-words' ? ` ${printable(source)}` : ''
  return [`${named(delivery)}:${from}`, bounceLine(bounce, 2)]
}

function ofReply({ source, taken }: CollectedBounces): string[] {
  if (taken.kind !== 'replied' || !taken.isNew) return []
  return [`${named(taken.delivery)}: ${printable(source)}`, replyLine(taken.reply, 2)]
}

function named({ deliveryId, week, role, address }: Delivery): string {
  return `Delivery ${deliveryId}, ${week}, ${role}, ${address}`
}

function ofNoDelivery({ source, taken }: CollectedBounces): string[] {
  if (taken.kind === 'ignored' && isLeftAlone(taken)) {
    return [wrapped(printable(`Left alone: ${source}, ${ignoredWords(taken.why)}.`), 0)]
  }
  if (taken.kind !== 'unmatched') return []
  const { recipient, reportId } = taken.report
  const about = recipient === null ? '' : ` about ${recipient}`
  const told = `Left alone: ${source}${about}, ${taken.why} (${reportId}).`
  return [wrapped(printable(told), 0)]
}

/** `an automatic reply, 2026-11-16T07:00:09.000Z: Out of office: I am back…`, wrapped. */
export function replyLine({ kind, receivedAt, words }: RecordedReply, indent: number): string {
  const said = words === null ? '' : `: ${words}`
  return wrapped(printable(`${replyWords[kind]}, ${receivedAt}${said}`), indent)
}

/** `bounced 5.1.1 2026-11-16T07:00:09.000Z: 550 no such user`, wrapped. */
export function bounceLine(bounce: RecordedBounce, indent: number): string {
  const { diagnostic, receivedAt, recipient } = bounce
  const passedOn = recipient === null ? '' : `, passed on to ${recipient}`
  const why = diagnostic === null ? '' : `: ${diagnostic}`
  return wrapped(printable(`${bounceWords(bounce)}, ${receivedAt}${passedOn}${why}`), indent)
}

function left(count: number, { counted }: Format): string {
  return `${counted(count, 'more message')} in the mailbox: mmr bounces again reads on.`
}
