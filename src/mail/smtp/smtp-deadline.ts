import type { Patience } from './smtp-options.js'

/** Ends a submission in time, however slowly but steadily the server goes on. */
export interface Deadline {
  /** Aborts at the deadline, or when the caller's own signal does. */
  readonly signal: AbortSignal
  /** The message is written: from now on there is patience for the reply. */
  readonly bodySent: () => void
  /** Ends it before its time. */
  readonly breakOff: (why: Error) => void
  readonly stop: () => void
}

/** Inactivity timeouts cannot do this: a byte a second would hold a worker for ever. */
export function startDeadline(patience: Patience, stopped: AbortSignal | undefined): Deadline {
  const expiry = new AbortController()
  const after = (milliseconds: number, what: string) =>
    setTimeout(
      () => expiry.abort(new Error(`${what} within ${milliseconds / 1000} seconds`)),
      milliseconds,
    )
  let timer = after(patience.message, 'not written')
  let isSettled = false
  // Not AbortSignal.any: one signal stops a whole run, and would keep a trace of each message.
  const stopEarly = () => expiry.abort(stopped?.reason)
  if (stopped?.aborted) stopEarly()
  stopped?.addEventListener('abort', stopEarly)
  return {
    signal: expiry.signal,
    bodySent: () => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      timer = after(patience.reply, 'no reply')
    },
    breakOff: (why) => expiry.abort(why),
    stop: () => {
      isSettled = true
      clearTimeout(timer)
      stopped?.removeEventListener('abort', stopEarly)
    },
  }
}
