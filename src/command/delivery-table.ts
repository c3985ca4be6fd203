import { wrapped } from '../mail/text-column.js'
import type { Delivery } from '../store/deliveries.js'
import { printable, table } from './table.js'

/**
 * Deliveries for the terminal, 100 columns wide. What the server said of one that isn't submitted
 * follows on lines of its own, in full.
 */
export function deliveryTable(deliveries: readonly Delivery[]): string {
  const [head = '', ...lines] = table([header, ...deliveries.map(row)], widest).split('\n')
  const shown = deliveries.flatMap((delivery, index) => [lines[index] ?? '', ...why(delivery)])
  return [head, ...shown, ''].join('\n')
}

const header = ['ID', 'WEEK', 'ROLE', 'RECIPIENT', 'STATE', 'ATTEMPTS']
const widest = [8, 8, 15, 42, 9, 8]

function row({ deliveryId, week, kind, role, address, state, attempt }: Delivery): string[] {
  const as = kind === 'report' ? role : `${role} (${kind})`
  return [String(deliveryId), week, as, address, state, String(attempt)]
}

function why({ state, reason }: Delivery): string[] {
  return state === 'submitted' || reason === null ? [] : [wrapped(printable(reason), 10)]
}
