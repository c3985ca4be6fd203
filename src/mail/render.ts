import type { Digest } from './digest.js'
import type { Message } from './message.js'
import { templates } from './template.js'
import type { UpdateLinks } from './view/own-accounts.js'
import { type View, viewOf } from './view/view.js'

/** What a message can say beyond its digest. */
export interface RenderOptions {
  /** UTC, ISO 8601: what was recorded before it counts. */
  readonly cutOff?: string
  /** Where an account manager reports back, by account id. Without it the mail says: reply. */
  readonly updateLinks?: UpdateLinks
}

/** Gmail cuts a message off near 102 KB; this leaves room for what gateways add. */
const limit = 90_000

/** How much of what fits is tried, until it does: long names and notes take more room than others. */
const shares = [1, 0.6, 0.4, 0.2, 0.1]

/** A digest as a message. The same digest and options give the same bytes. */
export function renderMessage(digest: Digest, options: RenderOptions = {}): Message {
  const { html, view } = fitting(digest, options)
  return { subject: view.subject, html, text: templates[digest.role].text(view) }
}

function fitting(
  digest: Digest,
  { cutOff, updateLinks }: RenderOptions,
): { html: string; view: View } {
  const beyond = { cutOff: cutOff ?? null, updateLinks: updateLinks ?? new Map() }
  const made = (share: number) => {
    const view = viewOf(digest, beyond, share)
    return { view, html: templates[digest.role].html(view) }
  }
  for (const share of shares) {
    const { html, view } = made(share)
    if (Buffer.byteLength(html) < limit) return { html, view }
  }
  return made(0)
}
