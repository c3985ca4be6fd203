import type { Outcome, TransportKind } from '../report/delivery.js'
import type { MessageKey } from './compose.js'

/** One message to one recipient, as it goes out. */
export interface OutgoingMessage extends MessageKey {
  readonly bytes: Buffer
  /** Where it comes back to; to the transport's own sender unless told. */
  readonly returnPath?: ReturnPath
}

/** An envelope sender of one message alone. */
export interface ReturnPath {
  readonly address: string
  /** What bounces repeat (RFC 3461), where mail systems on the way know of it. */
  readonly envelopeId: string
}

/** Whether mail could be handed over now. */
export type Readiness = { readonly kind: 'ready' } | Extract<Outcome, { kind: 'retry' | 'paused' }>

/** Whether a message may leave now; asked at the last moment before its first byte does. */
export type MayLeave = () => Promise<boolean>

/** Where messages are handed to: a mail server, or a folder. */
export interface Transport {
  readonly kind: TransportKind
  /**
   * Hands over one message. Whatever the server does is an outcome, never an exception. Nothing of
   * the message leaves before `mayLeave` has said yes: until then, nobody can have accepted it.
   */
  readonly submit: (
    parcel: OutgoingMessage,
    signal?: AbortSignal,
    mayLeave?: MayLeave,
  ) => Promise<Outcome>
  /** Goes as far as logging in, and hands over nothing. */
  readonly verify: () => Promise<Readiness>
  /** Ends connections; to be called when no submission is under way. */
  readonly close: () => Promise<void>
}
