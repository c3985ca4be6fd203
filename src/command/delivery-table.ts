import { wrapped } from '../mail/text.js'
import type { RecordedBounce } from '../store/bounces.js'
import type { Delivery } from '../store/deliveries.js'
import { bounceLine } from './bounce-text.js'
import { printable } from './printable.js'
import { table } from './table.js'

/**
 * Deliveries for the terminal, 100 columns wide. What the server said of one that isn't submitted
 * follows on lines of its own, in full, and so does what came back of one that is.
 */
export function deliveryText(
  deliveries: readonly Delivery[],
  bounces: readonly RecordedBounce[] = [],
): string {
  const [head = '', ...lines] = table([header, ...deliveries.map(row)], widest).split('\n')
  const shown = deliveries.flatMap((delivery, index) => [
    lines[index] ?? '',
    ...why(delivery),
    ...bounces
      .filter(({ deliveryId }) => deliveryId === delivery.deliveryId)
      .slice(0, 1)
      .map((bounce) => bounceLine(bounce, 10)),
  ])
  return [head, ...shown, ''].join('\n')
}

const header = ['ID', 'WEEK', 'ROLE', 'RECIPIENT', 'STATE', 'ATTEMPTS']
const widest = [8, 8, 15, 42, 9, 8]

function row(delivery: Delivery): string[] {
  const { deliveryId, week, address, state, attempt } = delivery
  return [String(deliveryId), week, asOf(delivery), address, state, String(attempt)]
}

/**
 * Of the mails that are no report, those to admins are notices, and the others speak for
 * themselves.
 */
function asOf({ kind, role }: Delivery): string {
  if (kind === 'report') return role
  return role === 'admin' ? `${role} (${kind})` : kind
}

function why({ state, reason }: Delivery): string[] {
  return state === 'submitted' || reason === null ? [] : [wrapped(printable(reason), 10)]
}
