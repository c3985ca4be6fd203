import { Readable } from 'node:stream'
import type { MayLeave } from '../transport.js'

/** A message that stays here until the server is ready for it and it may leave. */
export interface HeldBody {
  /** What the mail library reads the message from. */
  readonly source: Readable
  /** The server is ready: asks whether the message may leave. Calling it again does nothing. */
  readonly serverIsReady: () => void
  /** Whether any byte of it was given away. */
  readonly hasLeft: () => boolean
  /** From now on it stays, whatever is answered. */
  readonly end: () => void
}

/**
 * Not a byte can be read from `source` before `mayLeave` has said yes. Where it says no, or fails,
 * `refused` is told why, and the message never leaves.
 */
export function holdBack(
  bytes: Buffer,
  mayLeave: MayLeave,
  refused: (why: Error) => void,
): HeldBody {
  let state: 'held' | 'asked' | 'free' | 'over' = 'held'
  let isWanted = false
  let hasLeft = false
  const flow = () => {
    if (state !== 'free' || !isWanted || hasLeft) return
    hasLeft = true
    source.push(bytes)
    source.push(null)
  }
  const source = new Readable({
    read: () => {
      isWanted = true
      flow()
    },
  })
  const ask = async () => {
    if (!(await mayLeave())) throw new Error('it may not leave any more')
    if (state === 'asked') state = 'free'
    flow()
  }
  return {
    source,
    serverIsReady: () => {
      if (state !== 'held') return
      state = 'asked'
      ask().catch((cause) => refused(new Error('the message was kept back', { cause })))
    },
    hasLeft: () => hasLeft,
    end: () => {
      state = 'over'
    },
  }
}
