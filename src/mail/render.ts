import type { Digest } from './digest.js'
import type { Message } from './message.js'
import { noPictures, type Pictures } from './picture.js'
import { templates } from './template.js'
import type { UpdateLinks } from './view/own-accounts.js'
import { viewOf } from './view/view.js'

/** What a message can say beyond its digest. */
export interface RenderOptions {
  /** UTC, ISO 8601: what was recorded before it counts; the digest's own by default. */
  readonly cutOff?: string
  /** Where an account manager reports back, by account id. Without it the mail says: reply. */
  readonly updateLinks?: UpdateLinks
  /** The pictures of this digest, which the message has to carry with it. Without, it has none. */
  readonly pictures?: Pictures
}

/** Gmail cuts a message off near 102 KB; this leaves room for what gateways add. */
const limit = 90_000

/** How much of what usually fits is tried, until it does; the least always does, whatever the names. */
const shares = [1, 0.8, 0.6, 0.4]
const least = 0.2

/** A digest as a message. The same digest and options give the same bytes. */
export function renderMessage(digest: Digest, options: RenderOptions = {}): Message {
  const { cutOff = digest.cutOff, updateLinks = new Map(), pictures = noPictures } = options
  const beyond = { cutOff, updateLinks, pictures }
  const { html, text } = templates[digest.role]
  for (const share of shares) {
    const view = viewOf(digest, beyond, share)
    const message = { subject: view.subject, html: html(view) }
    if (Buffer.byteLength(message.html) < limit) return { ...message, text: text(view) }
  }
  const view = viewOf(digest, beyond, least)
  return { subject: view.subject, html: html(view), text: text(view) }
}
