/**
 * What a delivery can be in. `submitted`, `failed` and `skipped` are final; `uncertain` waits for a
 * person, the others for a worker.
 *
 *     planned → sending → submitted | failed | retry → sending … | uncertain
 *     planned | retry → skipped
 */
export const deliveryStates = [
  'planned',
  'sending',
  'retry',
  'uncertain',
  'submitted',
  'failed',
  'skipped',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Where an attempt hands a message to: a mail server, or a folder where none is set. */
export type TransportKind = 'smtp' | 'outbox'

/**
 * What deliveries of a week can have come to together, that a person orders again together. Filed
 * is what went into files before a mail server was set.
 */
export const resendStates = ['uncertain', 'failed', 'filed'] as const
export type ResendState = (typeof resendStates)[number]

/** What a mail server (or the outbox) said about one message. */
export type Outcome =
  /** It took responsibility. */
  | { readonly kind: 'submitted'; readonly response: string }
  /** Its permanent word about this recipient alone. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** Nothing was accepted; safe to try again later. */
  | { readonly kind: 'retry'; readonly reason: string }
  /** The message had begun to flow and no reply came: it may have been accepted. */
  | { readonly kind: 'uncertain'; readonly reason: string }
  /**
   * Its permanent word, in a place where servers speak of a message, of its reader and of its sender
   * alike: what becomes of others' mail tells which (`judge`). Nothing was accepted.
   */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** Its word about us, not about the recipient: stop the run, fail nobody. */
  | { readonly kind: 'paused'; readonly reason: string }

/** What an attempt leaves in the ledger. Instants are milliseconds since the epoch. */
export interface Settlement {
  readonly state: Exclude<DeliveryState, 'sending'>
  /** Earliest instant of the next attempt; null where no attempt is due by itself. */
  readonly nextAttemptAt: number | null
  /** The server's words, for people. */
  readonly reason: string
}

/** When to try again, and when to stop trying. */
export interface RetryPolicy {
  /** No attempt later than this long after the delivery was due, in milliseconds. */
  readonly giveUpAfter: number
}

/** The attempt that has just ended; `chance` is a random number from 0 up to 1. */
export interface Attempt {
  readonly attempt: number
  readonly dueAt: number
  readonly endedAt: number
  readonly chance: number
}

/** Decides what an outcome means for the ledger. */
export function settlementOf(outcome: Outcome, attempt: Attempt, policy: RetryPolicy): Settlement {
  switch (outcome.kind) {
    case 'submitted':
      return { state: 'submitted', nextAttemptAt: null, reason: outcome.response }
    case 'failed':
    case 'uncertain':
      return { state: outcome.kind, nextAttemptAt: null, reason: outcome.reason }
    case 'rejected':
    case 'paused':
      return { state: 'retry', nextAttemptAt: attempt.endedAt, reason: outcome.reason }
    case 'retry':
      return retried(outcome.reason, attempt, policy)
  }
}

function retried(reason: string, attempt: Attempt, { giveUpAfter }: RetryPolicy): Settlement {
  const nextAttemptAt = attempt.endedAt + backOff(attempt)
  if (nextAttemptAt <= attempt.dueAt + giveUpAfter) return { state: 'retry', nextAttemptAt, reason }
  return {
    state: 'failed',
    nextAttemptAt: null,
    reason: `gave up after ${attempt.attempt} ${attempt.attempt === 1 ? 'attempt' : 'attempts'}: ${reason}`,
  }
}

const minute = 60_000

/**
 * 1, 2, 4, … up to 60 minutes, each shortened by up to half so that retries do not come in waves.
 */
function backOff({ attempt, chance }: Attempt): number {
  const longest = Math.min(60, 2 ** (attempt - 1)) * minute
  return Math.round(longest * (1 - chance / 2))
}
