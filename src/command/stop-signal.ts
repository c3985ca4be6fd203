import type { Stop } from '../run/workspace.js'

/**
 * How long what is under way may take: with five seconds to close connections, an end within
 * thirty.
 */
const grace = 20_000

/**
 * Does `work`, which SIGTERM and SIGINT (Ctrl-C) ask to stop: it claims nothing more, and what is
 * under way after 20 seconds is broken off. The second signal ends the process at once, as if
 * nobody listened.
 */
export async function untilStopped<Result>(work: (stop: Stop) => Promise<Result>): Promise<Result> {
  const [claiming, sending] = [new AbortController(), new AbortController()]
  let timer: NodeJS.Timeout | undefined
  const ignore = () => process.off('SIGTERM', stop).off('SIGINT', stop)
  const stop = () => {
    ignore()
    claiming.abort(new Error('asked to stop'))
    timer = setTimeout(() => sending.abort(new Error('asked to stop')), grace)
  }
  process.on('SIGTERM', stop).on('SIGINT', stop)
  try {
    return await work({ claiming: claiming.signal, sending: sending.signal })
  } finally {
    clearTimeout(timer)
    ignore()
  }
}
