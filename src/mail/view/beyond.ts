import type { MessageLinks } from '../message-links.js'
import type { Pictures } from '../picture.js'

/** What a message says beyond its digest. */
export interface RenderContext {
  /** UTC, ISO 8601. */
  readonly cutOff: string
  /** Null where the message has none. */
  readonly links: MessageLinks | null
  /** The address that answers go to; empty where that is not to be said. */
  readonly replyTo: string
  readonly pictures: Pictures
}
