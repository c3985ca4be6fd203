import type { LinkRefusals } from '../link-refusal.js'
import type { Role } from '../recipient.js'
import type { Addressee } from './digest.js'

/** What readers did by the links of their mails, as far as admins should know. */
export interface LinkReport {
  /** Who asked for no more mail: they get none until an admin lifts it. The latest first. */
  readonly unsubscribed: readonly Unsubscribed[]
  /** How often a link that doesn't hold was tried in the week. */
  readonly linksRefused: LinkRefusals
}

/** Somebody who asked for no more mail in a role. */
export interface Unsubscribed extends Addressee {
  readonly role: Role
  /** UTC, ISO 8601. */
  readonly since: string
}
