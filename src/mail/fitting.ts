import type { Message } from './message.js'
import type { Templates } from './template.js'
import { leastShare } from './view/sheet.js'

/** Gmail cuts a message off near 102 KB; this leaves room for what gateways add. */
const limit = 90_000

/**
 * How much of what usually fits is tried, until it does; the least always does, whatever the names.
 */
const shares = [1, 0.9, 0.8, 0.6, 0.4]

/** The fullest message that fits; `viewOf` a smaller share folds what there is no room for. */
export function fitting<Shown extends { readonly subject: string }>(
  { html, text }: Templates<Shown>,
  viewOf: (share: number) => Shown,
): Message {
  for (const share of shares) {
    const view = viewOf(share)
    const message = { subject: view.subject, html: html(view) }
    if (Buffer.byteLength(message.html) < limit) return { ...message, text: text(view) }
  }
  const view = viewOf(leastShare)
  return { subject: view.subject, html: html(view), text: text(view) }
}
