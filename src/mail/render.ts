import type { Digest } from './digest.js'
import { fitting } from './fitting.js'
import type { Message } from './message.js'
import type { MessageLinks } from './message-links.js'
import { noPictures, type Pictures } from './picture.js'
import { mailTemplates } from './template.js'
import { viewOf } from './view/view.js'

/** What a message can say beyond its digest. */
export interface RenderOptions {
  /** UTC, ISO 8601: what was recorded before it counts; the digest's own by default. */
  readonly cutOff?: string
  /** Where it leads. Without, it has no links, and account managers are asked to reply. */
  readonly links?: MessageLinks | null
  /** The address that answers go to, for those who are asked to reply. */
  readonly replyTo?: string
  /** The pictures of this digest, which the message has to carry with it. Without, it has none. */
  readonly pictures?: Pictures
}

/** A digest as a message. The same digest and options give the same bytes. */
export function renderMessage(digest: Digest, options: RenderOptions = {}): Message {
  const { cutOff = digest.cutOff, links = null, replyTo = '', pictures = noPictures } = options
  const beyond = { cutOff, links, replyTo, pictures }
  return fitting(mailTemplates[digest.role], (share) => viewOf(digest, beyond, share))
}
