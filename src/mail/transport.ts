import type { Outcome } from '../report/delivery.js'
import type { Addressee } from './message-id.js'

/** One message to one recipient, as it goes out. */
export interface Parcel extends Addressee {
  readonly bytes: Buffer
}

/** Whether mail could be handed over now. */
export type Readiness = { readonly kind: 'ready' } | Extract<Outcome, { kind: 'retry' | 'paused' }>

/** Where messages are handed to: a mail server, or a folder. */
export interface Transport {
  /** Hands over one message. Whatever the server does is an outcome, never an exception. */
  readonly submit: (parcel: Parcel, signal?: AbortSignal) => Promise<Outcome>
  /** Goes as far as logging in, and hands over nothing. */
  readonly verify: () => Promise<Readiness>
  /** Ends connections; to be called when no submission is under way. */
  readonly close: () => Promise<void>
}
